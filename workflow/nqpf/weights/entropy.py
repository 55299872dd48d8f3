"""Entropy weights for a panel (Shannon 1948; pooled over all units and years of the base window).

p_ij = z_ij / sum_i z_ij;  e_j = -sum_i p_ij ln p_ij / ln n;  d_j = 1 - e_j;  w_j = d_j / sum_j d_j.

With S_j = sum_i z_ij this is e_j = (ln S_j - sum_i z_ij ln z_ij / S_j) / ln n, so that p is never
formed, and 0 ln 0 is exactly 0: no epsilon, no shift (a shift of 0.01 moves weights by a third).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.errors import DataError
from nqpf.weights_input import non_negative, warn_of_constants

NEEDS = "non-negative"

SMALL = 32_768
"""Rows up to which libm's logarithm is taken: unlike numpy's, its last digit does not depend on the vector
unit of the processor, so that a published score is the same everywhere."""
ROWS = 8_192
"""Rows taken at a time beyond that: twenty indicators and their logarithms stay in the cache."""
LEAST = np.finfo(float).tiny
"""Stands for 0 inside the logarithm only: 0 x ln(LEAST) is exactly 0."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Moments:
    """Of each indicator (k,): least score, whether it varies, sum z, sum z ln z; n rows."""

    low: pd.Series
    varies: pd.Series
    total: pd.Series
    spread: pd.Series
    rows: int


def weights(scores: pd.DataFrame, groups: pd.Series | None = None) -> pd.Series:  # noqa: ARG001 - one signature for all
    """Weight each indicator by its divergence from an even spread.

    scores: (unit-years x indicators), non-negative, no missing cells.
    A constant indicator informs nothing and weighs nothing (and is warned of).
    Returns weights (indicators) that sum to one.
    Raises DataError for missing or negative cells, or when no indicator varies.
    """
    divergence = checked_divergences(scores, "entropy")
    return divergence / divergence.sum()


def checked_divergences(scores: pd.DataFrame, scheme: str) -> pd.Series:
    """d_j of each indicator, once the scores are accepted; a constant indicator is warned of.

    Raises DataError, in the name of the scheme, for missing or negative cells, or when nothing varies.
    """
    found = moments(scores)
    if not (found.low >= 0).all():
        non_negative(scores, scheme)  # finds the cell and raises
    divergence = (1.0 - _entropies(found)).clip(lower=0.0)
    warn_of_constants(scores.columns[divergence == 0])
    if divergence.sum() == 0:
        raise DataError(
            f"{scheme} weights: no indicator varies, so nothing can be weighed; check the base window."
        )
    return divergence


def divergences(scores: pd.DataFrame) -> pd.Series:
    """d_j = 1 - e_j of each indicator, in [0, 1]; zero where an indicator is constant."""
    return (1.0 - entropies(scores)).clip(lower=0.0)


def entropies(scores: pd.DataFrame) -> pd.Series:
    """e_j of each indicator, in [0, 1]; one where an indicator is constant, NaN where a score is negative."""
    found = moments(scores)
    return _entropies(found).where(found.low >= 0)


def _entropies(found: Moments) -> pd.Series:
    filled = found.total.where(found.total > 0, 1.0)
    entropy = (np.log(filled) - found.spread / filled) / np.log(max(found.rows, 2))
    bounded: pd.Series = entropy.where(found.varies, 1.0)
    return bounded


def moments(scores: pd.DataFrame) -> Moments:
    """Gather what entropy needs, in one pass over blocks of rows: no temporary of the frame's size.

    scores: (unit-years x indicators), any layout in memory; fastest where columns are contiguous.
    """
    from scipy.special import xlogy

    if len(scores) <= SMALL:
        logs = pd.Series({name: float(xlogy(column, column).sum()) for name, column in scores.items()})
        low = scores.min(skipna=False)
        return Moments(low, scores.max() > low, scores.sum(), logs, len(scores))
    first, varies = scores.iloc[0].to_numpy(dtype=float), np.zeros(scores.shape[1], dtype=bool)
    room, parts = np.empty((scores.shape[1], ROWS)), []
    for block in _blocks(scores):
        if not varies.all():  # one more pass, which almost always ends with the first block
            varies |= (block != first[:, None]).any(axis=1)
        parts.append(_of_block(block, room))
    low, total, spread = np.stack(parts).transpose(1, 0, 2)
    reduced = (low.min(axis=0), varies, total.sum(axis=0), spread.sum(axis=0))
    least, differ, sums, logs = (pd.Series(values, index=scores.columns) for values in reduced)
    return Moments(least, differ, sums, logs, len(scores))


def _blocks(scores: pd.DataFrame) -> Iterator[Floats]:
    """Cut the frame into blocks (k x at most ROWS) whose rows are contiguous."""
    probe = scores.iloc[:1]
    whole = np.shares_memory(probe.to_numpy(), probe.to_numpy())  # else to_numpy() would copy the frame
    cells = scores.to_numpy() if whole else None
    room = np.empty((scores.shape[1], ROWS))
    for start in range(0, len(scores), ROWS):
        stop = start + ROWS
        block = (scores.iloc[start:stop].to_numpy() if cells is None else cells[start:stop]).T
        if block.dtype != np.float64 or block.strides[1] != block.itemsize:
            np.copyto(room[:, : block.shape[1]], block)
            block = room[:, : block.shape[1]]
        yield block


def _of_block(block: Floats, room: Floats) -> Floats:
    """Low, sum z and sum z ln z of one block (k x rows); returns (3 x k). room: for the logarithms."""
    logs = room[:, : block.shape[1]]
    low = block.min(axis=1)
    np.log(block if (low > 0).all() else np.maximum(block, LEAST, out=logs), out=logs)
    np.multiply(logs, block, out=logs)
    return np.stack([low, block.sum(axis=1), logs.sum(axis=1)])
