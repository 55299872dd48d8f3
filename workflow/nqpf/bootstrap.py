"""Cluster bootstrap of mediation with two-way fixed effects (METHOD.md 3; Cameron & Miller 2015, VI).

On one common sample: m = a x + g'z + FE and y = c' x + b m + g'z + FE give indirect = a b, direct = c', and
total = direct + indirect. Whole clusters are redrawn; their members enter as new units. Unit de-meaning is
then untouched by a draw, year dummies stay regressors, and a draw is a vector of counts over clusters: all
draws are one product, counts @ cross-products, followed by many small systems (folder `blocks`). Equal to
re-estimation draw by draw.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.blocks import products
from nqpf.blocks.counts import BLOCK, CHUNK, plan, random_counts
from nqpf.blocks.design import Design, Floats, Roles, build, roles_of
from nqpf.blocks.effects import COLUMNS, effects
from nqpf.blocks.elimination import alive, eliminate, offsets
from nqpf.blocks.moments import Moments, unpack
from nqpf.blocks.products import Basis
from nqpf.errors import SpecError
from nqpf.progress import Meter

MEMORY = 64_000_000  # bytes of cross-products kept at once; draws beyond it take another pass over the rows
SUM = "(sum)"


def mediation(
    sample: pd.DataFrame,
    *,
    treatment: str,
    mediators: Sequence[str],
    outcome: str,
    controls: Sequence[str] = (),
    unit: str,
    time: str,
    draws: int | None = None,
    seed: int = 0,
    cluster: str | None = None,
    weights: str | None = None,
    joint: bool = False,
    counts: npt.ArrayLike | None = None,
) -> pd.DataFrame:
    """Redraw whole clusters and estimate a, b, direct, indirect, total in every draw.

    sample: flat frame; rows with a missing cell in any named column are left out, for all mediators alike.
    weights: column of positive weights. joint=False: one mediator at a time; joint=True: b from the equation
    with all of them, where direct is common and total = direct + sum of indirect. counts: (draws x clusters),
    clusters in sorted order of their labels among the complete rows (units by default), fixes the draws.
    Otherwise each draw takes G of G clusters from random streams keyed by the seed: draw d is the same
    however many draws, mediators, controls there are, so frames of different channels may be combined draw by
    draw.

    Returns a frame indexed by (draw from 0, mediator). A draw in which x has no variation left is NaN; where
    b is not identified (m collinear with x, mediators collinear) b, direct and indirect are NaN. Raises
    SpecError for a wrong specification or shape of counts, DataError for a sample that cannot be used.
    """
    roles = roles_of(treatment, mediators, outcome, controls, unit, time, cluster, weights)
    design = build(sample, roles)
    number, fixed = plan(draws, counts, len(design.clusters))
    cells = np.concatenate(list(_all_effects(design, number, seed, fixed, joint)))
    names = list(roles.mediators)
    index = pd.MultiIndex.from_product([range(number), names], names=["draw", "mediator"])
    return pd.DataFrame(cells.reshape(-1, len(COLUMNS)), index=index, columns=list(COLUMNS))


def point(
    sample: pd.DataFrame,
    *,
    treatment: str,
    mediators: Sequence[str],
    outcome: str,
    controls: Sequence[str] = (),
    unit: str,
    time: str,
    cluster: str | None = None,
    weights: str | None = None,
    joint: bool = False,
) -> pd.DataFrame:
    """Estimate the effects on the sample itself: every cluster once. Indexed by mediator."""
    roles = roles_of(treatment, mediators, outcome, controls, unit, time, cluster, weights)
    design = build(sample, roles)
    once = np.ones((1, len(design.clusters)))
    cells = next(_all_effects(design, 1, 0, once, joint))[0]
    return pd.DataFrame(cells, index=pd.Index(roles.mediators, name="mediator"), columns=list(COLUMNS))


def moments(
    sample: pd.DataFrame,
    *,
    columns: Sequence[str],
    controls: Sequence[str] = (),
    unit: str,
    time: str,
    draws: int | None = None,
    seed: int = 0,
    cluster: str | None = None,
    weights: str | None = None,
    counts: npt.ArrayLike | None = None,
) -> Moments:
    """Cross-products of columns, freed of two-way effects and controls, in every draw of whole clusters.

    columns: two or more; other arguments, and which clusters draw d takes, as in `mediation`. counts of ones
    give the sample itself, ones less the identity the jackknife. Raises what `mediation` raises.
    """
    design = _design(sample, columns, controls, unit, time, cluster, weights)
    number, fixed = plan(draws, counts, len(design.clusters))
    change = products.basis(design)
    parts = [_freed(packed, change) for packed in _products(design, change, number, seed, fixed)]
    return Moments(tuple(columns), np.concatenate(parts))


def jackknife(
    sample: pd.DataFrame,
    *,
    columns: Sequence[str],
    controls: Sequence[str] = (),
    unit: str,
    time: str,
    cluster: str | None = None,
    weights: str | None = None,
) -> Moments:
    """Moments of the sample less one cluster at a time, in sorted order of clusters (Efron 1987, BCa).

    What `moments` gives for counts of ones less the identity, by subtraction: cost grows with the clusters,
    not with their square. Raises what `moments` raises.
    """
    design = _design(sample, columns, controls, unit, time, cluster, weights)
    change = products.basis(design)
    edges = [*range(0, len(design.clusters), BLOCK), len(design.clusters)]
    pieces = [products.blocks(design, change, low, high).T for low, high in pairwise(edges)]
    total = sum(piece.sum(axis=1, keepdims=True) for piece in pieces)
    return Moments(tuple(columns), np.concatenate([_freed(total - piece, change) for piece in pieces]))


def _design(
    sample: pd.DataFrame,
    columns: Sequence[str],
    controls: Sequence[str],
    unit: str,
    time: str,
    cluster: str | None,
    weights: str | None,
) -> Design:
    """Sort the sample; the first column stands where the treatment does, the last where the outcome does."""
    if len(columns) < 2:
        raise SpecError(f"columns has {len(columns)} names: moments need at least two.")
    x, *between, y = columns
    roles = Roles(x, tuple(between), y, tuple(controls), unit, time, cluster or unit, weights)
    return build(sample, roles)


def _freed(packed: Floats, change: Basis) -> Floats:
    """Sweep the nuisance columns out of a block of draws, (draws x columns x columns)."""
    start = offsets(change.size)
    given = packed[start]
    swept, _ = eliminate(packed, change.size, 0, change.nuisance, given)
    cells = unpack(swept, change.size, change.nuisance, change.scale)
    dead = ~alive(swept[start[change.nuisance :]], given[change.nuisance :]).T
    cells[dead] = 0.0
    cells.transpose(0, 2, 1)[dead] = 0.0
    return cells


def intervals(
    draws_frame: pd.DataFrame,
    point: pd.DataFrame,
    level: float = 0.95,
    groups: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Percentile intervals of every effect of every mediator, and of sums of indirect effects (Efron 1979).

    draws_frame: from `mediation`; point: from `point`; groups: mediators of each sum, default one "(sum)"
    over all. A sum is an effect when the draws are joint; one mediator at a time, it counts what mediators
    share twice. Returns a frame indexed by (mediator or group, effect) with estimate, lower, upper and draws,
    the number of draws in which the effect exists; a sum exists where all its parts do. Raises SpecError for
    a level outside (0, 1) and for a group with unknown mediators.
    """
    if not 0 < level < 1:
        raise SpecError(f"level is {level}: give a share between 0 and 1, such as 0.95.")
    sums = (
        {SUM: list(point.index)} if groups is None else {name: list(group) for name, group in groups.items()}
    )
    unknown = sorted({member for group in sums.values() for member in group} - set(point.index))
    if unknown:
        raise SpecError(
            f"groups name {unknown[0]!r}, which is no mediator; allowed: {', '.join(point.index)}."
        )
    by_mediator = {m: draws_frame.xs(m, level="mediator") for m in point.index}
    drawn = {(m, effect): by_mediator[m][effect] for m in point.index for effect in COLUMNS}
    estimate = {(m, effect): point.loc[m, effect] for m, effect in drawn}
    for name, group in sums.items():
        parts = [(m, "indirect") for m in group]
        drawn[name, "indirect"] = pd.concat([drawn[part] for part in parts], axis=1).sum(axis=1, skipna=False)
        estimate[name, "indirect"] = sum(estimate[part] for part in parts)
    return _percentiles(pd.DataFrame(drawn), pd.Series(estimate), level)


