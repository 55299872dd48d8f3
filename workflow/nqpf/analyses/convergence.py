"""Sigma and beta convergence of an index (Barro & Sala-i-Martin 1992).

Sigma: the spread of ln scores and the coefficient of variation, year by year. Beta: yearly growth regressed
on the initial ln score, g_it = (ln y_it - ln y_i,t-h) / h = beta ln y_i,t-h + g'z_i,t-h + effects; the speed
is -ln(1 + beta h) / h a year, the half life ln 2 / speed. With unit effects beta is biased downwards by about
(1 + rho) / (T - 1), rho = 1 + beta (Nickell 1981), so the half-panel jackknife (Dhaene & Jochmans 2015)
stands beside it, and with few clusters the wild cluster bootstrap p. The interval of the jackknife: whole
units are redrawn (Efron 1979; Cameron & Miller 2015, VI); the whole panel and its halves share each redraw.
"""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.analysis import Analysis, Material
from nqpf.dynamics import half_panel
from nqpf.dynamics.half_panel import counts_of
from nqpf.errors import DataError, SpecError
from nqpf.estimate import Estimate
from nqpf.estimators import twfe
from nqpf.inference import wild
from nqpf.regression import FEW_CLUSTERS, lagged
from nqpf.scored import refuse_unknown_columns, scored
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.study import Study

Floats = npt.NDArray[np.float64]
Scale = Literal["log", "log1p", "level"]
ALL = "all"
LEVEL = 0.95
JACKKNIFE = (
    "jackknife", "jackknife_se", "jackknife_low", "jackknife_high", "jackknife_draws", "jackknife_speed",
    "jackknife_speed_low", "jackknife_speed_high",
)  # fmt: skip


def analyse(
    spec: AnalysisSpec,
    study: Study,
    material: Material,
    *,
    scale: Scale = "log",
    controls: list[str] = [],  # noqa: B006 - read only; the spec's options are plain lists
    horizon: int = 1,
    draws: int = 999,
) -> Analysis:
    """Describe the spread year by year and estimate beta in up to four columns.

    scale: log, log1p = ln(1 + score), or level. controls: columns of the sample, taken at the start of the
    growth. draws: redraws of whole units, for the trends and for the jackknife. rows: part "sigma" (group,
    year, n, mean, sd of the scaled score, cv of the score) and part "unit" (unit, group, initial, growth:
    first to last year, per year). Facts: beta (list of columns), trend of sd and cv with unit-bootstrap
    intervals. Raises DataError where a logarithm does not exist, SpecError for an unknown control or a
    horizon below 1.
    """
    if horizon < 1:
        raise SpecError(f"the analysis '{spec.label.en}': 'horizon' is {horizon}; give 1 or more.")
    refuse_unknown_columns(spec, "controls", controls, material.sample)
    frame = scored(spec, study, material)
    frame = frame.assign(level=_scaled(frame, scale))
    others = material.sample[["unit", "year", *controls]]
    sample = frame.merge(others, on=["unit", "year"], validate="1:1")
    spread = pd.concat([_sigma(frame.assign(group=ALL)), _sigma(frame)], ignore_index=True)
    rows = pd.concat([spread, _units(frame)], ignore_index=True)
    facts = {
        "index": study.indices[spec.index].label.model_dump(),
        "scale": scale,
        "horizon": horizon,
        "controls": list(controls),
        "beta": _betas(_growth(sample, controls, horizon), controls, horizon, draws, spec.seed),
        "trend": trends(frame, draws, spec.seed),
        "draws": draws,
        "seed": spec.seed,
    }
    return Analysis(rows, facts)


def _scaled(frame: pd.DataFrame, scale: Scale) -> pd.Series:
    score, shift = frame["score"], {"log": 0.0, "log1p": 1.0}.get(scale)
    if shift is None:
        return score
    bad = frame[score + shift <= 0]
    if len(bad):
        first = bad.iloc[0]
        raise DataError(
            f"the score of '{first['unit']}' in {first['year']} is {first['score']:.3g} and has no "
            "logarithm; "
            "set 'scale: log1p' (ln of 1 + score) or 'scale: level' under options."
        )
    return pd.Series(np.log(score + shift), index=frame.index)


