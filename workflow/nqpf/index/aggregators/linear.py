"""Linear aggregation (OECD/JRC Handbook 2008, step 6): sum_j w_j z_j."""

import pandas as pd


def aggregate(scores: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """Weighted mean of the scores. weights: (indicators), sum to one."""
    return scores.mul(weights.reindex(scores.columns), axis=1).sum(axis=1, skipna=False)
