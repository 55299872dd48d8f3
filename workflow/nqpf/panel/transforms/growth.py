"""The rate of growth from year to year."""

import pandas as pd

from nqpf.panel.division import divide
from nqpf.panel.years import earlier


def compute(values: pd.Series, *, scale: float = 1.0) -> pd.Series:
    """growth(t) = (value(t) / value(t - 1) - 1) * scale of the same unit; missing across a gap.

    Raises DataError (unit, year) where the value of the year before is zero.
    """
    return (divide(values, earlier(values, 1)) - 1.0) * scale
