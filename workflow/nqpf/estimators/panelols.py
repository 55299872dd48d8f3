"""The estimator of record: linearmodels' PanelOLS with the house recipe for standard errors.

linearmodels has no option that counts degrees of freedom as reghdfe does. Its `group_debias` sandwich carries
G/(G-1) x (n-1)/(n-K_full); METHOD 2 takes it and rescales by (n-K_full)/(n-K).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from nqpf.estimate import Design, Estimate, Fit, conclude, counting, prepare, sweep
from nqpf.inference.clusters import check_convention

if TYPE_CHECKING:
    from linearmodels.panel.results import PanelEffectsResults


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

    sample: flat, one row per unit and year. Returns coefficients with the recipe of their errors; without
    effects a constant is added and told in facts["constant"].
    Raises SpecError and DataError, each with a sentence (see `nqpf.estimate.prepare`, `sweep`).
    """
    check_convention(convention)
    design = prepare(sample, outcome, regressors, unit, time, effects, cluster, weights)
    # The checks of these two come first, so that errors read alike in all estimators.
    swept = sweep(design)
    counted = counting(design, convention, swept.components)
    return conclude(design, swept, counted, fit(design))


def fit(design: Design) -> Fit:
    """Let linearmodels estimate; take its small-sample factor out of the covariance, leaving CR0."""
    result = _fitted(design)
    slopes = list(design.names[1:])
    groups, rows = design.cluster.size, design.rows
    factor = groups / (groups - 1) * (rows - 1) / result.df_resid
    return Fit(
        coef=result.params[slopes].to_numpy(float),
        robust=result.cov.loc[slopes, slopes].to_numpy(float) / factor,
        r2_within=float(result.rsquared),
        r2=float(result.rsquared_inclusive),
    )


def _fitted(design: Design) -> "PanelEffectsResults":
    """Run PanelOLS on the design's rows; every setting is spelled out, no default is taken silently."""
    from linearmodels.panel import PanelOLS

    index = pd.MultiIndex.from_arrays([design.unit.codes, design.time.codes], names=["unit", "time"])
    data = pd.DataFrame({name: design.column(place) for place, name in enumerate(design.names)}, index=index)
    exog = data[list(design.names[1:])]
    model = PanelOLS(
        data[design.names[0]],
        exog if design.effects else exog.assign(**{_constant_name(design.names): 1.0}),
        weights=None if design.weight is None else pd.Series(design.weight, index=index),
        entity_effects="unit" in design.effects,
        time_effects="time" in design.effects,
        singletons=True,  # dropped before, iteratively
        drop_absorbed=False,
        check_rank=False,  # checked before
    )
    return model.fit(
        cov_type="clustered",
        clusters=pd.DataFrame({"cluster": design.cluster.codes}, index=index),
        group_debias=True,
        debiased=True,
        auto_df=False,
        count_effects=True,
        low_memory=False,
    )


def _constant_name(names: Sequence[str]) -> str:
    """Find a name that no regressor bears."""
    return "const" + "_" * max(len(name) for name in names) if "const" in names else "const"
