"""A scenario: the units that lag in a path, or in the treatment, catch up; what the model then predicts.

The model (`model`) says which path: its moderator. One analysis is one scenario; tables and figures gather
several of them.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from nqpf.analysis import Analysis, Material
from nqpf.errors import SpecError
from nqpf.estimators import twfe
from nqpf.moderation import scenario
from nqpf.moderation.within import varies_within
from nqpf.regression import design, key_regressor
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.models import ModelSpec
from nqpf.specs.study import Study


def analyse(
    spec: AnalysisSpec,
    study: Study,
    material: Material,
    *,
    raises: Literal["moderator", "treatment"] = "moderator",
    below: float = 0.25,
    to: float = 0.5,
    draws: int = 999,
) -> Analysis:
    """Raise the units at or below quantile `below` in the last year to quantile `to`.

    rows by part: summary (scope, units, affected, estimate, se, low, high, sampled_low, sampled_high,
    per_<term>), unit (unit, group, value, scenario, lift, effect), outcomes in index points. facts: what
    was raised, from where to where, coefficients, the within-SD of the outcome, shares that extrapolate.
    Raises SpecError for quantiles that are not ordered within 0 and 1, for a model without what is to be
    raised.
    """
    name, model = _model(spec, study, raises, below, to)
    prepared = _prepare(material.sample, model, raises, spec.group)
    found = scenario.run(
        prepared.rows, prepared.units, terms=prepared.terms, outcome=model.outcome,
        controls=prepared.controls, below=below, to=to, draws=draws, seed=spec.seed,
    )  # fmt: skip
    own = {"model": name, "below": below, "to": to, "draws": draws, "seed": spec.seed}
    facts = {**_asked(prepared, model, spec, raises), **_answered(found), **own}
    parts = [found.summary.assign(part="summary"), found.by_unit.assign(part="unit")]
    return Analysis(_ordered(pd.concat(parts, ignore_index=True)), facts)


@dataclass(frozen=True)
class Prepared:
    """The rows of a model with its product, the units of the last year, and the names in their roles."""

    rows: pd.DataFrame
    units: scenario.Units
    terms: list[str]
    controls: list[str]
    variable: str
    treatment: str


def _prepare(sample: pd.DataFrame, model: ModelSpec, raises: str, group: str | None) -> Prepared:
    frame, regressors = design(sample, model)
    needed = list(dict.fromkeys([model.outcome, *filter(None, [model.moderator]), *regressors]))
    rows = frame.dropna(subset=needed).reset_index(drop=True)
    variable = regressors[0] if raises == "treatment" else str(model.moderator)
    terms = _terms(model, regressors, variable, rows)
    units = _units(rows, variable, regressors[0], model, terms, group)
    controls = [one for one in regressors if one not in terms]
    return Prepared(rows, units, terms, controls, variable, regressors[0])


def _asked(prepared: Prepared, model: ModelSpec, spec: AnalysisSpec, raises: str) -> dict[str, Any]:
    """What the scenario is about, the coefficients behind it and the scale of the outcome."""
    arguments = {"unit": "unit", "time": "year", "convention": model.convention}
    regressors = [*prepared.terms, *prepared.controls]
    estimate = twfe.estimate(prepared.rows, outcome=model.outcome, regressors=regressors, **arguments)
    constant = not varies_within(prepared.rows, prepared.variable, "unit")
    return {
        "raises": raises,
        "variable": prepared.variable,
        "treatment": prepared.treatment,
        "outcome": model.outcome,
        "moderator": model.moderator,
        "group": spec.group,
        "first": int(prepared.rows["year"].min()),
        "year": int(prepared.rows["year"].max()),
        "constant": raises == "moderator" and constant,
        "coef": {term: float(estimate.terms["coef"][term]) for term in prepared.terms},
        "sd_within": float(estimate.facts["sd_within"][model.outcome]),
        "recipe": estimate.facts["recipe"],
        "units": len(prepared.units.names),
    }


def _answered(found: scenario.Scenario) -> dict[str, Any]:
    """From where to where, by how much, for how many, and how far beyond what was seen."""
    made = found.lift
    return {
        "threshold": made.threshold,
        "target": made.target,
        "lift": float(made.d[made.affected].mean()),
        "affected": int(made.affected.sum()),
        "outside_own": found.outside_own,
        "outside_group": found.outside_group,
    }


def _model(spec: AnalysisSpec, study: Study, raises: str, below: float, to: float) -> tuple[str, ModelSpec]:
    """The model of the scenario, checked against what is asked of it."""
    said = f"the scenario '{spec.label.en}'"
    if spec.model is None:
        raise SpecError(f"{said} names no model; add the key 'model'.")
    if not 0 < below < to < 1:
        raise SpecError(f"{said}: 'below' is {below} and 'to' {to}; give quantiles with 0 < below < to < 1.")
    model = study.models[spec.model]
    if raises == "moderator" and model.moderator is None:
        raise SpecError(f"{said} raises a moderator, and the model '{spec.model}' has none; take another.")
    if model.sample != spec.sample:
        raise SpecError(f"{said} uses the sample '{spec.sample}', its model '{model.sample}'; use one.")
    if set(model.effects) != {"unit", "time"} or model.weights or model.cluster not in (None, "unit"):
        raise SpecError(
            f"{said}: the model '{spec.model}' must have unit and time effects, no weights and clusters of "
            "units; take another."
        )
    return spec.model, model


def _terms(model: ModelSpec, regressors: list[str], variable: str, rows: pd.DataFrame) -> list[str]:
    """The regressors through which the raised variable works."""
    if model.moderator is None:
        return [regressors[0]]
    if variable == regressors[0]:
        return [variable, key_regressor(model)]
    own = [variable] if varies_within(rows, variable, "unit") else []
    return [key_regressor(model), *own]


def _units(
    rows: pd.DataFrame, variable: str, treatment: str, model: ModelSpec, terms: list[str], group: str | None
) -> scenario.Units:
    """The units of the last year, and what a raise adds through each term."""
    last = rows[rows["year"] == rows["year"].max()].sort_values("unit")
    of_unit = rows.sort_values(["unit", "year"]).groupby("unit")
    through = {term: np.ones(len(last)) for term in terms}
    if key_regressor(model) in terms and model.moderator is not None:
        through[key_regressor(model)] = _other_side(rows, last, variable, treatment, str(model.moderator))
    names = [str(name) for name in last["unit"]]
    return scenario.Units(
        names=names,
        value=last[variable].to_numpy(float),
        weight=np.column_stack([through[term] for term in terms]),
        group=[str(one) for one in last[group]] if group else ["all units"] * len(last),
        low=of_unit[variable].min()[names].to_numpy(float),
        high=of_unit[variable].max()[names].to_numpy(float),
    )


def _other_side(
    rows: pd.DataFrame, last: pd.DataFrame, variable: str, treatment: str, moderator: str
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """What the raised variable is multiplied with in the interaction, (units,)."""
    if variable == treatment:
        return (last[moderator] - rows[moderator].mean()).to_numpy(float)
    if varies_within(rows, moderator, "unit"):
        return (last[treatment] - rows[treatment].mean()).to_numpy(float)
    first = rows.sort_values(["unit", "year"]).groupby("unit")[treatment].first()
    return np.asarray(last[treatment].to_numpy(float) - first[list(last["unit"])].to_numpy(float))


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[["part", *(name for name in frame if name != "part")]]
