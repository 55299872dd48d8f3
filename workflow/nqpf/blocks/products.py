"""Packed cross-products of clusters (METHOD.md 3).

Columns W = [year dummies, controls, x, m.., y] after unit de-meaning, times the root of the weight.
De-meaning is unchanged by a draw, because the members of a cluster that is drawn twice enter as new units.
The triangle of W'W is packed row by row: row i holds the products of column i with columns i, i+1, ...
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nqpf.blocks.design import Design, Floats, Ints
from nqpf.blocks.elimination import TOLERANCE, eliminate, offsets

ROWS = 16_384  # rows de-meaned at once: 4 MB for 31 columns, so that the work stays near the cache
SPREAD = 1e-13  # a deviation this small against its own mean is rounding


@dataclass(frozen=True)
class Basis:
    """A change of columns that no draw can notice, made once on the full sample.

    turn: (columns of the design x size). Nuisance columns become orthogonal to each other, the others are
    freed of them, all have unit length: only the span of the nuisance matters, and small systems of such
    columns are well conditioned whatever the units of measurement. A nuisance column that is redundant in
    the full sample is so in every draw, and left out; x, m.., y without variation become exact zeros.
    nuisance: how many nuisance columns are left, the first ones. scale: (size - nuisance,) the lengths that
    x, m.., y had after partialling out (1 where there was none).
    """

    turn: Floats
    nuisance: int
    scale: Floats

    @property
    def size(self) -> int:
        """Columns of the cross-products."""
        return int(self.turn.shape[1])

    @property
    def cells(self) -> int:
        """Cells of a packed triangle."""
        return self.size * (self.size + 1) // 2


def basis(design: Design) -> Basis:
    """Gram-Schmidt on the nuisance columns, from the cross-products of the full sample."""
    size = design.size
    square = np.zeros((size, size))
    for first, last in _pieces(design, 0, len(design.values)):
        rows = _rows(design, first, last)
        square += rows.T @ rows
    length = np.sqrt(np.diag(square))
    unit_length = np.divide(1.0, length, out=np.zeros(size), where=length > 0)
    return _orthogonal(square * np.outer(unit_length, unit_length), unit_length, design.nuisance)


def _orthogonal(gram: Floats, unit_length: Floats, keep: int) -> Basis:
    """Turn a correlation-like Gram matrix into the change of columns; `keep` nuisance columns come first."""
    size = len(gram)
    packed, alive = eliminate(gram[np.triu_indices(size)][:, None], size, 0, keep)
    start = offsets(size)
    turn = np.eye(size)
    for pivot in reversed(range(keep)):
        row = packed[start[pivot] : start[pivot] + size - pivot, 0]
        if alive[pivot, 0]:
            turn[pivot] -= row[1:] / row[0] @ turn[pivot + 1 :]
    left = packed[start, 0]
    living = left > TOLERANCE * np.diag(gram)
    length = np.sqrt(np.where(living, left, 1.0))
    scale = length[keep:] / np.where(unit_length[keep:] > 0, unit_length[keep:], 1.0)
    needed = np.append(living[:keep], np.ones(size - keep, dtype=bool))
    turned = (unit_length[:, None] * turn * (living / length))[:, needed]
    return Basis(turned, int(living[:keep].sum()), np.where(living[keep:], scale, 1.0))


def blocks(design: Design, change: Basis, first: int, last: int) -> Floats:
    """Packed cross-products of the clusters first..last-1, (clusters x size (size + 1) / 2)."""
    packed = np.zeros((last - first, change.cells))
    bounds = design.cluster_start
    for row, end in _pieces(design, int(bounds[first]), int(bounds[last])):
        members = np.arange(np.searchsorted(bounds, row, side="right") - 1, np.searchsorted(bounds, end))
        starts = np.maximum(bounds[members], row) - row
        packed[members - first] += _triangles(_rows(design, row, end) @ change.turn, starts)
    return packed


def _pieces(design: Design, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Cut rows first..last-1 into pieces of whole units, about ROWS long."""
    while first < last:
        unit = np.searchsorted(design.unit_start, first)
        after = np.searchsorted(design.unit_start, first + ROWS, side="right") - 1
        end = min(int(design.unit_start[max(after, unit + 1)]), last)
        yield first, end
        first = end


def _rows(design: Design, first: int, last: int) -> Floats:
    """De-mean whole units (weighted) and weigh the rows, (last - first) x size."""
    dummies = np.zeros((last - first, design.years))
    dummies[np.arange(last - first), design.year[first:last]] = 1.0
    raw = np.hstack([dummies, design.values[first:last]])
    weight = design.weight[first:last, None]
    begin, end = np.searchsorted(design.unit_start, [first, last])
    starts = design.unit_start[begin:end] - first
    lengths = np.diff(design.unit_start[begin : end + 1])
    means = np.add.reduceat(raw * weight, starts) / np.add.reduceat(weight, starts)
    spread = np.repeat(means, lengths, axis=0)
    raw -= spread
    raw[np.abs(raw) <= SPREAD * np.abs(spread)] = 0.0
    raw *= np.sqrt(weight)
    return raw


def _triangles(rows: Floats, starts: Ints) -> Floats:
    """Cross-products of groups of rows, (groups x size (size + 1) / 2), packed row by row."""
    size = rows.shape[1]
    squares = np.empty((len(starts), size, size))
    for square, start, end in zip(squares, starts, np.append(starts[1:], len(rows)), strict=True):
        group = rows[start:end]
        np.matmul(group.T, group, out=square)  # one symmetric BLAS product per cluster beats sums over cells
    return squares.reshape(len(starts), -1)[:, np.ravel_multi_index(np.triu_indices(size), (size, size))]
