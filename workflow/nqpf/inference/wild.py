"""Wild cluster bootstrap of one coefficient, the null imposed, from cluster scores alone.

WCR of Cameron, Gelbach & Miller (2008) with Webb's (2023) six-point weights. Without the effects and the
other regressors (Frisch-Waugh-Lovell) the term is x; the restricted residuals are r. A draw v gives cluster h
the outcome v_h r_h, so that with X the effects and all regressors, P their projection and Q = I - P,

    numerator   n(v)   = sum_h v_h x_h'W r_h
    scores      s_g(v) = x_g'W (Q (v r))_g = v_g x_g'W r_g - sum_h (x_g'W P_gh r_h) v_h
    statistic   t(v)   = n(v) / sqrt(c sum_g s_g(v)^2),   c the CR1 factor (x'Wx cancels).

Both are linear in v, so all draws are two matrix products (as in Roodman et al. 2019, section 5). With the
projection as L R', sum_g s_g(v)^2 = sum_g (v_g own_g)^2 - 2 (v own)'L R'v + v'R L'L R'v, so that several
outcomes share one product, v times [own, R, own L], and scores by draw and cluster are never formed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from nqpf.algebra.groups import Floats, Grouping, nested
from nqpf.algebra.projection import Projection
from nqpf.errors import SpecError
from nqpf.estimate import Design, Swept, counting, prepare, refuse_constant, sweep
from nqpf.inference.clusters import check_convention, scores
from nqpf.registry import suggest

WEBB = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])
SIGNS = np.array([-1.0, 1.0])
WEIGHTINGS = ("webb", "rademacher")
"""Six points (Webb 2023), or signs (Davidson & Flachaire 2008), of which G clusters have only 2^G draws."""
TIE = 1.0 - 1e-9
"""A draw of equal signs repeats the sample's own t up to rounding; it counts as at least as large."""
DRAWS_AT_ONCE = 1_000


@dataclass(frozen=True)
class ScoreMap:
    """How weights v (G,) on the clusters become the numerator and the cluster scores of a term.

    own: (G,) x_g'W r_g; scores(v) = v own - left (right' v), left and right (G x r); factor: CR1.
    """

    own: Floats
    left: Floats
    right: Floats
    factor: float

    def statistics(self, weights: Floats) -> Floats:
        """Compute t for each row of weights (draws x G); returns (draws,)."""
        if self.left.shape[1] < len(self.own):
            by_cluster = weights * self.own - (weights @ self.right) @ self.left.T
        else:
            by_cluster = weights @ (np.diag(self.own) - self.right @ self.left.T)
        spread = np.sqrt(self.factor * np.einsum("dg,dg->d", by_cluster, by_cluster))
        return np.asarray(weights @ self.own / spread)


@dataclass(frozen=True)
class FamilyMap:
    """The score maps of one term for several outcomes: own (G x k), left (G x r), right (k x G x r)."""

    own: Floats
    left: Floats
    right: Floats
    factor: float

    def statistics(self, weights: Floats) -> Floats:
        """Compute t for each row of weights (draws x G) and outcome; returns (draws x k)."""
        groups, family = self.own.shape
        rank = self.left.shape[1]
        if 1 + 2 * rank >= groups:  # few clusters: their scores are the shorter way
            return np.column_stack([self.of(place).statistics(weights) for place in range(family)])
        numerator = weights @ self.own
        through = weights @ self.right.swapaxes(0, 1).reshape(groups, -1)
        across = weights @ (self.own[:, :, None] * self.left[:, None]).reshape(groups, -1)
        cube = (len(weights), family, rank)
        rest = across.reshape(cube) - 0.5 * through.reshape(cube) @ (self.left.T @ self.left)
        squares = weights**2 @ self.own**2 - 2.0 * np.einsum("dkr,dkr->dk", through.reshape(cube), rest)
        return np.asarray(numerator / np.sqrt(self.factor * squares))

    def of(self, place: int) -> ScoreMap:
        """Pick one outcome's map."""
        return ScoreMap(self.own[:, place], self.left, self.right[place], self.factor)


