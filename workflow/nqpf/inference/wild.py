"""Wild cluster bootstrap of one coefficient, the null imposed, from cluster scores alone.

WCR of Cameron, Gelbach & Miller (2008) with Webb's (2023) six-point weights. Without the effects and the
other regressors (Frisch-Waugh-Lovell) the term is x; the restricted residuals are r. A draw v gives cluster h
the outcome v_h r_h, so that with X the effects and all regressors, P their projection and Q = I - P,

    numerator   n(v)   = sum_h v_h x_h'W r_h
    scores      s_g(v) = x_g'W (Q (v r))_g = v_g x_g'W r_g - sum_h (x_g'W P_gh r_h) v_h
    statistic   t(v)   = n(v) / sqrt(c sum_g s_g(v)^2),   c the CR1 factor (x'Wx cancels).

Both are linear in v, so all draws are two matrix products (as in Roodman et al. 2019, section 5).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nqpf.algebra.groups import Floats, Grouping, nested
from nqpf.algebra.projection import Projection
from nqpf.errors import SpecError
from nqpf.estimate import Design, Swept, counting, prepare, sweep
from nqpf.inference.clusters import check_convention, scores
from nqpf.registry import suggest

WEBB = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])
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
) -> float:
    """Bootstrap p of one regressor: (1 + number of draws with |t*| >= |t|) / (draws + 1).

    The weights belong to the clusters in sorted order: one result per seed, whatever the order of rows.
    Raises SpecError for a term that is not a regressor, and what `nqpf.estimate.prepare` and `sweep` raise.
    """
    check_convention(convention)
    if draws < 1:
        raise SpecError(f"draws = {draws}: a bootstrap needs at least one, 9,999 as a rule.")
    design = prepare(sample, outcome, regressors, unit, time, effects, cluster, weights)
    swept = sweep(design)
    score = score_map(design, swept, term, convention)
    return (1 + extreme_draws(score, draws, seed)) / (draws + 1)


def extreme_draws(score: ScoreMap, draws: int, seed: int) -> int:
    """Count the draws with |t*| >= |t|."""
    clusters = len(score.own)
    own = abs(score.statistics(np.ones((1, clusters)))[0])
    batches = webb_weights(draws, clusters, seed)
    return sum(int((np.abs(score.statistics(batch)) >= own * TIE).sum()) for batch in batches)


def webb_weights(draws: int, clusters: int, seed: int) -> Iterator[Floats]:
    """Draw Webb's weights in batches of (draws x clusters); the seed alone decides them."""
    rng = np.random.default_rng(seed)
    for start in range(0, draws, DRAWS_AT_ONCE):
        shape = (min(DRAWS_AT_ONCE, draws - start), clusters)
        yield WEBB[rng.integers(0, 6, size=shape, dtype=np.uint8)]


def score_map(design: Design, swept: Swept, term: str, convention: str) -> ScoreMap:
    """Make the map from cluster weights to t; weights of one give the sample's own t.

    left right' holds x_g'W P_gh r_h: first the effects' part of the projection, then the regressors'.
    Raises SpecError for a term that is not a regressor.
    """
    if term not in design.names[1:]:
        raise SpecError(f"term '{term}' is no regressor; {suggest(term, design.names[1:])}.")
    x, null = _without_others(design, swept, design.names[1:].index(term))
    projection, cluster = design.projection(), design.cluster
    of_x, of_null = (by_effect(projection, cluster, design.weighted(column)) for column in (x, null))
    slopes, moments = (scores(swept.regressors, design.weighted(column), cluster) for column in (x, null))
    return ScoreMap(
        own=cluster.sums(design.weighted(x * null)),
        left=np.hstack([of_x, slopes.T @ swept.bread]),
        right=np.hstack([of_null, moments.T]),
        factor=counting(design, convention, swept.components).factor,
    )


def _without_others(design: Design, swept: Swept, place: int) -> tuple[Floats, Floats]:
    """Free a term and the outcome of the effects and the other regressors; returns x (n,) and r (n,)."""
    x = swept.bread[place] @ swept.regressors / swept.bread[place, place]
    coef = swept.bread @ (swept.regressors @ design.weighted(swept.outcome))
    residual = swept.outcome - coef @ swept.regressors
    return x, residual + coef[place] * x


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
