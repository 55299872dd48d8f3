"""The practice paths of a study as moderators: marginal effects, regions, linearity, fragility.

One path, one claim "2.P*": the claim's model names the moderator. A path that the study does not observe is a
row with its reason. What judges a path is its interaction beside year effects that may differ along the
moderator; these p are adjusted over the observed paths (Holm 1979).
"""

from typing import Any

import pandas as pd

from nqpf.analysis import Analysis, Material
from nqpf.errors import SpecError
from nqpf.inference.adjust import holm
from nqpf.moderation.path import Path, examine
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.models import ModelSpec
from nqpf.specs.study import Study


def models(spec: AnalysisSpec, study: Study) -> list[str]:  # noqa: ARG001
    """The models that the paths of the study are judged by."""
    found = [study.facts.claims[claim].model for claim in study.theory.of_kind("path")]
    return [name for name in found if name]


def analyse(
    spec: AnalysisSpec, study: Study, material: Material, *, draws: int = 1999, level: float = 0.95
) -> Analysis:
    """Examine every observed path on the sample of the analysis.

    rows by part: line (claim, w, estimate, se, low, high, uniform_low, uniform_high), bin (claim, bin, w_low,
    w_high, w, estimate, se, low, high, n, units), unit (claim, unit, w: the unit's mean). facts: draws, seed,
    level, paths: one per claim with `observed`, judged_p, holm and, if observed, everything of
    `moderation.path.examine`.
    """
    rows, found = [], []
    for claim in study.theory.of_kind("path"):
        evidence = study.facts.claims[claim]
        if evidence.model is None:
            found.append({"claim": claim, "observed": False})
            continue
        model = _model(spec, study, claim, evidence.model)
        path = examine(material.sample, model, draws=draws, seed=spec.seed, level=level)
        own = {"claim": claim, "model": evidence.model, "moderator": str(model.moderator)}
        unit = _unit_label(path.facts["loo_unit"], material.units)
        found.append({**own, "observed": True, **path.facts, "loo_unit": unit})
        rows.append(_rows(path, material.sample, own))
    facts = {"draws": draws, "seed": spec.seed, "level": level, "paths": _adjusted(found)}
    return Analysis(pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(), facts)


def _model(spec: AnalysisSpec, study: Study, claim: str, name: str) -> ModelSpec:
    """The model of a path, checked against what is asked of it."""
    model = study.models[name]
    if model.moderator is None:
        raise SpecError(f"the model '{name}' of claim '{claim}' has no moderator; name one.")
    if model.sample != spec.sample:
        raise SpecError(
            f"the analysis '{spec.label.en}' uses the sample '{spec.sample}', the model '{name}' the sample "
            f"'{model.sample}'; use one."
        )
    return model


def _unit_label(name: str | None, units: pd.DataFrame) -> dict[str, str] | None:
    """A unit's name in both languages."""
    if name is None:
        return None
    known = units[units["unit"] == name]
    if not {"label_en", "label_zh"} <= set(units) or known.empty:
        return {"en": name, "zh": name}
    return {tongue: str(known[f"label_{tongue}"].iloc[0]) for tongue in ("en", "zh")}


def _rows(path: Path, sample: pd.DataFrame, own: dict[str, str]) -> pd.DataFrame:
    moderator = own["moderator"]
    units = sample.groupby("unit")[moderator].mean().rename("w").dropna().reset_index()
    parts = {"line": path.line, "bin": path.bins, "unit": units}
    made = [frame.assign(part=part) for part, frame in parts.items() if len(frame)]
    frame = pd.concat(made, ignore_index=True).assign(claim=own["claim"], moderator=moderator)
    return frame[
        ["claim", "moderator", "part", *(c for c in frame if c not in ("claim", "moderator", "part"))]
    ]


def _adjusted(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add judged_p, of the interaction beside year effects along the moderator, and Holm over the paths."""
    base = pd.Series([_judged(one) for one in found], dtype=float)
    family, adjusted = int(base.notna().sum()), holm(base)
    return [
        {**one, "judged_p": _or_none(p), "holm": _or_none(q), "family": family}
        for one, p, q in zip(found, base, adjusted, strict=True)
    ]


def _judged(one: dict[str, Any]) -> float | None:
    """The wild bootstrap p where there is one, for its level holds with few clusters too."""
    wild = one.get("years_wild_p")
    return one.get("years_p") if wild is None else wild


def _or_none(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
