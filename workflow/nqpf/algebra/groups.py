"""Rows in groups: integer codes, and sums over a group in one pass."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]
ROWS_AT_ONCE = 32_768
"""Rows of a column that are handled together: 256 kB, inside the cache."""


@dataclass(frozen=True)
class Grouping:
    """The level that every row belongs to.

    codes: (n,) from 0 to size - 1, every level in use.
    starts: (size,) first row of each level where rows stand in the order of their level, else None.
    """

    codes: Integers
    size: int
    starts: Integers | None

    def sums(self, column: Floats) -> Floats:
        """Add up a column (n,) within each level; returns (size,)."""
        if self.starts is not None:
            return np.asarray(np.add.reduceat(column, self.starts))
        return np.asarray(np.bincount(self.codes, weights=column, minlength=self.size), dtype=float)

    def product_sums(self, first: Floats, second: Floats) -> Floats:
        """Add up the product of two columns (n,) within each level, without making it; returns (size,)."""
        if self.starts is None:
            return self.sums(first * second)
        sums, levels = np.empty(self.size), max(1, ROWS_AT_ONCE * self.size // len(first))
        edge = np.append(self.starts, len(first))
        for low in range(0, self.size, levels):
            high = min(low + levels, self.size)
            rows = slice(int(edge[low]), int(edge[high]))
            np.add.reduceat(first[rows] * second[rows], edge[low:high] - edge[low], out=sums[low:high])
        return sums

    def mass(self, weight: Floats | None) -> Floats:
        """Add up the weights within each level (rows where there are none); returns (size,)."""
        if weight is not None:
            return self.sums(weight)
        return np.bincount(self.codes, minlength=self.size).astype(float)

    def means(self, column: Floats, weight: Floats | None, mass: Floats) -> Floats:
        """Average a column (n,) within each level; returns (size,)."""
        return self.sums(column if weight is None else column * weight) / mass


def grouping(codes: Integers) -> Grouping:
    """Make a grouping of codes (n,) that use every level from 0 to their maximum."""
    size = int(codes.max()) + 1
    step = np.diff(codes)
    in_order = bool((step >= 0).all())
    starts = np.concatenate(([0], np.flatnonzero(step) + 1)) if in_order else None
    return Grouping(codes, size, starts)


def whole(rows: int) -> Grouping:
    """Put all rows into one group: the constant, seen as an effect."""
    return Grouping(np.zeros(rows, dtype=np.intp), 1, np.zeros(1, dtype=np.intp))


def compact(codes: Integers) -> Integers:
    """Renumber codes (n,) without gaps, in the same order."""
    used = np.bincount(codes) > 0
    if used.all():
        return codes
    return np.asarray((np.cumsum(used) - 1)[codes], dtype=np.intp)


def nested(inner: Grouping, outer: Grouping) -> bool:
    """Tell whether each level of `inner` lies in exactly one level of `outer`."""
    if inner is outer:
        return True
    host = np.empty(inner.size, dtype=np.intp)
    host[inner.codes] = outer.codes
    return bool((host[inner.codes] == outer.codes).all())
