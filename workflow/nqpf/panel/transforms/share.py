"""A part of a total. Both are content: a share moves when the rest of the total moves."""

import pandas as pd

from nqpf.panel.division import divide


def compute(part: pd.Series, total: pd.Series, *, scale: float = 100.0) -> pd.Series:
    """Share = part / total * scale; in per cent by default.

    Raises DataError (unit, year) where the total is zero.
    """
    return divide(part, total) * scale