def p_value(
    sample: pd.DataFrame,
    *,
    outcome: str,
    regressors: Sequence[str],
    unit: str,
    time: str,
    term: str,
    draws: int = 9_999,
    seed: int,
    effects: Sequence[str] = ("unit", "time"),
    cluster: str | None = None,
    weights: str | None = None,
    convention: str = "nested",
    weighting: str = "webb",
) -> float:
    """Bootstrap p of one regressor: (1 + number of draws with |t*| >= |t|) / (draws + 1).

    The weights belong to the clusters in sorted order: one result per seed, whatever the order of rows.
    Raises SpecError for a term that is not a regressor, and what `nqpf.estimate.prepare` and `sweep` raise.
    """
    return float(
        p_values(
            sample,
            outcomes=[outcome],
            regressors=regressors,
            unit=unit,
            time=time,
            term=term,
            draws=draws,
            seed=seed,
            effects=effects,
            cluster=cluster,
            weights=weights,
            convention=convention,
            weighting=weighting,
        ).iloc[0]
    )


def p_values(
    sample: pd.DataFrame,
    *,
    outcomes: Sequence[str],
    regressors: Sequence[str],
    unit: str,
    time: str,
    term: str,
    draws: int = 9_999,
    seed: int,
    effects: Sequence[str] = ("unit", "time"),
    cluster: str | None = None,
    weights: str | None = None,
    convention: str = "nested",
    weighting: str = "webb",
) -> pd.Series:
    """Bootstrap p of one regressor for several outcomes, from the same draws: index "outcome", name "p_wild".

    All regressions use the rows that are complete in every outcome; there each p is that of `p_value`.
    Raises what `p_value` raises.
    """
    _check(convention, draws, weighting)
    if isinstance(outcomes, str) or not len(outcomes):
        raise SpecError(f"outcomes = {outcomes!r}: give a list of at least one column.")
    columns = [*regressors, *outcomes[1:]]
    design = prepare(sample, outcomes[0], columns, unit, time, effects, cluster, weights)
    family = family_map(*_swept_family(design, len(regressors)), term, convention)
    own = np.abs(family.statistics(np.ones((1, len(family.own)))))
    extreme = np.zeros(len(outcomes))
    for batch in cluster_weights(weighting, draws, len(family.own), seed):
        extreme += (np.abs(family.statistics(batch)) >= own * TIE).sum(axis=0)
    return pd.Series((1 + extreme) / (draws + 1), index=pd.Index(outcomes, name="outcome"), name="p_wild")


def _check(convention: str, draws: int, weighting: str) -> None:
    """Refuse a bootstrap that cannot be meant."""
    check_convention(convention)
    if draws < 1:
        raise SpecError(f"draws = {draws}: a bootstrap needs at least one, 9,999 as a rule.")
    if weighting not in WEIGHTINGS:
        raise SpecError(f"no weighting '{weighting}' of clusters; {suggest(weighting, WEIGHTINGS)}.")


def cluster_weights(weighting: str, draws: int, clusters: int, seed: int) -> Iterator[Floats]:
    """Draw weights in batches of (draws x clusters); the seed alone decides them."""
    points = WEBB if weighting == "webb" else SIGNS
    rng = np.random.default_rng(seed)
    for start in range(0, draws, DRAWS_AT_ONCE):
        shape = (min(DRAWS_AT_ONCE, draws - start), clusters)
        yield points[rng.integers(0, len(points), size=shape, dtype=np.uint8)]


def webb_weights(draws: int, clusters: int, seed: int) -> Iterator[Floats]:
    """Draw Webb's weights in batches of (draws x clusters); the seed alone decides them."""
    return cluster_weights("webb", draws, clusters, seed)


def score_map(design: Design, swept: Swept, term: str, convention: str) -> ScoreMap:
    """Make the map from cluster weights to t; weights of one give the sample's own t.

    left right' holds x_g'W P_gh r_h: first the effects' part of the projection, then the regressors'.
    Raises SpecError for a term that is not a regressor.
    """
    return family_map(design, swept, [swept.outcome], term, convention).of(0)


