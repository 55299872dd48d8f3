"""Min-max normalisation with bounds frozen on the base window (OECD/JRC Handbook 2008, step 5).

z = (x - min) / (max - min), or (max - x) / (max - min) for a cost indicator. Scores of years
outside the base window may leave [0, 1]; they are not clipped, so that no published score moves.
"""

import pandas as pd

GIVES = "non-negative"


def fit(values: pd.DataFrame) -> pd.DataFrame:
    """Bounds of each indicator: frame (indicators x [low, high])."""
    return pd.DataFrame({"low": values.min(), "high": values.max()})


def apply(values: pd.DataFrame, bounds: pd.DataFrame, directions: pd.Series) -> pd.DataFrame:
    """Scores (unit-years x indicators); an indicator that is constant in the base window scores 0.

    directions: +1 where more is better, -1 for a cost indicator.
    """
    signs = directions.reindex(values.columns)
    worst = bounds["low"].where(signs > 0, bounds["high"])
    width = (bounds["high"] - bounds["low"]).replace(0.0, float("inf"))
    return (values - worst) / (signs * width) + 0.0  # + 0.0 turns -0.0 into 0.0
