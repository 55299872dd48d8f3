"""Cluster (pairs) bootstrap of t for one treatment and many outcomes, from cross-products of clusters alone.

With B_g the cross-products of cluster g in [year dummies, controls, x, y_1, y_2, ...] after unit de-meaning,
and n_g how often a draw takes it, the draw's normal equations are sum_g n_g B_g. Let pi make the residual of
x and theta_k that of outcome k from these columns. Then x~'e_k within cluster g is s_gk = pi' B_g theta_k,
and

    a_k = x~'y_k / x~'x~,     se_k^2 = c sum_g n_g s_gk^2 / (x~'x~)^2,

for a cluster that is drawn twice enters as two clusters (Cameron & Miller 2015, section VI). No draw is
estimated anew: each step is a matrix product over (clusters x columns) or one small elimination for all draws
together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.algebra.groups import Floats
from nqpf.blocks import products
from nqpf.blocks.counts import plan
from nqpf.blocks.design import Design, Roles, build
from nqpf.blocks.elimination import Bools, alive, eliminate, offsets
from nqpf.blocks.products import Basis
from nqpf.errors import DataError, SpecError
from nqpf.estimate import prepare
from nqpf.inference.clusters import check_convention
from nqpf.inference.degrees import factors, tally
from nqpf.inference.drawing import Drawing
from nqpf.progress import Meter

CELLS_AT_ONCE = 1_000_000
"""Cells of (draws x clusters x columns) that are held at a time: 8 MB, near the cache."""


@dataclass(frozen=True)
class Studentised:
    """t of a treatment by outcome, and its draws.

    names: (k,) outcomes; own: (k,) t of the sample; drawn: (draws x k) recentred t* = (a* - a) / se*, NaN
    where a draw leaves the treatment or the outcome without variation.
    """

    names: tuple[str, ...]
    own: Floats
    drawn: Floats


@dataclass(frozen=True)
class Solved:
    """The regressions of every draw, in scaled columns; q nuisance columns, k outcomes.

    slope: (draws x k) a; mass: (draws,) x~'x~; treatment: (draws x q + 1) pi; residual: (draws x q + 1 x k)
    theta without its 1 on the outcome itself; used: (q x draws) nuisance columns that are not redundant in
    the draw; varies: (draws x k) whether treatment and outcome have variation left.
    """

    slope: Floats
    mass: Floats
    treatment: Floats
    residual: Floats
    used: Bools
    varies: Bools


def studentise(
    sample: pd.DataFrame,
    *,
    treatment: str,
    outcomes: Sequence[str],
    controls: Sequence[str] = (),
    unit: str,
    time: str,
    cluster: str | None = None,
    weights: str | None = None,
    draws: int | None = None,
    seed: int = 0,
    counts: npt.ArrayLike | None = None,
    convention: str = "nested",
) -> Studentised:
    """Bootstrap t of outcome = a treatment + controls + two-way effects for several outcomes on common rows.

    Every draw equals what `nqpf.estimators.twfe` finds in the drawn clusters entered as new units, the CR1
    factor of the draw's own rows included. Draw d of a seed takes the same clusters whatever the outcomes,
    controls, draws; counts (draws x clusters, clusters sorted, singletons dropped) gives the draws instead.
    Raises SpecError and DataError, each with a sentence (see `nqpf.estimate.prepare`, `blocks.design.build`).
    """
    check_convention(convention)
    if isinstance(outcomes, str) or not len(outcomes):
        raise SpecError(f"outcomes = {outcomes!r}: give a list of at least one column.")
    *between, last = outcomes
    regressors = [treatment, *controls, *between]
    kept = prepare(sample, last, regressors, unit, time, ("unit", "time"), cluster, weights).kept
    rows = sample if kept is None else sample.iloc[kept]
    roles = Roles(treatment, tuple(between), last, tuple(controls), unit, time, cluster or unit, weights)
    design = build(rows, roles)
    number, fixed = plan(draws, counts, len(design.clusters))
    return _bootstrap(design, Drawing(len(design.clusters), number, seed, fixed), convention)


def limits(found: Studentised, estimate: npt.ArrayLike, se: npt.ArrayLike, level: float = 0.95) -> Floats:
    """Bootstrap-t interval of every outcome, (k x 2): estimate - se times the upper and lower quantile of t*.

    estimate, se: (k,) of the sample, its clustered errors. Unlike the percentile interval it follows the skew
    that a few clusters of great weight give to t (Hall 1992, sections 3.4-3.6; Cameron & Miller 2015, VI.C).
    Draws without a t are left out; NaN where none has one.
    """
    usable = np.where(np.isfinite(found.drawn), found.drawn, np.nan)
    tail = (1 - level) / 2
    if not np.isfinite(usable).any(axis=0).all():
        return np.full((len(found.names), 2), np.nan)
    high, low = np.nanquantile(usable, [1 - tail, tail], axis=0)
    centre, error = np.asarray(estimate, float), np.asarray(se, float)
    return np.column_stack([centre - high * error, centre - low * error])


def _bootstrap(design: Design, drawing: Drawing, convention: str) -> Studentised:
    """Estimate the sample itself, every cluster once, then every draw about it."""
    change = products.basis(design)
    clusters = len(design.clusters)
    once = Drawing(clusters, 1, 0, np.ones((1, clusters)))
    centre, spread = _estimates(design, change, once, convention)
    names = (*design.roles.mediators, design.roles.outcome)
    if not (spread > 0).all():
        lost = names[int(np.argmin(spread[0] > 0))]
        treatment = design.roles.treatment
        raise DataError(f"'{treatment}' or '{lost}' does not vary beyond effects and controls; leave it out.")
    slope, error = _estimates(design, change, drawing, convention)
    drawn = np.divide(slope - centre, error, out=np.full_like(slope, np.nan), where=error > 0)
    return Studentised(names, (centre / spread)[0], drawn)


def _estimates(design: Design, change: Basis, drawing: Drawing, convention: str) -> tuple[Floats, Floats]:
    """Slopes and clustered standard errors of every draw, scaled, both (draws x k); 0 where none."""
    where = tally(design)
    totals, census = _totals(design, change, drawing, where.census)
    solved = _solve(totals, change)
    of_years = (change.turn[design.years :, : change.nuisance] == 0).all(axis=0)
    rank, controls = (solved.used[flag].sum(axis=0) for flag in (of_years, ~of_years))
    factor = factors(where, drawing, census, rank, controls, convention)
    variance = factor[:, None] * _meat(design, change, drawing, solved)
    mass = np.where(solved.mass > 0, solved.mass, 1.0)[:, None]
    return solved.slope, np.where(solved.varies, np.sqrt(variance) / mass, 0.0)


def _totals(design: Design, change: Basis, drawing: Drawing, census: Floats) -> tuple[Floats, Floats]:
    """Add up cross-products (triangle x draws) and census (draws x years + 2) over drawn clusters."""
    totals = np.zeros((change.cells, drawing.number))
    counted = np.zeros((drawing.number, census.shape[1]))
    for chunk, low, high in drawing.chunks:
        blocks = products.blocks(design, change, low, high).T
        for first, last in drawing.spans:
            taken = drawing.counts(first, last, chunk)
            totals[:, first:last] += blocks @ taken.T
            counted[first:last] += taken @ census[low:high]
    return totals, counted


def _solve(packed: Floats, change: Basis) -> Solved:
    """Regress x and the outcomes on the nuisance columns, then the outcomes on what is left of x."""
    size, q = change.size, change.nuisance
    start = offsets(size)
    given = packed[start]
    swept, used = eliminate(packed, size, 0, q, given)
    on_nuisance = _substitute(swept, start, used, q)
    x = swept[start[q] : start[q] + size - q]
    varies = alive(swept[start[q:]], given[q:])
    mass = np.where(varies[0], x[0], 0.0)
    slope = x[1:] * np.divide(1.0, mass, out=np.zeros_like(mass), where=varies[0])
    treatment = np.vstack([-on_nuisance[:, 0], np.ones((1, packed.shape[1]))])
    outcome = np.concatenate([-on_nuisance[:, 1:], np.zeros((1, *slope.shape))])
    residual = outcome - treatment[:, None] * slope
    return Solved(slope.T, mass, treatment.T, residual.transpose(2, 0, 1), used, (varies[:1] & varies[1:]).T)


def _substitute(swept: Floats, start: npt.NDArray[np.int64], used: Bools, q: int) -> Floats:
    """Coefficients of x and outcomes on the nuisance, (q x 1 + k x draws); 0 for a redundant one."""
    width = len(start) - q
    found = np.zeros((q, width, swept.shape[1]))
    for pivot in reversed(range(q)):
        row = swept[start[pivot] : start[pivot] + len(start) - pivot]
        right = row[q - pivot :] - np.einsum("jd,jkd->kd", row[1 : q - pivot], found[pivot + 1 :])
        np.divide(right, row[0], out=found[pivot], where=used[pivot])
    return found


def _meat(design: Design, change: Basis, drawing: Drawing, solved: Solved) -> Floats:
    """Sum of squared cluster scores of every draw, (draws x k)."""
    meat = np.zeros_like(solved.slope)
    meter = Meter(drawing.number, "Romano-Wolf", "draws")
    for chunk, low, high in drawing.chunks:
        wide = _wide(products.blocks(design, change, low, high), change)
        step = max(1, CELLS_AT_ONCE // wide.shape[1])
        for first, last in drawing.spans:
            taken = drawing.counts(first, last, chunk)
            for begin in range(first, last, step):
                part = slice(begin, min(begin + step, last))
                squares = _scores(wide, change, solved, part) ** 2
                meat[part] += np.matmul(taken[part.start - first : part.stop - first, None], squares)[:, 0]
            meter.add((last - first) * (high - low) / drawing.clusters)
    meter.close()
    return meat


def _wide(blocks: Floats, change: Basis) -> Floats:
    """Lay the nuisance and treatment rows of packed blocks side by side, (q + 1 x clusters * size)."""
    size = change.size
    place = np.empty((size, size), dtype=np.intp)
    upper = np.triu_indices(size)
    place[upper] = place[upper[::-1]] = np.arange(len(upper[0]))
    rows = blocks[:, place[: change.nuisance + 1]]
    return np.ascontiguousarray(rows.transpose(1, 0, 2)).reshape(change.nuisance + 1, -1)


def _scores(wide: Floats, change: Basis, solved: Solved, part: slice) -> Floats:
    """Scores pi' B_g theta_k of some draws, (draws x clusters x k)."""
    q = change.nuisance
    left = (solved.treatment[part] @ wide).reshape(part.stop - part.start, -1, change.size)
    return np.asarray(left[:, :, : q + 1] @ solved.residual[part] + left[:, :, q + 1 :])
