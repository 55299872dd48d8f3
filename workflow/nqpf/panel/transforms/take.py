"""A raw series as it is, in another scale if need be."""

import pandas as pd


def compute(values: pd.Series, *, scale: float = 1.0) -> pd.Series:
    """Value = series * scale. A missing cell stays missing."""
    return values * scale
