"""Heterogeneity: does the effect differ by region, size, initial level? Tests adjusted over the family."""

from typing import Any

import pandas as pd

from nqpf.analysis import Analysis, Material
from nqpf.errors import SpecError
from nqpf.heterogeneity.effects import Difference, Roles, difference
from nqpf.heterogeneity.groups import Groups, halves, listed, named
from nqpf.inference.adjust import holm
from nqpf.registry import suggest
from nqpf.regression import design
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.base import Label, Words, label_of
from nqpf.specs.models import ModelSpec
from nqpf.specs.study import Study


def analyse(
    spec: AnalysisSpec,
    study: Study,
    material: Material,
    *,
    groups: list[str] | None = None,
    initial: list[str] | None = None,
    lists: dict[str, dict[str, Any]] | None = None,
    labels: dict[str, dict[str, str]] | None = None,
    draws: int = 1999,
    level: float = 0.95,
) -> Analysis:
    """Test the groupings of a study in its model (`model`, two-way effects, no moderator).

    groups: group columns of units. initial: variables whose median in the first year makes two halves.
    lists: name -> label, members: units on a list and the others. labels: of groups that are columns.
    rows: grouping, kind, group, estimate, se, low, high, n, units, years_estimate, years_se, years_low,
    years_high, f, q, df, p, permutation_p, holm (of permutation_p over the groupings), years_f, years_p,
    years_wild_p, years_holm, interacted_p. facts: groupings with labels, common effect, left out units; n,
    draws, seed.
    """
    model = _model(spec, study)
    frame, regressors = design(material.sample, model)
    rows = frame.dropna(subset=[model.outcome, *regressors]).reset_index(drop=True)
    family = _family(study, rows, groups or [], initial or [], lists or {}, labels or {})
    roles = _roles(model, regressors)
    found = [difference(rows, one, roles, draws=draws, seed=spec.seed, level=level) for one, _ in family]
    adjusted = (_holm([one.permutation_p for one in found]), _holm([_years(one) for one in found]))
    tables = [_table(one, pair[0], *p) for one, pair, *p in zip(found, family, *adjusted, strict=True)]
    groupings = [_facts(one, *pair) for one, pair in zip(found, family, strict=True)]
    own = {"model": spec.model, "groupings": groupings, "draws": draws, "seed": spec.seed, "level": level}
    return Analysis(pd.concat(tables, ignore_index=True), {**_about(model, regressors, rows), **own})


def _roles(model: ModelSpec, regressors: list[str]) -> Roles:
    settings = {"cluster": model.cluster, "weights": model.weights, "convention": model.convention}
    return Roles(model.outcome, regressors[0], regressors[1:], "unit", "year", settings)


def _about(model: ModelSpec, regressors: list[str], rows: pd.DataFrame) -> dict[str, Any]:
    """What is estimated, on how many rows."""
    return {
        "treatment": regressors[0],
        "outcome": model.outcome,
        "controls": regressors[1:],
        "convention": model.convention,
        "n": len(rows),
        "units": int(rows["unit"].nunique()),
        "first": int(rows["year"].min()),
    }


def _model(spec: AnalysisSpec, study: Study) -> ModelSpec:
    said = f"the analysis '{spec.label.en}'"
    if spec.model is None:
        raise SpecError(f"{said} names no model; add the key 'model'.")
    model = study.models[spec.model]
    if model.moderator is not None or set(model.effects) != {"unit", "time"}:
        raise SpecError(f"{said}: the model '{spec.model}' must have two-way effects and no moderator.")
    if model.sample != spec.sample:
        raise SpecError(f"{said} uses the sample '{spec.sample}', its model '{model.sample}'; use one.")
    return model


def _family(
    study: Study,
    rows: pd.DataFrame,
    groups: list[str],
    initial: list[str],
    lists: dict[str, dict[str, Any]],
    labels: dict[str, dict[str, str]],
) -> list[tuple[Groups, Label]]:
    """The groupings in the order given, each with its label."""
    made = [(named(rows, _known(one, rows), "unit"), _named(one, labels)) for one in groups]
    for variable in initial:
        label = study.label(_known(variable, rows))
        said = Label(en=f"{label.en}, first year", zh=f"{label.zh}（首年）")
        made.append((halves(rows, variable, "unit", "year"), said))
    for name, one in lists.items():
        made.append((listed(rows, name, _members(name, one, rows), "unit"), label_of(_words(name, one))))
    if not made:
        raise SpecError("a heterogeneity analysis names no groups; give 'groups', 'initial' or 'lists'.")
    return made


def _known(name: str, rows: pd.DataFrame) -> str:
    if name not in rows:
        raise SpecError(
            f"heterogeneity: the sample has no column '{name}'; {suggest(name, map(str, rows.columns))}."
        )
    return name


def _named(name: str, labels: dict[str, dict[str, str]]) -> Label:
    if name in labels:
        return label_of(labels[name])
    return Label(en="Region", zh="区域") if name == "region" else Label(en=name, zh=name)


def _words(name: str, one: dict[str, Any]) -> Words:
    return Label(**one["label"]) if isinstance(one.get("label"), dict) else str(one.get("label", name))


def _members(name: str, one: dict[str, Any], rows: pd.DataFrame) -> list[str]:
    """Units on a list; every one must be a unit of the sample."""
    members = [str(unit) for unit in one.get("members", [])]
    units = set(rows["unit"])
    unknown = [unit for unit in members if unit not in units]
    if not members or unknown:
        raise SpecError(
            f"heterogeneity: the list '{name}' "
            + (f"names '{unknown[0]}', which is no unit of the sample." if unknown else "has no 'members'.")
        )
    return members


def _years(found: Difference) -> float | None:
    """P with year effects by group: the bootstrap's where clusters are few."""
    if found.years is None:
        return None
    return found.years.p if found.years_wild_p is None else found.years_wild_p


def _holm(p: list[float | None]) -> list[float]:
    return list(holm(pd.Series(p, dtype=float)))


def _table(found: Difference, groups: Groups, adjusted: float, years_adjusted: float) -> pd.DataFrame:
    tests = {
        "f": found.test.statistic,
        "q": found.test.q,
        "df": found.test.df,
        "p": found.test.p,
        "permutation_p": found.permutation_p,
        "holm": adjusted,
        "years_f": found.years.statistic if found.years else None,
        "years_p": found.years.p if found.years else None,
        "years_wild_p": found.years_wild_p,
        "years_holm": years_adjusted,
        "interacted_p": found.interacted_p,
    }
    kind = "named" if groups.cut is None else "initial"
    table = found.effects.assign(grouping=groups.name, kind=kind, **tests)
    return table[["grouping", "kind", *found.effects, *tests]]


def _facts(found: Difference, groups: Groups, label: Label) -> dict[str, Any]:
    return {
        "grouping": groups.name,
        "label": label.model_dump(),
        "cut": groups.cut,
        "common": dict(found.common),
        "left_out": found.left_out,
        "permutations": found.permutations,
    }