def _percentiles(drawn: pd.DataFrame, estimate: pd.Series, level: float) -> pd.DataFrame:
    """Percentile limits of columns of draws, NaN left out and counted."""
    tail = (1 - level) / 2
    limits = drawn.quantile([tail, 1 - tail])
    frame = pd.DataFrame(
        {"estimate": estimate, "lower": limits.iloc[0], "upper": limits.iloc[1], "draws": drawn.count()}
    ).reindex(drawn.columns)
    return frame.rename_axis(["mediator", "effect"])


def _all_effects(
    design: Design, draws: int, seed: int, fixed: Floats | None, joint: bool
) -> Iterator[Floats]:
    """Effects of all draws in their own units, a block of draws at a time, (draws x mediators x 5)."""
    change = products.basis(design)
    mediators = len(design.roles.mediators)
    units = _units(change.scale)
    for packed in _products(design, change, draws, seed, fixed):
        yield effects(packed, change.nuisance, mediators, joint) * units


def _units(scale: Floats) -> Floats:
    """Make the factors from effects of scaled columns to effects per unit, (mediators x 5)."""
    x, m, y = scale[0], scale[1:-1], scale[-1]
    overall = np.full_like(m, y / x)
    return np.column_stack([m / x, y / m, overall, overall, overall])


