"""Wild cluster bootstrap of a joint test, the null imposed.

Needed with few clusters (METHOD 2), and with more than that where several coefficients of skewed products are
tested together: Wald's test of four of them rejects at 5% in about 30% of panels of 30 units and 10% of 285
(tests/golden/moderation).

WCR of Cameron, Gelbach & Miller (2008, section III.C, where several coefficients are tested) with Webb's
six-point weights. r: residuals of the regression without the tested terms; A: the tested rows of (X'X)^-1 X'
after the effects; Q: what frees a column of effects and all regressors. A draw v of weights on clusters gives

    b*(v) = sum_h v_h A r_h,    s_g(v) = A_g (Q (v r))_g = sum_h v_h A_g (Q 1_h r)_g,
    F*(v) = b*' (c sum_g s_g s_g')^-1 b* / q,

linear in v up to the last line, so each cluster is freed once and all draws are one product.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nqpf.algebra.groups import Floats
from nqpf.errors import SpecError
from nqpf.estimate import Design, Swept, counting, prepare, sweep
from nqpf.inference.clusters import check_convention
from nqpf.inference.wild import TIE, webb_weights
from nqpf.registry import suggest

MOST_CLUSTERS = 1_000
"""Memory grows with the square of the clusters; beyond this the F distribution serves."""


@dataclass(frozen=True)
class JointMap:
    """How weights v (G,) become coefficients and scores: coef (G x q), scores (G x G x q), factor CR1."""

    coef: Floats
    scores: Floats
    factor: float

    def statistics(self, weights: Floats) -> Floats:
        """F of each row of weights (draws x G); NaN where the covariance is singular."""
        coef = weights @ self.coef
        scores = np.tensordot(weights, self.scores, axes=1)
        covariance = self.factor * np.einsum("dgq,dgp->dqp", scores, scores)
        whole = np.linalg.matrix_rank(covariance, hermitian=True) == coef.shape[1]
        covariance[~whole] = np.eye(coef.shape[1])
        solved = np.linalg.solve(covariance, coef[..., None])[..., 0]
        return np.where(whole, np.einsum("dq,dq->d", coef, solved) / coef.shape[1], np.nan)


def p_value(
    sample: pd.DataFrame,
    *,
    outcome: str,
    regressors: Sequence[str],
    terms: Sequence[str],
    unit: str,
    time: str,
    draws: int = 9_999,
    seed: int,
    effects: Sequence[str] = ("unit", "time"),
    cluster: str | None = None,
    weights: str | None = None,
    convention: str = "nested",
) -> float:
    """Bootstrap p of several regressors together: (1 + number of draws with F* >= F) / (draws + 1).

    Raises SpecError for no draws and for a term that is no regressor, and what `prepare` and `sweep` raise.
    """
    check_convention(convention)
    if draws < 1:
        raise SpecError(f"draws = {draws}: a bootstrap needs at least one, 9,999 as a rule.")
    for term in terms:
        if term not in regressors:
            raise SpecError(f"term '{term}' is no regressor; {suggest(term, regressors)}.")
    design = prepare(sample, outcome, list(regressors), unit, time, effects, cluster, weights)
    swept = sweep(design)
    own, drawn = joint_maps(design, swept, [list(regressors).index(term) for term in terms], convention)
    value = own.statistics(np.ones((1, len(own.coef))))[0]
    batches = webb_weights(draws, len(drawn.coef), seed)
    found = np.concatenate([drawn.statistics(batch) for batch in batches])
    usable = found[np.isfinite(found)]
    return float((1 + (usable >= value * TIE).sum()) / (len(usable) + 1))


def joint_maps(
    design: Design, swept: Swept, places: Sequence[int], convention: str
) -> tuple[JointMap, JointMap]:
    """Make the maps of the sample's own outcome and of its restricted residual."""
    factor = counting(design, convention, swept.components).factor
    return (
        _map(design, swept, places, swept.outcome, factor),
        _map(design, swept, places, _restricted(design, swept, places), factor),
    )


def _restricted(design: Design, swept: Swept, places: Sequence[int]) -> Floats:
    """Residual (n,) of the outcome on the regressors that are not tested."""
    others = np.delete(swept.regressors, places, axis=0)
    if not len(others):
        return swept.outcome
    gram = others @ np.array([design.weighted(column) for column in others]).T
    coef = np.linalg.solve(gram, others @ design.weighted(swept.outcome))
    return np.asarray(swept.outcome - coef @ others)


def _map(design: Design, swept: Swept, places: Sequence[int], outcome: Floats, factor: float) -> JointMap:
    """Free the part of every cluster of effects and regressors, and add up within clusters."""
    projection, cluster = design.projection(), design.cluster
    tested = swept.bread[list(places)] @ swept.regressors
    tested = np.array([design.weighted(row) for row in tested])
    coef, scores = [], []
    for group in range(cluster.size):
        part = np.where(cluster.codes == group, outcome, 0.0)
        coef.append(tested @ part)
        freed = projection.sweep(part)
        freed = freed - (swept.bread @ (swept.regressors @ design.weighted(freed))) @ swept.regressors
        scores.append([cluster.product_sums(row, freed) for row in tested])
    return JointMap(np.array(coef), np.array(scores).transpose(0, 2, 1), factor)
