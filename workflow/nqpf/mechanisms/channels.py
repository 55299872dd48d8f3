"""Mechanisms, channel by channel, on one common sample (METHOD 3; Jiang 2022, China Industrial Economics).

Layer 1 (design-based): path a, treatment -> mediator, with family-adjusted p.
Layer 2 (under sequential ignorability): indirect = a b with cluster-bootstrap percentile intervals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nqpf import bootstrap
from nqpf.errors import DataError
from nqpf.estimate import Estimate
from nqpf.estimators import panelols
from nqpf.inference import wild
from nqpf.inference.adjust import benjamini_hochberg, holm
from nqpf.inference.joint import wald
from nqpf.mechanisms.joint import stacked
from nqpf.regression import FEW_CLUSTERS
from nqpf.specs.models import MechanismSpec

WILD_DRAWS = 9999


@dataclass(frozen=True)
class Mechanism:
    """One mechanism study: a row per mediator, the facts under the table, a joint test per effect."""

    rows: pd.DataFrame
    facts: Mapping[str, Any]
    effects: Mapping[str, Mapping[str, Any]]


def study_mechanism(
    sample: pd.DataFrame, spec: MechanismSpec, mediators: Sequence[str], claims: Mapping[str, str]
) -> Mechanism:
    """Estimate paths, products and joint tests.

    sample: flat, with unit and year. claims: mediator -> claim of the theory, "" where it stands for none.
    Raises DataError when no mediator is given or no row is complete.
    """
    if not mediators:
        raise DataError(
            f"mechanism '{spec.label.en}': no mediator is observed; name one or drop the mechanism."
        )
    used = sample.dropna(subset=[spec.treatment, spec.outcome, *spec.controls, *mediators])
    paths = {m: _path_a(used, spec, m) for m in mediators}
    layer_one = _layer_one(used, spec, paths)
    layer_two, gap = _layer_two(used, spec, mediators)
    rows = layer_one.join(layer_two)
    rows.insert(0, "claim", [claims.get(m, "") for m in rows.index])
    rows.insert(1, "effect", rows["claim"].str.rpartition(".")[0])
    facts = _facts(spec, paths[mediators[0]], gap, layer_one)
    return Mechanism(rows.reset_index(), facts, _joint_tests(used, spec, rows))


def _path_a(sample: pd.DataFrame, spec: MechanismSpec, mediator: str) -> Estimate:
    regressors = [spec.treatment, *spec.controls]
    return panelols.estimate(sample, outcome=mediator, regressors=regressors, unit="unit", time="year")


def _layer_one(sample: pd.DataFrame, spec: MechanismSpec, paths: Mapping[str, Estimate]) -> pd.DataFrame:
    """Path a of every mediator with its interval, p and family-adjusted p."""
    rows = pd.DataFrame({m: _path_row(path, spec.treatment) for m, path in paths.items()}).T
    rows["a_wild_p"] = [_wild_p(sample, spec, m, path) for m, path in paths.items()]
    p = rows["a_wild_p"].fillna(rows["a_p"])
    return rows.assign(a_p_holm=holm(p), a_p_bh=benjamini_hochberg(p)).rename_axis("mediator")


def _path_row(path: Estimate, treatment: str) -> dict[str, float]:
    term, limits = path.terms.loc[treatment], path.interval().loc[treatment]
    scale = path.standardised[treatment] / term["coef"]
    return {
        "a": term["coef"],
        "a_se": term["se"],
        "a_t": term["t"],
        "a_p": term["p"],
        "a_ci_low": limits["low"],
        "a_ci_high": limits["high"],
        "a_standardised": path.standardised[treatment],
        "a_standardised_low": limits["low"] * scale,
        "a_standardised_high": limits["high"] * scale,
    }


def _wild_p(sample: pd.DataFrame, spec: MechanismSpec, mediator: str, path: Estimate) -> float:
    """Wild cluster bootstrap p where clusters are few, else NaN."""
    if path.facts["clusters"] >= FEW_CLUSTERS:
        return float("nan")
    return wild.p_value(
        sample,
        outcome=mediator,
        regressors=[spec.treatment, *spec.controls],
        unit="unit",
        time="year",
        term=spec.treatment,
        draws=WILD_DRAWS,
        seed=spec.seed,
    )


def _layer_two(
    sample: pd.DataFrame, spec: MechanismSpec, mediators: Sequence[str]
) -> tuple[pd.DataFrame, float]:
    """b, direct, indirect, total with percentile limits, and the largest |total - direct - indirect|."""
    arguments: dict[str, Any] = {
        "treatment": spec.treatment,
        "mediators": list(mediators),
        "outcome": spec.outcome,
        "controls": list(spec.controls),
        "unit": "unit",
        "time": "year",
    }
    point = bootstrap.point(sample, **arguments)
    draws = bootstrap.mediation(sample, **arguments, draws=spec.draws, seed=spec.seed)
    limits = bootstrap.intervals(draws, point, 0.95, groups={})
    rows = point[["b", "direct", "indirect", "total"]].copy()
    for effect in ("b", "direct", "indirect", "total"):
        of_effect = limits.xs(effect, level="effect")
        rows[f"{effect}_low"], rows[f"{effect}_high"] = of_effect["lower"], of_effect["upper"]
    rows["share"] = point["indirect"] / point["total"]
    gap = (point["total"] - point["direct"] - point["indirect"]).abs().max()
    return rows, float(gap)


def _facts(spec: MechanismSpec, path: Estimate, gap: float, rows: pd.DataFrame) -> dict[str, Any]:
    kept = ("n", "units", "years", "clusters", "recipe", "df")
    few = bool(rows["a_wild_p"].notna().any())
    return {
        **{key: path.facts[key] for key in kept},
        "label": spec.label.model_dump(),
        "family_p": "wild cluster bootstrap" if few else path.facts["reference"],
        "treatment": spec.treatment,
        "outcome": spec.outcome,
        "controls": list(spec.controls),
        "draws": spec.draws,
        "seed": spec.seed,
        "identity_gap": gap,
    }


def _joint_tests(sample: pd.DataFrame, spec: MechanismSpec, rows: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Wald test that all paths a of an effect are zero, Holm-adjusted over the effects."""
    found = {
        str(effect): _joint_test(sample, spec, part)
        for effect, part in rows[rows["effect"] != ""].groupby("effect", sort=False)
    }
    adjusted = holm(pd.Series({effect: test["p"] for effect, test in found.items()}, dtype=float))
    return {effect: {**test, "p_holm": float(adjusted[effect])} for effect, test in found.items()}


def _joint_test(sample: pd.DataFrame, spec: MechanismSpec, part: pd.DataFrame) -> dict[str, Any]:
    """The test, and the mean standardised path with its standard error from the same covariance."""
    names = list(part.index)
    coef, covariance, df = stacked(sample, spec.treatment, names, spec.controls)
    test = wald(coef, covariance, df)
    weights = (part["a_standardised"] / part["a"]) / len(names)
    scale = weights.to_numpy(float)
    error = float(np.sqrt(scale @ covariance.to_numpy(float) @ scale))
    return {
        "f": test.statistic,
        "df1": test.q,
        "df2": df,
        "p": test.p,
        "average": float(scale @ coef.to_numpy(float)),
        "average_se": error,
        "channels": list(part["claim"]),
    }