def _sigma(frame: pd.DataFrame) -> pd.DataFrame:
    """Spread by group and year; SD on n - 1."""
    parts = frame.groupby(["group", "year"])
    table = pd.DataFrame({"n": parts.size(), "mean": parts["score"].mean(), "sd": parts["level"].std()})
    cv = parts["score"].std() / table["mean"].where(table["mean"] > 0)
    return table.assign(cv=cv, part="sigma").reset_index()


def _units(frame: pd.DataFrame) -> pd.DataFrame:
    """Initial level and yearly growth of each unit between its first and last year."""
    ends = frame.sort_values("year").groupby("unit").agg(
        group=("group", "first"), initial=("level", "first"), last=("level", "last"),
        start=("year", "first"), end=("year", "last"),
    )  # fmt: skip
    moved = ends[ends["end"] > ends["start"]]
    growth = (moved["last"] - moved["initial"]) / (moved["end"] - moved["start"])
    return moved[["group", "initial"]].assign(growth=growth, part="unit").reset_index()


def _growth(sample: pd.DataFrame, controls: Sequence[str], horizon: int) -> pd.DataFrame:
    """Add growth a year; the initial level and the controls are those of `horizon` years before."""
    initial = lagged(sample, "level", horizon)
    before = {name: lagged(sample, name, horizon) for name in controls}
    frame = sample.assign(initial=initial, growth=(sample["level"] - initial) / horizon, **before)
    kept = frame.dropna(subset=["growth"])
    if kept.empty:
        raise DataError(f"no unit is seen {horizon} years apart; choose a shorter horizon.")
    return kept


def _betas(
    sample: pd.DataFrame, controls: Sequence[str], horizon: int, draws: int, seed: int
) -> list[dict[str, Any]]:
    sets: list[tuple[list[str], tuple[str, ...]]] = [([], ("time",)), ([], ("unit", "time"))]
    if controls:
        sets += [(list(controls), ("time",)), (list(controls), ("unit", "time"))]
    return [_beta(sample, chosen, effects, horizon, draws, seed) for chosen, effects in sets]


def _wild_p(sample: pd.DataFrame, controls: Sequence[str], effects: Sequence[str], seed: int) -> float:
    regressors = ["initial", *controls]
    names: dict[str, Any] = {"outcome": "growth", "regressors": regressors, "unit": "unit", "time": "year"}
    return wild.p_value(sample, **names, term="initial", effects=effects, seed=seed)


def _fit(sample: pd.DataFrame, controls: Sequence[str], effects: Sequence[str]) -> Estimate:
    regressors = ["initial", *controls]
    return twfe.estimate(
        sample, outcome="growth", regressors=regressors, unit="unit", time="year", effects=effects
    )


def _beta(
    sample: pd.DataFrame, controls: Sequence[str], effects: Sequence[str], horizon: int, draws: int, seed: int
) -> dict[str, Any]:
    """One column: beta with its recipe; the ends of the speed's interval are those of beta, transformed."""
    fitted = _fit(sample, controls, effects)
    table = pd.concat([fitted.terms, fitted.interval(LEVEL)], axis=1)
    numbers = {str(key): float(value) for key, value in table.iloc[0].items()}  # initial stands first
    beta, low, high = (numbers[key] for key in ("coef", "low", "high"))
    few = fitted.facts["clusters"] < FEW_CLUSTERS
    return {
        "controls": list(controls),
        "effects": list(effects),
        "beta": beta,
        **{key: numbers[key] for key in ("se", "p", "low", "high")},
        "wild_p": _wild_p(sample, controls, effects, seed) if few else None,
        "speed": speed(beta, horizon),
        "speed_low": speed(high, horizon),
        "speed_high": speed(low, horizon),
        "half_life": half_life(speed(beta, horizon)),
        **_corrected(sample, controls, effects, horizon, beta, draws, seed),
        **{key: fitted.facts[key] for key in ("n", "units", "clusters", "r2_within", "recipe")},
    }


def _corrected(
    sample: pd.DataFrame, controls: Sequence[str], effects: Sequence[str], horizon: int, beta: float,
    draws: int, seed: int,
) -> dict[str, float | int | None]:  # fmt: skip
    """What is known of the bias by unit effects; nothing without them."""
    if "unit" not in effects:
        return dict.fromkeys((*JACKKNIFE, "nickell"))
    units, years = sample["unit"].nunique(), sample["year"].nunique()
    found = jackknife(sample, controls, counts_of(units, draws, seed))
    # Nickell's formula is for yearly growth that does not overlap.
    bias = -(2 + beta) / (years - 1) if horizon == 1 and years > 1 else None
    return {**_summary(found, horizon), "nickell": bias}


