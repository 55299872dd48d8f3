"""Geometric aggregation (OECD/JRC Handbook 2008, step 6): prod_j s_j^w_j on scores mapped to [0.01, 1].

s = 0.01 + 0.99 z, z a score in [0, 1]: one zero would make the whole product zero. A score of a later year
below the base window's worst would fall under 0.01 and is held there; `clipped` lists such cells.
"""

import numpy as np
import pandas as pd

from nqpf.errors import DataError
from nqpf.weights_input import cell

NEEDS = "non-negative"

FLOOR = 0.01
"""METHOD 1: what the worst of the base window scores."""


def fit(scores: pd.DataFrame) -> pd.DataFrame:
    """Freeze nothing: the map is the same for every indicator."""
    return pd.DataFrame(index=scores.columns)


def aggregate(scores: pd.DataFrame, weights: pd.Series, points: pd.DataFrame | None = None) -> pd.Series:  # noqa: ARG001
    """Weighted geometric mean of the scores, mapped onto [0.01, 1]. weights: (indicators), sum to one."""
    return geometric_mean(clipped(scores)[1], weights)


def clipped(scores: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Scores mapped onto [0.01, 1] (unit-years x indicators), before and after the floor holds them."""
    mapped = FLOOR + (1.0 - FLOOR) * scores
    return mapped, mapped.clip(lower=FLOOR)


def geometric_mean(positive: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """prod_j s_j^w_j. Raises DataError that names a cell at zero or below: the mean has no meaning there."""
    wrong = positive <= 0
    if wrong.to_numpy().any():
        raise DataError(f"geometric: {cell(wrong)} is not positive; map the scores onto [0.01, 1] first.")
    logs = positive.apply(np.log).mul(weights.reindex(positive.columns), axis=1)
    mean: pd.Series = np.exp(logs.sum(axis=1, skipna=False))
    return mean
