"""TOPSIS with ideal points frozen on the base window (Hwang & Yoon 1981, steps 2-6).

v_j = w_j z_j;  D+ = |shortfall of v from the best|, D- = |excess of v over the worst| (Euclidean);
index = D- / (D+ + D-). Best and worst are those of the base window, where this is Hwang & Yoon's formula
to the letter. A later score beyond the best falls short by nothing, and one beyond the worst exceeds it by
nothing: a plain distance would punish a unit for surpassing the ideal.
"""

import numpy as np
import pandas as pd

NEEDS = "complete"


def fit(scores: pd.DataFrame) -> pd.DataFrame:
    """Worst and best score of each indicator: frame (indicators x [worst, best])."""
    return pd.DataFrame({"worst": scores.min(), "best": scores.max()})


def aggregate(scores: pd.DataFrame, weights: pd.Series, points: pd.DataFrame) -> pd.Series:
    """Relative closeness to the ideal, in [0, 1]; 0 where neither distance is positive.

    scores: (unit-years x indicators). weights: (indicators), sum to one. points: what `fit` froze.
    """
    ends, weight = points.reindex(scores.columns), weights.reindex(scores.columns)
    short = _length((ends["best"] - scores).clip(lower=0.0) * weight)
    over = _length((scores - ends["worst"]).clip(lower=0.0) * weight)
    total = short + over
    closeness: pd.Series = over / total.where(total > 0, 1.0)
    return closeness


def _length(frame: pd.DataFrame) -> pd.Series:
    length: pd.Series = np.sqrt((frame**2).sum(axis=1, skipna=False))
    return length
