"""PCA weights: squared loadings on the first principal component of the correlation matrix.

w_j = v_j^2, v the unit eigenvector of the largest eigenvalue (Nicoletti, Scarpetta & Boylaud 2000;
OECD/JRC Handbook 2008, section 6.1). A square hides the sign: an indicator that runs against the
component weighs as if it ran with it, so `report` states signs and KMO (Kaiser 1974) beside the weights.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.weights_input import complete, shares, varying

NEEDS = "complete"

Floats = npt.NDArray[np.float64]

TIED = 1e-8
"""Gap of eigenvalues, relative to the largest, below which the first component is not determined."""
SINGULAR = 1e-10
"""Smallest eigenvalue of a correlation matrix below which partial correlations are not determined."""


@dataclass(frozen=True)
class Report:
    """What stands beside PCA weights.

    loadings: (indicators that vary) correlation with the component, whose own sign is such that they
    sum to a positive number. signs: +1 or -1. kmo: in [0, 1], NaN where an indicator is a combination
    of others or there is only one. share: of the variance that the first component explains.
    """

    loadings: pd.Series
    signs: pd.Series
    kmo: float
    share: float


def weights(scores: pd.DataFrame, groups: pd.Series | None = None) -> pd.Series:  # noqa: ARG001 - one signature for all
    """Weight each indicator by its squared loading on the first component.

    scores: (unit-years x indicators), no missing cells. A constant indicator weighs nothing. Where the
    largest eigenvalue is repeated, the squares are averaged over its eigenvectors: no basis is preferred.
    Returns weights (indicators) that sum to one.
    Raises DataError for missing cells, or when no indicator varies.
    """
    informative = varying(complete(scores, "pca"), "pca")
    values, vectors = np.linalg.eigh(_correlations(informative))
    leading = vectors[:, values >= values[-1] * (1.0 - TIED)]
    return shares(pd.Series((leading**2).sum(axis=1), index=informative.columns), scores.columns)


def report(scores: pd.DataFrame) -> Report:
    """State loadings, signs, KMO and the share of variance explained.

    scores: (unit-years x indicators), no missing cells. Raises DataError as `weights` does.
    """
    informative = varying(complete(scores, "pca"), "pca")
    correlations = _correlations(informative)
    values, vectors = np.linalg.eigh(correlations)
    first = vectors[:, -1] * np.sqrt(values[-1])
    loadings = pd.Series(first if first.sum() >= 0 else -first, index=informative.columns)
    signs = pd.Series(np.where(loadings < 0, -1, 1), index=loadings.index)
    return Report(loadings, signs, kmo(correlations), float(values[-1] / len(values)))


def kmo(correlations: Floats) -> float:
    """Kaiser-Meyer-Olkin measure: sum r^2 / (sum r^2 + sum partial^2) off the diagonal (Kaiser 1974)."""
    size = len(correlations)
    if size < 2 or np.linalg.eigvalsh(correlations)[0] < SINGULAR:
        return float("nan")
    inverse = np.linalg.inv(correlations)
    scale = np.sqrt(np.diag(inverse))
    off = ~np.eye(size, dtype=bool)
    partial, plain = (inverse / np.outer(scale, scale))[off], correlations[off]
    total = (plain**2).sum() + (partial**2).sum()
    return float((plain**2).sum() / total) if total > 0 else float("nan")


def _correlations(scores: pd.DataFrame) -> Floats:
    found = np.corrcoef(scores.to_numpy(float), rowvar=False)
    return np.asarray(found, dtype=float).reshape(scores.shape[1], -1)
