"""One series minus another."""

import pandas as pd


def compute(whole: pd.Series, taken: pd.Series) -> pd.Series:
    """Difference = whole - taken; missing as soon as one of them is missing."""
    return whole - taken
