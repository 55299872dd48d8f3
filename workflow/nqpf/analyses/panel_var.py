"""A panel vector autoregression of two indices: which of them moves first, how far, how long (METHOD.md 4).

The index of the spec stands first: its shock reaches the other in the same year, as the theory has it, and
the reverse order is estimated beside it. Lags by Andrews & Lu (2001) unless given. Year effects and controls
are partialled out; bands and the second p of the Granger tests redraw whole units.
"""

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from nqpf.algebra.groups import Floats
from nqpf.analysis import Analysis, Material
from nqpf.dynamics import lag_choice, panel_var, responses
from nqpf.dynamics.equations import control_terms
from nqpf.dynamics.grid import Grid, lay_out
from nqpf.dynamics.helmert import Transformation
from nqpf.dynamics.lag_choice import Criteria
from nqpf.dynamics.panel_var import Granger, System, Var
from nqpf.errors import SpecError
from nqpf.scored import refuse_unknown_columns
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.study import Study

Scale = Literal["log", "level"]
Criterion = Literal["mbic", "maic", "mqic"]
LEVEL = 0.95


def analyse(
    spec: AnalysisSpec,
    study: Study,
    material: Material,
    *,
    other: str,
    controls: list[str] = [],  # noqa: B006 - read only; the spec's options are plain lists
    control_lag: int = 1,
    scale: Scale = "log",
    lags: int | Literal["auto"] = "auto",
    max_lags: int = 3,
    criterion: Criterion = "mqic",
    instrument_lags: int = 4,
    transformation: Transformation = "fod",
    levels: bool = False,
    steps: Literal[1, 2] = 2,
    horizon: int = 10,
    draws: int = 999,
) -> Analysis:
    """Estimate the VAR of (index, other) with its tests, responses and variance shares.

    scale: of both series; rows with a score of zero or less have no logarithm, are left out and counted.
    lags: "auto" takes the smallest `criterion` among 1 ... max_lags. instrument_lags: lagged levels of each
    series as instruments. levels: system GMM. rows by part: coefficients, criteria, roots, irf, fevd, checks.
    Facts: granger, hansen, serial by equation, lags, stable, sizes. Raises SpecError for options that do not
    go together, DataError for a sample that is too short.
    """
    _refuse(spec, other, controls, material, lags, max_lags, instrument_lags)
    names = (spec.index, other)
    grids = {
        one: lay_out(_scaled(material.sample, names, one), [*names, *controls]) for one in ("log", "level")
    }
    var = Var(
        names, max_lags, instrument_lags, control_terms(controls, control_lag), transformation, levels, steps
    )
    choice = lag_choice.criteria(grids[scale], var, max_lags)
    var = replace(var, lags=_chosen(choice, criterion) if lags == "auto" else lags)
    system = panel_var.fit(grids[scale], var)
    drawn = panel_var.drawn(grids[scale], var, draws, spec.seed)
    parts = [
        _coefficients(system), _criteria(choice, var.lags), _roots(system),
        _bands(system, drawn, horizon, "irf"), _bands(system, drawn, horizon, "fevd"),
        _checks(grids, scale, var),
    ]  # fmt: skip
    facts = {
        **_facts(study, system, drawn[0], controls, control_lag),
        "scale": scale, "automatic": lags == "auto", "criterion": criterion, "max_lags": max_lags,
        "horizon": horizon, "draws": draws, "seed": spec.seed,
        "without_logarithm": _without(material.sample, names) if scale == "log" else 0,
    }  # fmt: skip
    return Analysis(pd.concat(parts, ignore_index=True), facts)


def _refuse(
    spec: AnalysisSpec,
    other: str,
    controls: list[str],
    material: Material,
    lags: int | str,
    most: int,
    past: int,
) -> None:
    refuse_unknown_columns(spec, "other", [other], material.sample)
    refuse_unknown_columns(spec, "controls", controls, material.sample)
    if other == spec.index:
        raise SpecError(f"the analysis '{spec.label.en}': 'other' is its own index; name the other series.")
    highest = max(most, 1 if lags == "auto" else int(lags))
    if min(most, 1 if lags == "auto" else int(lags)) < 1 or past < highest:
        raise SpecError(
            f"the analysis '{spec.label.en}': lags and max_lags must be 1 or more and instrument_lags ({past}"
            ") at "
            f"least as many as the lags ({highest})."
        )


def _scaled(sample: pd.DataFrame, names: tuple[str, ...], scale: str) -> pd.DataFrame:
    if scale == "level":
        return sample
    logs = {name: np.log(sample[name].where(sample[name] > 0)) for name in names}
    return sample.assign(**logs)


def _without(sample: pd.DataFrame, names: tuple[str, ...]) -> int:
    return int((sample[list(names)] <= 0).any(axis=1).sum())


def _chosen(choice: list[Criteria], criterion: str) -> int:
    return min(choice, key=lambda one: float(getattr(one, criterion))).lags


