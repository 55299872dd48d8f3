"""Placebo: whole unit paths of the treatment are dealt out anew and every regression is estimated again.

A design-based check (Fisher 1935; DiCiccio & Romano 2017, JASA 112, for the studentised form): if
the treatment did nothing, it would not matter which unit has which path. Outcomes, controls and clusters stay
where they are. With Q the residual maker of the effects and controls, the same for every permutation,

    a* = x*'Q y / x*'Q x*,     se*^2 = c sum_g (x~*_g'(y~_g - a* x~*_g))^2 / (x*'Q x*)^2,   x~* = Q x*.

Only units with the same years and the same weights exchange their paths. A path with holes has nothing to say
in a year that it lacks; and where units differ in weight, the paths of heavy and light ones differ in how
much they vary and count, so that dealing them out across weights is not what chance could have done. The unit
means of a path then move with it, and Q x* is a gather and one product with an orthonormal basis of year
dummies and controls. Paths of units are dealt out also where clusters hold several units: if whole clusters
were treated alike, p is too small.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from nqpf.algebra.gram import ABSORBED
from nqpf.algebra.groups import Floats, Integers, nested
from nqpf.algebra.projection import Projection
from nqpf.errors import DataError, SpecError
from nqpf.estimate import Design, prepare, sweep
from nqpf.inference.clusters import check_convention, count
from nqpf.progress import Meter

CELLS_AT_ONCE = 100_000
"""Cells of (draws x units x years) that are held at a time: 0.8 MB, near the cache."""
TIE = 1.0 - 1e-9
"""A permutation that repeats the sample up to rounding counts as at least as large."""


@dataclass(frozen=True)
class Paths:
    """A sample as (units x years) tables, 0 where a unit has no row; de-meaned by unit, times root weights.

    treatment: (units x years); basis: (units * years x q), orthonormal: year dummies and controls;
    outcomes: (units x years x k), freed of the basis too; order, starts: units in the order of their
    clusters, and where each cluster starts there; factor: CR1; pattern: (units,) units of one number
    exchange paths.
    """

    treatment: Floats
    basis: Floats
    outcomes: Floats
    order: Integers
    starts: Integers
    factor: float
    pattern: Integers

    @property
    def movable(self) -> int:
        """Number of units that have another one to exchange with."""
        size = np.bincount(self.pattern)
        return int(size[size > 1].sum())

    def statistics(self, source: Integers) -> tuple[Floats, Floats]:
        """Coefficients and t, both (draws x k), when unit u has the path of unit source[draw, u]."""
        moved = self._moved(source)
        squares = np.einsum("dut,dut->ud", moved, moved)
        products = np.matmul(moved.transpose(1, 0, 2), self.outcomes)  # (units x draws x k)
        mass = squares.sum(axis=0)
        mass[mass <= ABSORBED**2 * np.vdot(self.treatment, self.treatment)] = np.nan
        coef = products.sum(axis=0) / mass[:, None]
        scores = self._by_cluster(products)
        scores -= coef * self._by_cluster(squares)[:, :, None]
        meat = np.einsum("gdk,gdk->dk", scores, scores)
        return coef, coef * mass[:, None] / np.sqrt(self.factor * meat)

    def _moved(self, source: Integers) -> Floats:
        """Deal the paths out and free them of the basis, (draws x units x years)."""
        moved = np.take(self.treatment, source, axis=0).reshape(len(source), -1)
        moved -= (moved @ self.basis) @ self.basis.T
        return moved.reshape(len(source), *self.treatment.shape)

    def _by_cluster(self, by_unit: Floats) -> Floats:
        """Add up what units have (units x ...) within clusters."""
        if len(self.starts) == len(by_unit):
            return by_unit
        return np.asarray(np.add.reduceat(by_unit[self.order], self.starts))


def permutation(
    sample: pd.DataFrame,
    *,
    treatment: str,
    outcomes: Sequence[str],
    controls: Sequence[str] = (),
    unit: str,
    time: str,
    cluster: str | None = None,
    weights: str | None = None,
    draws: int = 999,
    seed: int = 0,
    convention: str = "nested",
) -> pd.DataFrame:
    """Permutation p of outcome = a treatment + controls + two-way effects, by outcome, on common rows.

    sample: flat; the rows without an empty cell in any outcome are used for all, singletons dropped. Returns
    a frame with index "outcome": coef and t (clustered) of the sample; p = (1 + #{|t*| >= |t|}) / (draws +
    1), p_coef the same of coefficients; units, movable (units that can exchange), draws (those with a
    treatment left). Raises SpecError and DataError, each with a sentence; so where no unit can exchange its
    path.
    """
    check_convention(convention)
    if draws < 1:
        raise SpecError(f"draws = {draws}: a placebo needs at least one permutation, 999 as a rule.")
    if isinstance(outcomes, str) or not len(outcomes):
        raise SpecError(f"outcomes = {outcomes!r}: give a list of at least one column.")
    *others, last = outcomes
    regressors = [treatment, *controls, *others]
    design = prepare(sample, last, regressors, unit, time, ("unit", "time"), cluster, weights)
    ready = paths(design, len(controls), convention)
    if not ready.movable:
        alike = "years" if weights is None else f"years and weights ({weights})"
        raise DataError(f"no two units have the same {alike}, so no path of '{treatment}' can be exchanged.")
    return _compare(ready, list(outcomes), draws, seed)


def _compare(ready: Paths, names: list[str], draws: int, seed: int) -> pd.DataFrame:
    """Set the sample beside its permutations."""
    units = len(ready.pattern)
    own = np.arange(units)[None]
    coef, t = (values[0] for values in ready.statistics(own))
    extreme, usable = np.zeros((2, len(names))), 0
    meter = Meter(draws, "placebo", "permutations")
    for source in exchanges(ready.pattern, draws, seed, max(1, CELLS_AT_ONCE // ready.treatment.size)):
        drawn = ready.statistics(source)
        usable += int(np.isfinite(drawn[0]).all(axis=1).sum())
        extreme[0] += (np.abs(drawn[1]) >= np.abs(t) * TIE).sum(axis=0)
        extreme[1] += (np.abs(drawn[0]) >= np.abs(coef) * TIE).sum(axis=0)
        meter.add(len(source))
    meter.close()
    p = (1 + extreme) / (usable + 1)
    columns = {"coef": coef, "t": t, "p": p[0], "p_coef": p[1]}
    facts = {"units": units, "movable": ready.movable, "draws": usable}
    return pd.DataFrame(columns | facts, index=pd.Index(names, name="outcome"))


def exchanges(pattern: Integers, draws: int, seed: int, at_once: int) -> Iterator[Integers]:
    """Deal paths out within patterns: batches (draws x units) of the unit whose path each unit gets.

    The seed alone decides draw d, whatever the number of draws and the size of batches.
    """
    rng = np.random.default_rng(seed)
    members = np.argsort(pattern, kind="stable")
    for start in range(0, draws, at_once):
        shuffled = rng.random((min(at_once, draws - start), len(pattern)))
        source = np.empty(shuffled.shape, dtype=np.intp)
        source[:, members] = np.argsort(pattern + shuffled, axis=1)
        yield source


def paths(design: Design, controls: int, convention: str) -> Paths:
    """Free a design of effects and controls; its names: last outcome, treatment, controls, other outcomes.

    Raises DataError for a treatment, control or outcome without variation beyond effects and other controls,
    and for a unit in two clusters.
    """
    slopes = 1 + controls
    components = sweep(_first_columns(design, 1 + slopes)).components  # refuses what is absorbed
    counted = count(convention, slopes, design.groupings, components, design.cluster, design.rows)
    centred = np.array([centred_by_unit(design, design.column(at)) for at in range(len(design.names))])
    basis = orthonormal(np.vstack([year_dummies(design), centred[2 : 1 + slopes]]))
    outcomes = np.vstack([centred[1 + slopes :], centred[:1]])
    freed = outcomes - (outcomes @ basis) @ basis.T
    _refuse_constant(design, slopes, outcomes, freed)
    order, starts = _hosts(design)
    return Paths(
        treatment=_table(design, centred[1]),
        basis=_table(design, basis).reshape(-1, basis.shape[1]),
        outcomes=_table(design, freed.T),
        order=order,
        starts=starts,
        factor=counted.factor,
        pattern=_patterns(design),
    )


def _table(design: Design, rows: Floats) -> Floats:
    """Lay rows (n x ...) out as (units x years x ...), 0 where there is none."""
    table = np.zeros((design.unit.size, design.time.size, *rows.shape[1:]))
    table[design.unit.codes, design.time.codes] = rows
    return table


def _hosts(design: Design) -> tuple[Integers, Integers]:
    """Units in the order of their clusters, and where each cluster starts there."""
    if not nested(design.unit, design.cluster):
        raise DataError(f"a unit lies in more than one {design.cluster_name!r}: use clusters of whole units.")
    host = np.empty(design.unit.size, dtype=np.intp)
    host[design.unit.codes] = design.cluster.codes
    order = np.argsort(host, kind="stable")
    return order, np.searchsorted(host[order], np.arange(design.cluster.size))


def _first_columns(design: Design, number: int) -> Design:
    """Leave the other outcomes out of a design."""
    return replace(design, names=design.names[:number], sources=design.sources[:number])


def centred_by_unit(design: Design, column: Floats) -> Floats:
    """De-mean a column (n,) by unit; times the root of the weights."""
    centred = Projection(design.unit, None, design.weight, design.unit.mass(design.weight)).centre(column)
    return centred if design.weight is None else centred * np.sqrt(design.weight)


def year_dummies(design: Design) -> Floats:
    """Year dummies de-meaned by unit, (years x n)."""
    years = np.arange(design.time.size)
    return np.array([centred_by_unit(design, (design.time.codes == year).astype(float)) for year in years])


def orthonormal(columns: Floats) -> Floats:
    """Orthonormal basis (n x q) of columns (p x n), redundant ones left out."""
    from scipy.linalg import qr

    length = np.sqrt((columns * columns).sum(axis=1))
    unit_length = columns / np.where(length > 0, length, 1.0)[:, None]
    basis, triangle, _ = qr(unit_length.T, mode="economic", pivoting=True, overwrite_a=True)
    return np.asarray(basis[:, np.abs(np.diag(triangle)) > ABSORBED])


def _refuse_constant(design: Design, slopes: int, outcomes: Floats, freed: Floats) -> None:
    """Raise DataError for an outcome (k x n) of which the effects and controls leave nothing."""
    names = (*design.names[1 + slopes :], design.names[0])
    for name, before, after in zip(names, outcomes, freed, strict=True):
        if after @ after <= ABSORBED**2 * (before @ before):
            raise DataError(f"outcome '{name}' does not vary beyond the effects and controls; leave it out.")


def _patterns(design: Design) -> Integers:
    """Number the units (units,) by their years and, in each year, their weight."""
    weight = np.ones(design.rows) if design.weight is None else design.weight
    return np.unique(_table(design, weight), axis=0, return_inverse=True)[1].reshape(-1)
