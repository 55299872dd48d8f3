"""The exact engine: least squares after the two-way projection, O(n k), no iteration (algebra/projection.py).

Fast enough for resampling and large panels; equal to `panelols`, the estimator of record, to rounding.
"""

from collections.abc import Sequence

import pandas as pd

from nqpf.estimate import Design, Estimate, Fit, Swept, conclude, counting, prepare, sweep
from nqpf.inference.clusters import check_convention, sandwich, scores


def estimate(
    sample: pd.DataFrame,
    *,
    outcome: str,
    regressors: Sequence[str],
    unit: str,
    time: str,
    effects: Sequence[str] = ("unit", "time"),
    cluster: str | None = None,
    weights: str | None = None,
    convention: str = "nested",
) -> Estimate:
    """Regress the outcome on regressors and effects, with clustered standard errors (METHOD 2).

    sample: flat, one row per unit and year. Returns coefficients with the recipe of their errors.
    Raises SpecError and DataError, each with a sentence (see `nqpf.estimate.prepare`, `sweep`).
    """
    check_convention(convention)
    design = prepare(sample, outcome, regressors, unit, time, effects, cluster, weights)
    swept = sweep(design)
    counted = counting(design, convention, swept.components)
    return conclude(design, swept, counted, fit(design, swept))


def fit(design: Design, swept: Swept) -> Fit:
    """Solve the normal equations, refine once, and cluster the scores."""
    x = swept.regressors
    coef = swept.bread @ (x @ design.weighted(swept.outcome))
    residual = swept.outcome - coef @ x
    # One step of refinement brings the normal equations to the accuracy of QR.
    correction = swept.bread @ (x @ design.weighted(residual))
    residual = residual - correction @ x
    cluster_scores = scores(x, design.weighted(residual), design.cluster)
    left = design.squares(residual)
    return Fit(
        coef=coef + correction,
        robust=sandwich(swept.bread, cluster_scores),
        r2_within=1.0 - left / design.squares(swept.outcome),
        r2=1.0 - left / swept.total,
    )
