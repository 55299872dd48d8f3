"""Standardisation with mean and deviation frozen on the base window (OECD/JRC Handbook 2008, step 5).

z = (x - mean) / sd, turned around for a cost indicator; sd with n - 1 in the denominator.
"""

import pandas as pd

GIVES = "any"


def fit(values: pd.DataFrame) -> pd.DataFrame:
    """Mean and deviation of each indicator: frame (indicators x [mean, sd])."""
    varies = values.max() > values.min()
    return pd.DataFrame({"mean": values.mean(), "sd": values.std().where(varies, 0.0)})


def apply(values: pd.DataFrame, bounds: pd.DataFrame, directions: pd.Series) -> pd.DataFrame:
    """Scores (unit-years x indicators); an indicator that is constant in the base window scores 0.

    directions: +1 where more is better, -1 for a cost indicator.
    """
    width = directions.reindex(values.columns) * bounds["sd"].replace(0.0, float("inf"))
    return (values - bounds["mean"]) / width + 0.0  # + 0.0 turns -0.0 into 0.0
