"""The exact engine: least squares after the two-way projection, O(n k), no iteration (algebra/projection.py).

Fast enough for resampling and large panels; equal to `panelols`, the estimator of record, to rounding.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nqpf.algebra.groups import ROWS_AT_ONCE, Floats
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
    residual = _less_fitted(swept.outcome, coef, x)
    # One step of refinement brings the normal equations to the accuracy of QR.
    correction = swept.bread @ (x @ design.weighted(residual))
    residual = _less_fitted(residual, correction, x)
    cluster_scores = scores(x, design.weighted(residual), design.cluster)
    left = design.squares(residual)
    return Fit(
        coef=coef + correction,
        robust=sandwich(swept.bread, cluster_scores),
        r2_within=1.0 - left / design.squares(swept.outcome),
        r2=1.0 - left / swept.total,
    )


def _less_fitted(outcome: Floats, coef: Floats, x: Floats) -> Floats:
    """Subtract coef'x from an outcome (n,), piece by piece, so that little memory is needed."""
    residual = np.empty(len(outcome))
    for start in range(0, len(outcome), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        np.subtract(outcome[part], coef @ x[:, part], out=residual[part])
    return residual
