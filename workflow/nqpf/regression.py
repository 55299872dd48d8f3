"""A model spec on a sample: regressors are made, the estimator runs, the column is written down tidily."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nqpf.estimate import Estimate
from nqpf.inference import wild
from nqpf.registry import load
from nqpf.specs.base import Label
from nqpf.specs.models import ModelSpec

FEW_CLUSTERS = 40  # below this the wild cluster bootstrap p stands beside t(G-1) (METHOD 2)


@dataclass(frozen=True)
class Column:
    """One regression as a column of a table: the estimate, its key regressor and what belongs under it."""

    estimate: Estimate
    key: str
    wild_p: float | None
    diagnostics: Mapping[str, Any]


def fit_model(sample: pd.DataFrame, model: ModelSpec) -> Column:
    """Estimate one model. sample: flat frame with unit, year and every variable the model names."""
    frame, regressors = design(sample, model)
    arguments = _arguments(model, regressors)
    estimate = load("nqpf.estimators", model.estimator).estimate(frame, **arguments)
    key = key_regressor(model)
    return Column(estimate, key, _wild_p(frame, model, estimate, key), _diagnostics(frame, model, regressors))


def check_model(sample: pd.DataFrame, model: ModelSpec) -> dict[str, float]:
    """Largest absolute differences of coefficients and errors between the two engines.

    Both are relative to the standard error, so that the numbers mean the same for every regressor.
    """
    frame, regressors = design(sample, model)
    first, second = (
        load("nqpf.estimators", name).estimate(frame, **_arguments(model, regressors)).terms
        for name in ("twfe", "panelols")
    )
    gap = (first - second).abs().div(second["se"], axis=0)
    return {"coef": float(gap["coef"].max()), "se": float(gap["se"].max())}


def largest_gap(gaps: Mapping[tuple[str, str], Mapping[str, float]]) -> dict[str, Any]:
    """The largest difference between the engines over all columns, in standard errors, and its column.

    gaps: (table, model) -> differences of coefficients and of standard errors.
    """
    worst = {key: max(gaps, key=lambda column: gaps[column][key]) for key in ("coef", "se")}
    found = {key: {"table": w[0], "model": w[1], "difference": gaps[w][key]} for key, w in worst.items()}
    return {"engines": ["twfe", "panelols"], "unit": "standard errors", "columns": len(gaps), **found}


def design(sample: pd.DataFrame, model: ModelSpec) -> tuple[pd.DataFrame, list[str]]:
    """Add lags and the interaction to the sample; return it with the names of all regressors.

    A lag of k years is the unit's value k calendar years before (missing where there is none) and is
    named `x_lagk`. The interaction is (x - mean) (moderator - mean) over the complete rows.
    """
    frame = sample.copy()
    for name, years in model.lags.items():
        frame[f"{name}_lag{years}"] = lagged(frame, name, years)
    named = [_name(model, name) for name in (model.treatment, *model.controls)]
    if model.moderator is None:
        return frame, named
    others = [name for name in (model.moderator, model.weights) if name]
    used = frame.dropna(subset=[model.outcome, *named, *others])
    x, moderator = (frame[name] - used[name].mean() for name in (named[0], model.moderator))
    frame[key_regressor(model)] = x * moderator
    varies = used.groupby("unit")[model.moderator].nunique().max() > 1
    own = [model.moderator] if varies or "unit" not in model.effects else []
    own = [name for name in own if name not in named]
    return frame, [named[0], key_regressor(model), *own, *named[1:]]


def lagged(sample: pd.DataFrame, name: str, years: int) -> pd.Series:
    """Value of a variable so many calendar years before, by unit; missing where there is none."""
    values = sample.set_index(["unit", "year"])[name]
    earlier = pd.MultiIndex.from_arrays([sample["unit"], sample["year"] - years])
    return pd.Series(values.reindex(earlier).to_numpy(), index=sample.index)


def key_regressor(model: ModelSpec) -> str:
    """The regressor a claim is about: the interaction if there is a moderator, else the treatment."""
    own = _name(model, model.treatment)
    return own if model.moderator is None else f"{own} x {model.moderator}"


def tidy(name: str, column: Column) -> pd.DataFrame:
    """One row per regressor: model, term, coef, se, t, p, ci_low, ci_high, standardised."""
    interval = column.estimate.interval(0.95)
    frame = column.estimate.terms.assign(
        ci_low=interval["low"], ci_high=interval["high"], standardised=column.estimate.standardised
    )
    return frame.rename_axis("term").reset_index().assign(model=name)[["model", "term", *frame.columns]]


def facts(model: ModelSpec, column: Column) -> dict[str, Any]:
    """What stands under a column, JSON-ready."""
    own = {key: getattr(model, key) for key in ("outcome", "treatment", "controls", "moderator", "estimator")}
    failing = model.design_check
    said = failing.model_dump() if isinstance(failing, Label) else failing
    checks = {"wild_p": column.wild_p, "diagnostics": column.diagnostics, "design_check": said}
    return {
        "label": model.label.model_dump(),
        **own,
        "key": column.key,
        "sample": model.sample,
        **column.estimate.facts,
        **checks,
    }


def _name(model: ModelSpec, variable: str) -> str:
    return f"{variable}_lag{model.lags[variable]}" if variable in model.lags else variable


def _arguments(model: ModelSpec, regressors: list[str]) -> dict[str, Any]:
    return {
        "outcome": model.outcome,
        "regressors": regressors,
        "unit": "unit",
        "time": "year",
        "effects": tuple(model.effects),
        "cluster": model.cluster,
        "weights": model.weights,
        "convention": model.convention,
    }


def _wild_p(frame: pd.DataFrame, model: ModelSpec, estimate: Estimate, key: str) -> float | None:
    if estimate.facts["clusters"] >= FEW_CLUSTERS:
        return None
    arguments = _arguments(model, list(estimate.terms.index))
    return wild.p_value(frame, **arguments, term=key, draws=model.wild_draws, seed=model.seed)


def _diagnostics(frame: pd.DataFrame, model: ModelSpec, regressors: list[str]) -> dict[str, Any]:
    arguments = {"outcome": model.outcome, "regressors": regressors, "unit": "unit", "time": "year"}
    used = frame.dropna(subset=[model.outcome, *regressors])
    return {name: load("nqpf.diagnostics", name).test(used, **arguments) for name in model.diagnostics}