def _coefficients(system: System) -> pd.DataFrame:
    from scipy.special import stdtrit

    reach = float(stdtrit(system.units - 1, 1 - (1 - LEVEL) / 2)) * system.terms["se"]
    table = system.terms.rename(columns={"coef": "estimate"})
    return table.assign(part="coefficients", low=table["estimate"] - reach, high=table["estimate"] + reach)


def _criteria(choice: list[Criteria], chosen: int) -> pd.DataFrame:
    table = pd.DataFrame([asdict(one) for one in choice])
    return table.assign(part="criteria", chosen=table["lags"] == chosen)


def _roots(system: System) -> pd.DataFrame:
    values = system.roots
    return pd.DataFrame(
        {"part": "roots", "real": values.real, "imaginary": values.imag, "modulus": np.abs(values)}
    )


def _bands(system: System, drawn: tuple[Floats, Floats], horizon: int, part: str) -> pd.DataFrame:
    """Responses or variance shares in both orders, with percentiles over the redraws."""
    names, tail = system.var.names, (1 - LEVEL) / 2
    tables = []
    for order in ([0, 1], [1, 0]):
        own, many = (
            responses.responses(lags, errors, order, horizon)
            for lags, errors in ((system.lags[None], system.errors[None]), drawn)
        )
        if part == "fevd":
            own, many = responses.shares(own), responses.shares(many)
        low, high = np.quantile(many, [tail, 1 - tail], axis=0)
        cells = [
            (names[order[0]], names[shock], names[response], step, own[0][at], low[at], high[at])
            for at in np.ndindex(own.shape[1:])
            for step, response, shock in [at]
        ]
        tables.append(pd.DataFrame(cells, columns=list(CELLS)))
    table = pd.concat(tables, ignore_index=True).assign(part=part)
    ahead = 1 if part == "fevd" else 0  # shares are of the error 1, 2, ... steps ahead
    ordered = table.assign(horizon=table["horizon"] + ahead)
    return ordered.sort_values(["first", "shock", "response", "horizon"], ignore_index=True)


CELLS = ("first", "shock", "response", "horizon", "estimate", "low", "high")


def _checks(grids: dict[str, Grid], scale: str, var: Var) -> pd.DataFrame:
    """Test both directions again under other choices, the lags kept."""
    rows = [
        {
            "part": "checks", "check": name, "cause": test.cause, "effect": test.effect,
            "estimate": test.total, "se": test.se, "p": test.p,
            "modulus": float(np.abs(found.roots[0])), "j_p": found.hansen[2],
        }
        for name, found in _others(grids, scale, var)
        for test in found.granger
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _others(grids: dict[str, Grid], scale: str, var: Var) -> Iterator[tuple[str, System]]:
    own, other = grids[scale], grids["level" if scale == "log" else "log"]
    turned: Transformation = "difference" if var.transformation == "fod" else "fod"
    yield "main", panel_var.fit(own, var)
    yield turned, panel_var.fit(own, replace(var, transformation=turned))
    yield (
        "transformed only" if var.levels else "system",
        panel_var.fit(own, replace(var, levels=not var.levels)),
    )
    yield f"{3 - var.steps} steps", panel_var.fit(own, replace(var, steps=3 - var.steps))
    yield (
        "one lag more",
        panel_var.fit(
            own, replace(var, lags=var.lags + 1, instrument_lags=max(var.instrument_lags, var.lags + 1))
        ),
    )
    if var.controls:
        yield "no controls", panel_var.fit(own, replace(var, controls=()))
    yield "level" if scale == "log" else "log", panel_var.fit(other, var)


def _facts(
    study: Study, system: System, lags: Floats, controls: list[str], control_lag: int
) -> dict[str, Any]:
    largest = np.abs(responses.roots(lags)[:, 0])
    var = system.var
    return {
        "names": list(var.names),
        "labels": {name: study.label(name).model_dump() for name in (*var.names, *controls)},
        "controls": list(controls),
        "control_lag": control_lag,
        "lags": var.lags,
        "instrument_lags": var.instrument_lags,
        "instruments": system.instruments,
        "transformation": var.transformation,
        "levels": var.levels,
        "steps": var.steps,
        "units": system.units,
        "rows": system.rows,
        "hansen": dict(zip(("j", "df", "p"), system.hansen, strict=True)),
        "serial": {name: [asdict(one) for one in tests] for name, tests in system.serial.items()},
        "granger": [_granger(system, test, lags) for test in system.granger],
        "errors_correlation": float(system.errors[0, 1] / np.sqrt(system.errors[0, 0] * system.errors[1, 1])),
        "largest_root": float(np.abs(system.roots[0])),
        "stable": bool(np.abs(system.roots[0]) < 1),
        "unstable_draws": float((largest >= 1).mean()),
    }


def _granger(system: System, test: Granger, lags: Floats) -> dict[str, Any]:
    told = {key: value for key, value in asdict(test).items() if key != "place"}
    cause, effect = (system.var.names.index(name) for name in (test.cause, test.effect))
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(lags[:, :, effect, cause].sum(axis=1), [tail, 1 - tail])
    return {
        **told,
        "low": float(low),
        "high": float(high),
        "redrawn_p": panel_var.redrawn_p(system, test, lags),
    }
