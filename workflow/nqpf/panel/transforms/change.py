"""The first difference over the calendar."""

import pandas as pd

from nqpf.panel.years import earlier


def compute(values: pd.Series) -> pd.Series:
    """change(t) = value(t) - value(t - 1) of the same unit; missing across a gap."""
    return values - earlier(values, 1)
