"""CRITIC weights: contrast times conflict (Diakoulaki, Mavrotas & Papayannakis 1995, eqs. 4-6).

C_j = sd_j sum_k (1 - r_jk);  w_j = C_j / sum_k C_k, r the Pearson correlation of the scores.
"""

import warnings

import numpy as np
import pandas as pd

from nqpf.weights_input import complete, shares, varying

NEEDS = "complete"

ALIKE = 1e-10
"""1 - r below which two indicators move as one: what is left is rounding."""


def weights(scores: pd.DataFrame, groups: pd.Series | None = None) -> pd.Series:  # noqa: ARG001 - one signature for all
    """Weight each indicator by its standard deviation times its lack of correlation with the others.

    scores: (unit-years x indicators), no missing cells. A constant indicator weighs nothing. Where all
    indicators move as one (or there is only one) the conflict is zero for all and the formula is 0/0:
    the contrast alone weighs, with a warning.
    Returns weights (indicators) that sum to one.
    Raises DataError for missing cells, or when no indicator varies.
    """
    informative = varying(complete(scores, "critic"), "critic")
    contrast, conflict = informative.std(), conflicts(informative)
    if (conflict == 0).all():
        warnings.warn("critic: the indicators move as one, so contrast alone weighs.", stacklevel=2)
        return shares(contrast, scores.columns)
    return shares(contrast * conflict, scores.columns)


def conflicts(scores: pd.DataFrame) -> pd.Series:
    """sum_k (1 - r_jk) of each indicator; every indicator varies."""
    gap = 1.0 - np.corrcoef(scores.to_numpy(float), rowvar=False).reshape(scores.shape[1], -1)
    return pd.Series(np.where(gap < ALIKE, 0.0, gap).sum(axis=1), index=scores.columns)