def _products(design: Design, change: Basis, draws: int, seed: int, fixed: Floats | None) -> Iterator[Floats]:
    """Cross-products of every draw, a block of draws at a time, (triangle x draws)."""
    together = max(1, MEMORY // (change.cells * BLOCK * 8)) * BLOCK
    clusters = len(design.clusters)
    only = products.blocks(design, change, 0, clusters) if clusters <= CHUNK else None
    meter = Meter(draws, "bootstrap", "draws")
    for first in range(0, draws, together):
        starts = range(first, min(first + together, draws), BLOCK)
        spans = [(start, min(start + BLOCK, draws)) for start in starts]
        yield from _group(design, change, spans, seed, fixed, only, meter)
    meter.close()


def _group(
    design: Design,
    change: Basis,
    spans: list[tuple[int, int]],
    seed: int,
    fixed: Floats | None,
    only: Floats | None,
    meter: Meter,
) -> list[Floats]:
    """Cross-products of some blocks of draws, adding up chunks of clusters; only: the one chunk there is."""
    clusters = len(design.clusters)
    sums = [np.zeros((change.cells, last - first)) for first, last in spans]
    for chunk, low in enumerate(range(0, clusters, CHUNK)):
        high = min(low + CHUNK, clusters)
        blocks = products.blocks(design, change, low, high) if only is None else only
        for total, span in zip(sums, spans, strict=True):
            total += blocks.T @ _counts(seed, clusters, span, chunk, fixed).T
            meter.add((span[1] - span[0]) * (high - low) / clusters)
    return sums


def _counts(seed: int, clusters: int, span: tuple[int, int], chunk: int, fixed: Floats | None) -> Floats:
    """How often the draws of a span take the clusters of a chunk, (draws x clusters in the chunk)."""
    if fixed is not None:
        return fixed[span[0] : span[1], chunk * CHUNK : (chunk + 1) * CHUNK]
    return random_counts(seed, clusters, span[0] // BLOCK, span[1] - span[0], chunk)
