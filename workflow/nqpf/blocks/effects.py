"""Closed forms of a, b, direct, indirect, total from the Schur complement of [x, m.., y] (METHOD.md 3)."""

import numpy as np

from nqpf.blocks.design import Floats
from nqpf.blocks.elimination import alive, eliminate, offsets

COLUMNS = ("a", "b", "direct", "indirect", "total")


def effects(packed: Floats, nuisance: int, mediators: int, joint: bool) -> Floats:
    """Effects of every draw, (draws x mediators x 5), in the columns' own (scaled) units.

    packed: (triangle x draws) of [nuisance, x, m.., y]. A draw in which x has no variation left is all NaN;
    where b is not identified (m has none left given x, or the mediators are collinear) b, direct and indirect
    are NaN.
    """
    size = nuisance + mediators + 2
    start = offsets(size)
    given = packed[start]
    swept, used = eliminate(packed, size, 0, nuisance + 1, given)
    x = swept[start[nuisance] : start[nuisance] + mediators + 2]
    slopes = x[1:] * np.divide(1.0, x[0], out=np.full_like(x[0], np.nan), where=used[-1])
    a, total = slopes[:-1], slopes[-1]
    solve = _joint if joint else _single
    b = np.where(used[-1], solve(swept, given, nuisance, mediators), np.nan)
    indirect = a * b
    direct = total - (indirect.sum(axis=0) if joint else indirect)
    shape = a.shape
    cells = [a, b, np.broadcast_to(direct, shape), indirect, np.broadcast_to(total, shape)]
    return np.stack(cells, axis=-1).transpose(1, 0, 2)


def _single(swept: Floats, given: Floats, nuisance: int, mediators: int) -> Floats:
    """One mediator at a time: b = m'y / m'm after sweeping out x, (mediators x draws)."""
    size = nuisance + mediators + 2
    start = offsets(size)
    column = np.arange(nuisance + 1, size - 1)
    own = swept[start[column]]
    with_y = swept[start[column] + size - 1 - column]
    living = alive(own, given[column])
    b: Floats = np.divide(with_y, own, out=np.full_like(own, np.nan), where=living)
    return b


def _joint(swept: Floats, given: Floats, nuisance: int, mediators: int) -> Floats:
    """All mediators in one equation: sweep them and substitute back, (mediators x draws)."""
    size = nuisance + mediators + 2
    start = offsets(size)
    first = nuisance + 1
    done, used = eliminate(swept, size, first, size - 1, given)
    b = np.full((mediators, swept.shape[1]), np.nan)
    for k in reversed(range(mediators)):
        row = done[start[first + k] : start[first + k] + mediators - k + 1]
        right = row[-1] - (row[1:-1] * b[k + 1 :]).sum(axis=0)
        np.divide(right, row[0], out=b[k], where=used.all(axis=0))
    return b
