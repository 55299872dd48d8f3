"""Scatter-degree weights (Guo Yajun 2002, Journal of Management Sciences in China 5(2): 49-54).

H = sum_t A_t'A_t, A_t (units x indicators) the non-negative scores of year t; w is the eigenvector of the
largest eigenvalue of H, scaled to sum to one: the linear index that spreads unit-years widest. The sum
over years of A_t'A_t is A'A of the stacked panel, so the years themselves need not be known. H is
non-negative, so an eigenvector without negative elements exists (Perron-Frobenius).
"""

import numpy as np
import pandas as pd

from nqpf.weights_input import non_negative, shares, varying

NEEDS = "non-negative"

TIED = 1e-8
"""Gap of eigenvalues, relative to the largest, below which the leading eigenvector is not determined."""


def weights(scores: pd.DataFrame, groups: pd.Series | None = None) -> pd.Series:  # noqa: ARG001 - one signature for all
    """Weight each indicator by its element of the leading eigenvector of the stacked cross-product.

    scores: (unit-years x indicators), non-negative, no missing cells. A constant indicator separates no
    unit from another, so it is left out and weighs nothing. Where the largest eigenvalue is repeated, its
    eigenspace is represented by the projection of (1, ..., 1): no basis is preferred.
    Returns weights (indicators) that sum to one.
    Raises DataError for missing or negative cells, or when no indicator varies.
    """
    informative = varying(non_negative(scores, "scatter_degree"), "scatter_degree")
    cells = informative.to_numpy(float)
    values, vectors = np.linalg.eigh(cells.T @ cells)
    leading = vectors[:, values >= values[-1] * (1.0 - TIED)]
    direction = leading @ leading.sum(axis=0)
    return shares(pd.Series(np.maximum(direction, 0.0), index=informative.columns), scores.columns)