def family_map(
    design: Design, swept: Swept, outcomes: Sequence[Floats], term: str, convention: str
) -> FamilyMap:
    """Make the maps of several outcomes (each (n,), without the effects) on one design's regressors."""
    if term not in design.names[1:]:
        raise SpecError(f"term '{term}' is no regressor; {suggest(term, design.names[1:])}.")
    place = design.names[1:].index(term)
    projection, cluster = design.projection(), design.cluster
    x = swept.bread[place] @ swept.regressors / swept.bread[place, place]
    nulls = [_null_residual(design, swept, place, outcome) for outcome in outcomes]

    def by_part(column: Floats, turn: Floats) -> Floats:
        weighted = design.weighted(column)
        parts = by_effect(projection, cluster, weighted), scores(swept.regressors, weighted, cluster).T @ turn
        return np.hstack(parts)

    return FamilyMap(
        own=np.column_stack([cluster.sums(design.weighted(x * null)) for null in nulls]),
        left=by_part(x, swept.bread),
        right=np.array([by_part(null, np.eye(len(swept.bread))) for null in nulls]),
        factor=counting(design, convention, swept.components).factor,
    )


def _null_residual(design: Design, swept: Swept, place: int, outcome: Floats) -> Floats:
    """Free an outcome (n,) of the other regressors; the term, at its place, keeps its share."""
    coef = swept.bread @ (swept.regressors @ design.weighted(outcome))
    x = swept.bread[place] @ swept.regressors / swept.bread[place, place]
    return np.asarray(outcome - coef @ swept.regressors + coef[place] * x)


def _swept_family(design: Design, regressors: int) -> tuple[Design, Swept, list[Floats]]:
    """Free all outcomes of the effects; the design's names: first outcome, regressors, other outcomes."""
    stop = 1 + regressors
    first = replace(design, names=design.names[:stop], sources=design.sources[:stop])
    swept, projection = sweep(first), first.projection()
    outcomes = [swept.outcome]
    for place in range(stop, len(design.names)):
        column = design.column(place)
        outcomes.append(projection.sweep(column))
        named = replace(first, names=(design.names[place], *first.names[1:]))
        refuse_constant(named, outcomes[-1], float(np.sqrt(design.squares(column))))
    return first, swept, outcomes


def by_effect(projection: Projection, cluster: Grouping, column: Floats) -> Floats:
    """Sum a weighted swept column (n,) by cluster and effect, so that products give P of the effects.

    Returns (G x levels): sums by the longer effect over its root mass, then by the shorter one, less their
    projection on the longer, times the root of S^-1. Where clusters hold whole levels of the longer effect
    the first part is zero, for the column was de-meaned, and is left out.
    """
    whole_levels = nested(projection.longer, cluster)
    longer = np.empty((cluster.size, 0)) if whole_levels else crossed(cluster, projection.longer, column)
    first = longer if whole_levels else longer / np.sqrt(projection.mass)
    if projection.shorter is None:
        return first
    shorter = crossed(cluster, projection.shorter, column)
    if not whole_levels:
        shorter = shorter - _through(projection, longer / projection.mass)
    return np.hstack([first, shorter[:, projection.kept] @ np.linalg.cholesky(projection.inverse)])


def crossed(cluster: Grouping, effect: Grouping, column: Floats) -> Floats:
    """Sum a column (n,) in each (cluster, level) cell; returns (G x levels)."""
    cell = cluster.codes * effect.size + effect.codes
    sums = np.bincount(cell, weights=column, minlength=cluster.size * effect.size).astype(float)
    return sums.reshape(cluster.size, effect.size)


def _through(projection: Projection, means: Floats) -> Floats:
    """Carry means by the longer effect (G x levels) to weighted sums by the shorter one (G x T)."""
    assert projection.shorter is not None
    weight = projection.weight
    spread = [row.take(projection.longer.codes) for row in means]
    return np.array([projection.shorter.sums(s if weight is None else s * weight) for s in spread])
