"""The steps before weighing: treat, then normalise, each fitted on the base window and applied to any."""

from collections.abc import Mapping

import pandas as pd

from nqpf.errors import DataError
from nqpf.registry import load
from nqpf.specs.index import IndexSpec

Limits = Mapping[str, Mapping[str, float]]
"""Indicator -> what its treatment froze."""


def fit_limits(values: pd.DataFrame, spec: IndexSpec) -> Limits:
    """Freeze the limits of every indicator's treatment. values: (unit-years x indicators), base window."""
    directions = directions_of(spec)
    found: dict[str, Mapping[str, float]] = {}
    for name in spec.indicators:
        chosen = spec.treatment_of(name)
        fit = load("nqpf.index.treatments", chosen.method).fit
        found[name] = fit(values[name], int(directions[name]), **chosen.options)
    return found


def treated(values: pd.DataFrame, limits: Limits, spec: IndexSpec) -> pd.DataFrame:
    """Values after treatment (unit-years x indicators); the same frame where nothing is treated."""
    if spec.treatments == ["none"]:
        return values
    columns = {}
    for name in spec.indicators:
        treatment = load("nqpf.index.treatments", spec.treatment_of(name).method)
        columns[name] = treatment.apply(values[name], limits[name])
    return pd.DataFrame(columns, index=values.index)


def fit_bounds(values: pd.DataFrame, spec: IndexSpec) -> pd.DataFrame:
    """Freeze what the normalisers need: frame (indicators x bounds), blank where another normaliser is used.

    No columns under yearly normalisation: every year brings its own bounds.
    """
    if spec.yearly:
        return pd.DataFrame(index=spec.indicators)
    parts: list[pd.DataFrame] = [
        load("nqpf.index.normalisers", name).fit(values[own]) for name, own in _shared_out(spec)
    ]
    return parts[0] if len(parts) == 1 else pd.concat(parts).loc[spec.indicators]


def normalised(values: pd.DataFrame, bounds: pd.DataFrame, spec: IndexSpec) -> pd.DataFrame:
    """Scores (unit-years x indicators), higher is better.

    Yearly: fitted and applied inside each year, so that a year's scores do not depend on other years,
    and the trend is gone. Raises DataError for a yearly index whose rows bear no year.
    """
    if not spec.yearly:
        return _pooled(values, bounds, spec)
    if "year" not in values.index.names:
        raise DataError("yearly normalisation needs rows by (unit, year); the rows bear no year.")
    pooled = spec.model_copy(update={"yearly": False})
    years = [year for _, year in values.groupby(level="year")]
    return pd.concat([_pooled(year, fit_bounds(year, pooled), spec) for year in years]).reindex(values.index)


def directions_of(spec: IndexSpec) -> pd.Series:
    """+1 where more is better, -1 for a cost indicator."""
    return pd.Series({name: spec.directions.get(name, 1) for name in spec.indicators})


def _pooled(values: pd.DataFrame, bounds: pd.DataFrame, spec: IndexSpec) -> pd.DataFrame:
    directions = directions_of(spec)
    parts: list[pd.DataFrame] = [
        load("nqpf.index.normalisers", name).apply(values[own], bounds.loc[own], directions[own])
        for name, own in _shared_out(spec)
    ]
    return parts[0] if len(parts) == 1 else pd.concat(parts, axis=1)[spec.indicators]


def _shared_out(spec: IndexSpec) -> list[tuple[str, list[str]]]:
    """Each normaliser with the indicators it serves, in the order of the file."""
    return [
        (name, [indicator for indicator in spec.indicators if spec.normaliser_of(indicator) == name])
        for name in spec.normalisers
    ]
