"""Weights of an index without one of its indicators, from the weights of the whole where that is exact.

Some schemes weigh an indicator by something it has alone (entropy, variation): leaving another out rescales
the rest, in all or within its dimension. For them the scheme runs once; any other scheme runs again. The
tests hold every shortcut against the scheme itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.registry import load

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Weigher:
    """What schemes weigh: scores (unit-years x indicators) of the base window, and each one's dimension."""

    scores: pd.DataFrame
    groups: pd.Series

    def whole(self, scheme: str) -> Floats:
        """Weigh all indicators; returns (indicators,)."""
        return self._run(scheme, list(self.scores.columns))

    def without(self, scheme: str, dropped: str, whole: Floats) -> Floats:
        """Weigh all but one, which weighs nothing. whole: the scheme's weights of all of them."""
        left = np.where(self.scores.columns == dropped, 0.0, whole)
        if scheme in _SHORT and left.sum() > 0:
            return _SHORT[scheme](left, pd.factorize(self.groups[self.scores.columns])[0])
        return self._run(scheme, [name for name in self.scores.columns if name != dropped])

    def _run(self, scheme: str, kept: list[str]) -> Floats:
        found = load("nqpf.weights", scheme).weights(self.scores[kept], self.groups[kept])
        return np.asarray(found.reindex(self.scores.columns, fill_value=0.0), dtype=float)


def _rescaled(left: Floats, dimension: npt.NDArray[np.intp]) -> Floats:  # noqa: ARG001 - one signature for all
    return np.asarray(left / left.sum())


def _within_dimensions(left: Floats, dimension: npt.NDArray[np.intp]) -> Floats:
    """Rescale inside each dimension; dimensions that weigh anything weigh the same."""
    total = np.bincount(dimension, weights=left)
    return np.asarray(left / np.where(total > 0, total, 1.0)[dimension] / (total > 0).sum())


_SHORT: Mapping[str, Callable[[Floats, npt.NDArray[np.intp]], Floats]] = {
    "equal": _rescaled,
    "entropy": _rescaled,
    "cv": _rescaled,
    "entropy_within": _within_dimensions,
    "dimension_equal": _within_dimensions,
}
