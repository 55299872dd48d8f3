"""One quantity relative to another; the second is a mere denominator."""

import pandas as pd

from nqpf.panel.division import divide

DENOMINATORS = (1,)


def compute(above: pd.Series, below: pd.Series, *, scale: float = 1.0) -> pd.Series:
    """Ratio = above / below * scale.

    Raises DataError (unit, year) for a division by zero. Missing on either side gives missing.
    """
    return divide(above, below) * scale
