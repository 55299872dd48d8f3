"""Weights of an index without one of its indicators, from what the whole index is made of.

Some schemes weigh an indicator by something it has alone (entropy, variation): leaving another out rescales
the rest, in all or within its dimension. Others look at pairs (CRITIC, PCA, scatter-degree): of their
table of pairs a row and a column are struck out. Any other scheme runs again, and so does one of these where
its formula has a special case. The tests hold every shortcut against the scheme itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.registry import load
from nqpf.weights import critic, pca, scatter_degree
from nqpf.weights_input import varying

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Weigher:
    """What schemes weigh: scores (unit-years x indicators) of the base window, and each one's dimension."""

    scores: pd.DataFrame
    groups: pd.Series

    def weigh(self, scheme: str, dropped: str | None) -> Floats:
        """Weigh (indicators,) all but the one that is left out, which weighs nothing; None for none."""
        if dropped is None:
            return self.whole(scheme)
        kept = np.asarray(self.scores.columns != dropped)
        left = self._short(scheme, kept)
        return self._run(scheme, kept) if left is None or not left.sum() > 0 else left / left.sum()

    @cached_property
    def whole(self) -> Callable[[str], Floats]:
        """Weights of all indicators (indicators,) under a scheme, which runs once."""
        return cache(lambda scheme: self._run(scheme, np.ones(self.scores.shape[1], dtype=bool)))

    def _short(self, scheme: str, kept: Flags) -> Floats | None:
        """Weights up to a factor without running the scheme; None where only the scheme itself knows."""
        if scheme in _ALONE:
            return _ALONE[scheme](np.where(kept, self.whole(scheme), 0.0), self.dimension)
        varied = kept & self.varies if scheme in _PAIRS else kept
        return _PAIRS[scheme](self, varied) if scheme in _PAIRS and varied.any() else None

    def _run(self, scheme: str, kept: Flags) -> Floats:
        names = self.scores.columns[kept]
        found = load("nqpf.weights", scheme).weights(self.scores[names], self.groups[names])
        return np.asarray(found.reindex(self.scores.columns, fill_value=0.0), dtype=float)

    @cached_property
    def dimension(self) -> npt.NDArray[np.intp]:
        """The number of each indicator's dimension."""
        return pd.factorize(self.groups[self.scores.columns])[0]

    @cached_property
    def varies(self) -> Flags:
        """Which indicators vary."""
        return np.asarray(self.scores.columns.isin(varying(self.scores, "variants").columns))

    @cached_property
    def contrast(self) -> Floats:
        """Standard deviations of all indicators."""
        return np.asarray(self.scores.std(), dtype=float)

    @cached_property
    def correlations(self) -> Floats:
        """Correlations (indicators x indicators); 0 for one that does not vary."""
        table = np.zeros((self.scores.shape[1],) * 2)
        cells = self.scores.to_numpy(float)[:, self.varies]
        found = np.corrcoef(cells, rowvar=False).reshape(cells.shape[1], -1)
        table[np.ix_(self.varies, self.varies)] = found
        return table

    @cached_property
    def products(self) -> Floats:
        """Sums of products of scores (indicators x indicators)."""
        cells = self.scores.to_numpy(float)
        return np.asarray(cells.T @ cells)


def _as_they_are(left: Floats, dimension: npt.NDArray[np.intp]) -> Floats:  # noqa: ARG001 - one signature for all
    return left


def _within_dimensions(left: Floats, dimension: npt.NDArray[np.intp]) -> Floats:
    """Rescale inside each dimension; dimensions that weigh anything weigh the same."""
    total = np.bincount(dimension, weights=left)
    return np.asarray(left / np.where(total > 0, total, 1.0)[dimension])


def _critic(weigher: Weigher, kept: Flags) -> Floats:
    """Contrast times conflict (`nqpf.weights.critic`); nothing where the indicators move as one."""
    gap = 1.0 - weigher.correlations
    conflict = np.where(gap < critic.ALIKE, 0.0, gap)[:, kept].sum(axis=1)
    return np.where(kept, weigher.contrast * conflict, 0.0)


def _entropy_critic(weigher: Weigher, kept: Flags) -> Floats:
    return weigher.whole("entropy") * _critic(weigher, kept)


def _pca(weigher: Weigher, kept: Flags) -> Floats:
    """Squared loadings on the first component (`nqpf.weights.pca`)."""
    leading = _leading(weigher.correlations, kept, pca.TIED)
    return _placed((leading**2).sum(axis=1), kept)


def _scatter_degree(weigher: Weigher, kept: Flags) -> Floats:
    """Elements of the leading eigenvector (`nqpf.weights.scatter_degree`)."""
    leading = _leading(weigher.products, kept, scatter_degree.TIED)
    return _placed(np.maximum(leading @ leading.sum(axis=0), 0.0), kept)


def _leading(table: Floats, kept: Flags, tied: float) -> Floats:
    """Eigenvectors of the largest eigenvalue, of the rows and columns that are kept (at least one)."""
    values, vectors = np.linalg.eigh(table[np.ix_(kept, kept)])
    return np.asarray(vectors[:, values >= values[-1] * (1.0 - tied)])


def _placed(found: Floats, kept: Flags) -> Floats:
    placed = np.zeros(len(kept))
    placed[kept] = found
    return placed


_ALONE: Mapping[str, Callable[[Floats, npt.NDArray[np.intp]], Floats]] = {
    "equal": _as_they_are,
    "entropy": _as_they_are,
    "cv": _as_they_are,
    "entropy_within": _within_dimensions,
    "dimension_equal": _within_dimensions,
}
_PAIRS: Mapping[str, Callable[[Weigher, Flags], Floats]] = {
    "critic": _critic,
    "entropy_critic": _entropy_critic,
    "pca": _pca,
    "scatter_degree": _scatter_degree,
}
