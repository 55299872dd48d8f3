"""The value of an earlier year."""

import pandas as pd

from nqpf.panel.years import earlier


def compute(values: pd.Series, *, years: int = 1) -> pd.Series:
    """lag(t) = value(t - years) of the same unit, by calendar; missing where that year is missing."""
    return earlier(values, years)
