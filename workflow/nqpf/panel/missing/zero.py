"""Declared structural zeros: nothing was recorded because there was nothing."""

import pandas as pd


def fill(values: pd.Series) -> pd.Series:
    """Set every missing cell to zero, inside a series and at its ends."""
    return values.fillna(0.0)
