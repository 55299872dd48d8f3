"""Partial Cholesky (L D L') of many small cross-product matrices at once, packed as (triangle x draws).

A pivot that has lost all but a sliver of its own length is skipped: a year that a draw misses, one year dummy
per connected part of the panel, controls that are collinear in the draw. Skipping is what least squares does
when it leaves a redundant column out; the columns that remain get the same coefficients.
"""

import numpy as np
import numpy.typing as npt

from nqpf.blocks.design import Floats, Ints

Bools = npt.NDArray[np.bool_]

# Rounding leaves about size * 1e-16 of a dead pivot's squared length; a living one keeps far more than 1e-11.
TOLERANCE = 1e-11
# Columns have unit length in the full sample, so a draw that sees less than this of one sees only rounding.
FLOOR = 1e-22


def offsets(size: int) -> Ints:
    """Where each row of a packed triangle starts: its diagonal cell."""
    row = np.arange(size, dtype=np.int64)
    return row * size - row * (row - 1) // 2


def eliminate(
    packed: Floats, size: int, first: int, last: int, reference: Floats | None = None
) -> tuple[Floats, Bools]:
    """Sweep the columns first..last-1 out of the columns after them.

    packed: (size (size + 1) / 2 x draws), not altered; reference: (size x draws) squared lengths that pivots
    are judged by, default the diagonal given. Returns the swept triangle, whose rows from `last` on are the
    Schur complement, and which pivots were used, (last - first x draws).
    """
    swept = packed.copy()
    start = offsets(size)
    given = packed[start] if reference is None else reference
    used = np.zeros((last - first, packed.shape[1]), dtype=bool)
    for pivot in range(first, last):
        row = swept[start[pivot] : start[pivot] + size - pivot]
        used[pivot - first] = alive(row[0], given[pivot])
        _sweep(swept, start, row, pivot, used[pivot - first])
    return swept, used


def alive(left: Floats, given: Floats) -> Bools:
    """Which squared lengths are more than rounding, against what they were."""
    return np.asarray(left > np.maximum(TOLERANCE * given, FLOOR))


def _sweep(swept: Floats, start: Ints, row: Floats, pivot: int, used: Bools) -> None:
    """Subtract one pivot's share from every row after it, in place."""
    size = len(start)
    share = row[1:] * np.divide(1.0, row[0], out=np.zeros_like(row[0]), where=used)
    for other in range(pivot + 1, size):
        swept[start[other] : start[other] + size - other] -= share[other - pivot - 1] * row[other - pivot :]
