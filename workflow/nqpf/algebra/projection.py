"""The exact two-way projection, without iteration (PERFORMANCE, "how the prototypes get there").

With M the de-meaning by the longer effect, D the dummies of the shorter one and W the weights,

    Z~ = M Z - M D S^- D'W M Z,      S = D'W M D,

which is Frisch-Waugh-Lovell twice (Baltagi 2021, section 3.2, for balanced panels; Wansbeek & Kapteyn
1989 for unbalanced ones). S is a graph Laplacian of the shorter effect's levels, so its null space is one
constant per connected component: one level of each component is left out, then S is positive definite.
"""

from dataclasses import dataclass, field

import numpy as np

from nqpf.algebra.groups import ROWS_AT_ONCE, Flags, Floats, Grouping, Integers

CELLS_AT_ONCE = 2_000_000
"""Cells of the table (longer x shorter levels) that are held at a time: 16 MB."""


@dataclass(frozen=True)
class Projection:
    """What removes one or two effects from a column.

    longer, shorter: groupings of the n rows, rows in the order of `longer`; shorter is None for one effect.
    kept: (levels of shorter less components,) the levels that stay in S; inverse: inverse of that S.
    components: number of connected components of the panel (1 for one effect).
    """

    longer: Grouping
    shorter: Grouping | None
    weight: Floats | None
    mass: Floats
    kept: Integers = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    inverse: Floats = field(default_factory=lambda: np.empty((0, 0)))
    components: int = 1

    def sweep(self, column: Floats) -> Floats:
        """Return a column (n,) less its projection on the effects, as a new column."""
        return self.finish(self.centre(column))

    def centre(self, column: Floats, out: Floats | None = None) -> Floats:
        """Return a column (n,) less its means over the longer effect, in `out` if it is given."""
        means = self.longer.means(column, self.weight, self.mass)
        return _less(column, means, self.longer.codes, np.empty(len(column)) if out is None else out)

    def finish(self, centred: Floats, out: Floats | None = None) -> Floats:
        """Return a centred column (n,) less what the shorter effect explains; `out` may be `centred`."""
        if self.shorter is None:
            return centred
        explained = self.effect_of(centred).take(self.shorter.codes)
        self.centre(explained, out=explained)
        return np.subtract(centred, explained, out=explained if out is None else out)

    def effect_of(self, centred: Floats) -> Floats:
        """Solve for the shorter effect of a centred column (n,); returns (levels,), 0 where left out."""
        assert self.shorter is not None
        moment = self.shorter.sums(centred if self.weight is None else centred * self.weight)
        effect = np.zeros(self.shorter.size)
        effect[self.kept] = self.inverse @ moment[self.kept]
        return effect


def _less(column: Floats, levels: Floats, codes: Integers, out: Floats) -> Floats:
    """Subtract from a column (n,) what its level has, in `out`, piece by piece: no second column is made."""
    for start in range(0, len(column), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        np.subtract(column[part], levels.take(codes[part]), out=out[part])
    return out


def project(first: Grouping, second: Grouping | None, weight: Floats | None) -> Projection:
    """Prepare the projection on one grouping or two; rows (n,) stand in the order of `first`."""
    mass = first.mass(weight)
    if second is None:
        return Projection(first, None, weight, mass)
    laplacian = reduced_laplacian(first, second, weight, mass)
    component = connected(laplacian)
    kept = _all_but_one_of_each(component, laplacian)
    inverse = np.linalg.inv(np.linalg.cholesky(laplacian[np.ix_(kept, kept)]))
    count = int(component.max()) + 1
    return Projection(first, second, weight, mass, kept, inverse.T @ inverse, count)


def reduced_laplacian(first: Grouping, second: Grouping, weight: Floats | None, mass: Floats) -> Floats:
    """Build S = D'WD - D'W A (A'WA)^-1 A'W D, A the dummies of `first`, D of `second`; returns (T x T)."""
    inner = np.zeros((second.size, second.size))
    rows_at_once = max(1, CELLS_AT_ONCE // second.size)
    for start in range(0, first.size, rows_at_once):
        stop = min(start + rows_at_once, first.size)
        table = cells(first, second, weight, start, stop)
        inner += table.T @ (table / mass[start:stop, None])
    return np.asarray(np.diag(second.mass(weight)) - inner)


def cells(first: Grouping, second: Grouping, weight: Floats | None, start: int, stop: int) -> Floats:
    """Tabulate the weight in each (first, second) cell for some levels of first; (stop - start) x T."""
    assert first.starts is not None
    end = first.starts[stop] if stop < first.size else len(first.codes)
    rows = slice(int(first.starts[start]), int(end))
    code = (first.codes[rows] - start) * second.size + second.codes[rows]
    part = None if weight is None else weight[rows]
    table = np.bincount(code, weights=part, minlength=(stop - start) * second.size)
    return table.reshape(stop - start, second.size).astype(float)


def connected(laplacian: Floats) -> Integers:
    """Give each level of a Laplacian (T x T) the number of its connected component; returns (T,).

    Two levels are neighbours where the off-diagonal is negative; without a shared unit it is exactly 0.
    """
    linked = laplacian < 0
    component = np.full(len(laplacian), -1, dtype=np.intp)
    for seed in range(len(laplacian)):
        if component[seed] < 0:
            component[_reach(linked, seed)] = component.max() + 1
    return component


def _reach(linked: Flags, seed: int) -> Integers:
    """List the levels that can be reached from one level, itself included."""
    reached = np.zeros(len(linked), dtype=bool)
    reached[seed] = True
    front = reached
    while front.any():
        front = linked[front].any(axis=0) & ~reached
        reached = reached | front
    return np.flatnonzero(reached)


def _all_but_one_of_each(component: Integers, laplacian: Floats) -> Integers:
    """Leave out the best connected level of each component (the one that keeps S best conditioned)."""
    strength = np.diag(laplacian)
    order = np.lexsort((-strength, component))
    _, first = np.unique(component[order], return_index=True)
    return np.sort(np.delete(order, first))
