"""Linear aggregation (OECD/JRC Handbook 2008, step 6): sum_j w_j z_j."""

import pandas as pd

NEEDS = "complete"


def fit(scores: pd.DataFrame) -> pd.DataFrame:
    """Freeze nothing."""
    return pd.DataFrame(index=scores.columns)


def aggregate(scores: pd.DataFrame, weights: pd.Series, points: pd.DataFrame | None = None) -> pd.Series:  # noqa: ARG001
    """Weighted mean of the scores. weights: (indicators), sum to one."""
    return scores.mul(weights.reindex(scores.columns), axis=1).sum(axis=1, skipna=False)
