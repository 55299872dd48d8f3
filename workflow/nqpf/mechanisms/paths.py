"""Layer 1: treatment -> mediator, under the same identification as treatment -> outcome (Jiang 2022).

Every path with its clustered error, p adjusted for the family of channels, and a joint test per effect.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from nqpf.errors import DataError
from nqpf.estimate import Estimate
from nqpf.inference import wild
from nqpf.inference.adjust import benjamini_hochberg, holm
from nqpf.inference.joint import wald
from nqpf.inference.permutation import permutation
from nqpf.inference.romano_wolf import adjusted
from nqpf.inference.studentised import limits, studentise
from nqpf.mechanisms.influence import Equations
from nqpf.mechanisms.setting import Setting
from nqpf.registry import load
from nqpf.regression import FEW_CLUSTERS

WILD_DRAWS = 9_999
COLUMNS = [
    "mediator",
    "effect",
    "a",
    "a_se",
    "a_t",
    "a_p",
    "a_ci_low",
    "a_ci_high",
    "a_boot_low",
    "a_boot_high",
    "a_standardised",
    "a_standardised_low",
    "a_standardised_high",
    "a_wild_p",
    "a_p_holm",
    "a_p_bh",
    "a_p_rw",
    "a_p_permutation",
]


def paths(
    sample: pd.DataFrame,
    setting: Setting,
    *,
    draws: int,
    permutations: int,
    seed: int,
    level: float = 0.95,
    estimator: str = "panelols",
) -> pd.DataFrame:
    """Estimate path a of every mediator, one row each; columns COLUMNS.

    sample: complete rows. a_p_holm and a_p_bh adjust a_wild_p where clusters are few, else a_p; a_p_rw is
    Romano-Wolf's from redrawn clusters, and a_boot_low, a_boot_high the bootstrap-t interval from the same
    draws; a_p_permutation, unadjusted, from whole unit paths dealt anew (NaN
    for permutations = 0). Raises what the estimator raises.
    """
    fits = {m: _fit(sample, setting, m, estimator) for m in setting.mediators}
    rows = pd.DataFrame({m: _row(fit, setting.treatment, level) for m, fit in fits.items()}).T
    rows["a_wild_p"] = [_wild_p(sample, setting, m, fit, seed) for m, fit in fits.items()]
    p = rows["a_wild_p"].fillna(rows["a_p"])
    rows = rows.assign(a_p_holm=holm(p), a_p_bh=benjamini_hochberg(p))
    family: dict[str, Any] = {**_regression(setting), "outcomes": list(setting.mediators), "seed": seed}
    drawn = studentise(sample, treatment=setting.treatment, draws=draws, **family)
    rows["a_p_rw"] = adjusted(drawn, setting.treatment)
    rows[["a_boot_low", "a_boot_high"]] = limits(drawn, rows["a"], rows["a_se"], level)
    rows["a_p_permutation"] = np.nan
    if permutations:
        dealt = permutation(sample, treatment=setting.treatment, draws=permutations, **family)
        rows["a_p_permutation"] = dealt["p"]
    rows = rows.rename_axis("mediator").reset_index()
    return rows.assign(effect=[setting.group_of(m) for m in rows["mediator"]])[COLUMNS]


def _regression(setting: Setting) -> dict[str, Any]:
    shared = ("unit", "time", "cluster", "weights")
    return {"controls": list(setting.controls), **{key: getattr(setting, key) for key in shared}}


def _fit(sample: pd.DataFrame, setting: Setting, mediator: str, estimator: str) -> Estimate:
    arguments = _regression(setting)
    regressors = [setting.treatment, *arguments.pop("controls")]
    fit: Estimate = load("nqpf.estimators", estimator).estimate(
        sample, outcome=mediator, regressors=regressors, **arguments
    )
    return fit


def _row(fit: Estimate, treatment: str, level: float) -> dict[str, float]:
    term, limits = fit.terms.loc[treatment], fit.interval(level).loc[treatment]
    sd = fit.facts["sd_within"]
    scale = sd[treatment] / next(iter(sd.values()))
    own = {"a": term["coef"], "a_se": term["se"], "a_t": term["t"], "a_p": term["p"]}
    cells = {"": term["coef"], "_low": limits["low"], "_high": limits["high"]}
    standardised = {f"a_standardised{end}": value * scale for end, value in cells.items()}
    return {**own, "a_ci_low": limits["low"], "a_ci_high": limits["high"], **standardised}


def _wild_p(sample: pd.DataFrame, setting: Setting, mediator: str, fit: Estimate, seed: int) -> float:
    """Wild cluster bootstrap p where clusters are few, else NaN."""
    if fit.facts["clusters"] >= FEW_CLUSTERS:
        return float("nan")
    arguments = _regression(setting)
    regressors = [setting.treatment, *arguments.pop("controls")]
    return wild.p_value(
        sample,
        outcome=mediator,
        regressors=regressors,
        term=setting.treatment,
        draws=WILD_DRAWS,
        seed=seed,
        **arguments,
    )


def joint_tests(fitted: Equations, setting: Setting, rows: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Test by effect that all its paths a are zero; p Holm-adjusted over the effects.

    rows: from `paths`. Each test: f, df1, df2, p, p_holm, average and average_se (mean standardised path and
    its error, from the same covariance), channels. NaN where the effect has as many channels as clusters.
    """
    scale = rows.set_index("mediator").pipe(lambda frame: frame["a_standardised"] / frame["a"])
    found = {name: _joint_test(fitted, setting, members, scale) for name, members in setting.groups.items()}
    adjusted = holm(pd.Series({name: test["p"] for name, test in found.items()}, dtype=float))
    return {name: {**test, "p_holm": float(adjusted[name])} for name, test in found.items()}


def _joint_test(
    fitted: Equations, setting: Setting, members: Sequence[str], scale: pd.Series
) -> dict[str, Any]:
    x, names = setting.treatment, list(members)
    parts = [fitted.coefficients(m, [x, *setting.controls], [x])[x] for m in names]
    coef = pd.Series([part.value for part in parts], index=names)
    influence = np.array([part.influence for part in parts])
    covariance = pd.DataFrame(influence @ influence.T, index=names, columns=names)
    df = fitted.counting(1 + len(setting.controls)).df
    shares = np.array([scale[m] for m in names]) / len(names)
    error = float(np.sqrt(shares @ covariance.to_numpy() @ shares))
    average = {"average": float(shares @ coef.to_numpy()), "average_se": error}
    return {**_wald(coef, covariance, df), **average, "channels": names}


def _wald(coef: pd.Series, covariance: pd.DataFrame, df: int) -> dict[str, Any]:
    try:
        test = wald(coef, covariance, df)
    except DataError:  # more channels than clusters can tell apart
        return {"f": float("nan"), "df1": len(coef), "df2": df, "p": float("nan")}
    return {"f": test.statistic, "df1": test.q, "df2": df, "p": test.p}