def _summary(values: Floats | None, horizon: int) -> dict[str, float | int | None]:
    """Jackknife with SD and percentile interval of its draws; the ends of the speed's are transformed.

    values: (1 + draws,), first the sample itself. Draws in which a part has no beta are left out and counted.
    """
    if values is None or np.isnan(values[0]):
        return dict.fromkeys(JACKKNIFE)
    beta, drawn = float(values[0]), values[1:][~np.isnan(values[1:])]
    if len(drawn) < 2:
        return {**dict.fromkeys(JACKKNIFE), "jackknife": beta, "jackknife_speed": speed(beta, horizon)}
    tail = (1 - LEVEL) / 2
    low, high = map(float, np.quantile(drawn, [tail, 1 - tail]))
    rates = [speed(value, horizon) for value in (beta, high, low)]
    found = (beta, float(drawn.std(ddof=1)), low, high, len(drawn), *rates)
    return dict(zip(JACKKNIFE, found, strict=True))


def speed(beta: float, horizon: int) -> float | None:
    """Speed of convergence a year; None where growth overshoots (1 + beta h <= 0). Negative: divergence."""
    kept = 1 + float(beta) * horizon
    return None if kept <= 0 else -float(np.log(kept)) / horizon


def half_life(rate: float | None) -> float | None:
    """Years until half the distance is gone; None where nothing converges."""
    return None if rate is None or rate <= 0 else float(np.log(2)) / rate


def jackknife(sample: pd.DataFrame, controls: Sequence[str], counts: Floats) -> Floats | None:
    """Half-panel jackknife of beta with unit and year effects (`half_panel.jackknife`), (draws,).

    sample: flat frame with unit, year, growth, initial, controls. counts: (draws x units), units in sorted
    order. NaN where a part has no beta; None where a half has fewer than two growth years or nothing to fit.
    """
    found = half_panel.jackknife(
        sample, outcomes=["growth"], regressors=["initial"], controls=controls, counts=counts
    )
    return None if found is None else found[:, 0, 0]


def trends(frame: pd.DataFrame, draws: int, seed: int) -> dict[str, dict[str, float]]:
    """Least-squares slope over years of sd and cv, with percentile intervals over redrawn units.

    frame: flat with unit, year, score, level. Whole units are redrawn, so serial dependence is kept.
    """
    levels, scores = (frame.pivot_table(index="unit", columns="year", values=v) for v in ("level", "score"))
    years, counts = levels.columns.to_numpy(float), counts_of(len(levels), draws, seed)
    slopes = {
        "sd": _slope(_spread(levels.to_numpy(float), counts)[1], years),
        "cv": _slope(_variation(scores.to_numpy(float), counts), years),
    }
    return {name: _interval(values) for name, values in slopes.items()}


def _spread(values: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Mean and SD (draws x years) of values (units x years, gaps allowed), units taken `counts` times."""
    present = ~np.isnan(values)
    centre = np.nanmean(values)  # sums of squares about it lose no digits
    around = np.where(present, values - centre, 0.0)
    n = counts @ present
    mean = (counts @ around) / np.maximum(n, 1)
    squares = counts @ around**2 - n * mean**2
    return mean + centre, np.sqrt(np.maximum(squares, 0) / np.maximum(n - 1, 1))


def _variation(values: Floats, counts: Floats) -> Floats:
    mean, sd = _spread(values, counts)
    return np.divide(sd, mean, out=np.full_like(sd, np.nan), where=mean > 0)


def _slope(series: Floats, years: Floats) -> Floats:
    away = years - years.mean()
    slope: Floats = series @ away / (away @ away) if away @ away > 0 else np.full(len(series), np.nan)
    return slope


def _interval(values: Floats) -> dict[str, float]:
    """First the sample itself, then the draws."""
    tail = (1 - LEVEL) / 2
    drawn = values[1:][~np.isnan(values[1:])]
    low, high = np.quantile(drawn, [tail, 1 - tail]) if len(drawn) else (np.nan, np.nan)
    return {"slope": float(values[0]), "low": float(low), "high": float(high)}
