"""Entropy weights for a panel (Shannon 1948; pooled over all units and years of the base window).

p_ij = z_ij / sum_i z_ij;  e_j = -sum_i p_ij ln p_ij / ln n;  d_j = 1 - e_j;  w_j = d_j / sum_j d_j.

With S_j = sum_i z_ij this is e_j = (ln S_j - sum_i z_ij ln z_ij / S_j) / ln n, so that p is never
formed, and 0 ln 0 is exactly 0: no epsilon, no shift (a shift of 0.01 moves weights by a third).
"""

import warnings

import numpy as np
import pandas as pd
from scipy.special import xlogy

from nqpf.errors import DataError
from nqpf.weights_input import non_negative


def weights(scores: pd.DataFrame, groups: pd.Series | None = None) -> pd.Series:  # noqa: ARG001 - one signature for all
    """Weight each indicator by its divergence from an even spread.

    scores: (unit-years x indicators), non-negative, no missing cells.
    A constant indicator informs nothing and weighs nothing (and is warned of).
    Returns weights (indicators) that sum to one.
    Raises DataError for missing or negative cells, or when no indicator varies.
    """
    divergence = divergences(non_negative(scores, "entropy"))
    _warn_of_constants(scores.columns[divergence == 0])
    if divergence.sum() == 0:
        raise DataError(
            "entropy weights: no indicator varies, so nothing can be weighed; check the base window."
        )
    return divergence / divergence.sum()


def divergences(scores: pd.DataFrame) -> pd.Series:
    """d_j = 1 - e_j of each indicator, in [0, 1]; zero where an indicator is constant."""
    return (1.0 - entropies(scores)).clip(lower=0.0)


def entropies(scores: pd.DataFrame) -> pd.Series:
    """e_j of each indicator, in [0, 1]; one where an indicator is constant."""
    totals = scores.sum()
    filled = totals.where(totals > 0, 1.0)
    spread = pd.Series({name: float(xlogy(column, column).sum()) for name, column in scores.items()})
    entropy = (np.log(filled) - spread / filled) / np.log(max(len(scores), 2))
    bounded: pd.Series = entropy.where(scores.max() > scores.min(), 1.0)
    return bounded


def _warn_of_constants(names: pd.Index) -> None:
    if len(names):
        listed = ", ".join(map(str, names))
        warnings.warn(f"constant in the base window, so weight 0: {listed}.", stacklevel=3)
