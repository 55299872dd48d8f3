"""The aggregators for many weightings at once, as matrix products; one without its own form runs one by one.

Each form is that of its file in `nqpf.index.aggregators`, with weights (indicators x variants).
"""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.index.aggregators import geometric
from nqpf.registry import load

Floats = npt.NDArray[np.float64]
Many = Callable[[pd.DataFrame, Floats, pd.DataFrame], Floats]


def aggregate_many(name: str, scores: pd.DataFrame, weights: Floats, points: pd.DataFrame) -> Floats:
    """Aggregate scores (unit-years x indicators) under every column of weights (indicators x variants).

    points: what the aggregator froze on the base window. Returns (unit-years x variants).
    """
    return (
        _MANY[name](scores, weights, points) if name in _MANY else _one_by_one(name, scores, weights, points)
    )


def _linear(scores: pd.DataFrame, weights: Floats, points: pd.DataFrame) -> Floats:  # noqa: ARG001 - one signature
    return np.asarray(scores.to_numpy() @ weights)


def _geometric(scores: pd.DataFrame, weights: Floats, points: pd.DataFrame) -> Floats:  # noqa: ARG001 - one signature
    return np.asarray(np.exp(np.log(geometric.clipped(scores)[1].to_numpy()) @ weights))


def _topsis(scores: pd.DataFrame, weights: Floats, points: pd.DataFrame) -> Floats:
    """Distances from the ideal points: sqrt(sum_j w_j^2 gap_j^2), so one product for all weightings."""
    cells, ends = scores.to_numpy(), points.reindex(scores.columns)
    short = np.maximum(ends["best"].to_numpy() - cells, 0.0)
    over = np.maximum(cells - ends["worst"].to_numpy(), 0.0)
    down, up = (np.sqrt(gap**2 @ weights**2) for gap in (short, over))
    total = down + up
    return np.asarray(up / np.where(total > 0, total, 1.0))


def _one_by_one(name: str, scores: pd.DataFrame, weights: Floats, points: pd.DataFrame) -> Floats:
    """Call the aggregator for each column; an indicator without weight is left out of nothing."""
    aggregate = load("nqpf.index.aggregators", name).aggregate
    columns = [
        aggregate(scores, pd.Series(column, index=scores.columns), points).to_numpy() for column in weights.T
    ]
    return np.column_stack(columns)


_MANY: Mapping[str, Many] = {"linear": _linear, "geometric": _geometric, "topsis": _topsis}
