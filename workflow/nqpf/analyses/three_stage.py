"""Both directions at once by three-stage least squares: a check that stands or falls with its exclusions.

Each index stands in the other's equation in the same year. What tells the two directions apart are columns
that enter one equation and not the other; the spec names them and says in words why. linearmodels gives the
estimate of record; its errors know no clusters, so whole units are redrawn.
"""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from nqpf.algebra.groups import Floats
from nqpf.analysis import Analysis, Material
from nqpf.bootstrap import moments
from nqpf.dynamics import three_stage
from nqpf.dynamics.single import hansen_p
from nqpf.dynamics.three_stage import METHODS, Pair
from nqpf.errors import SpecError
from nqpf.regression import lagged
from nqpf.scored import refuse_unknown_columns
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.study import Study

LEVEL = 0.95
_LAG = re.compile(r"(?P<name>.+)_lag(?P<years>[1-9])")


def analyse(
    spec: AnalysisSpec,
    study: Study,
    material: Material,
    *,
    other: str,
    instruments: dict[str, list[str]],
    reasons: dict[str, dict[str, str]],
    controls: list[str] = [],  # noqa: B006 - read only; the spec's options are plain lists
    control_lag: int = 0,
    draws: int = 999,
) -> Analysis:
    """Estimate both equations by least squares, 2SLS and 3SLS, all with unit and year effects.

    instruments: index and other, each with the columns of its own equation that the other's leaves out;
    `name_lag1` is last year's value. reasons: of each, why in words, {en, zh}. rows: part "coefficients" by
    method, equation, term (estimate, se, low, high, p by redrawn units); part "first_stage" by equation.
    Facts: reasons, hansen, difference between linearmodels and the engine. Raises SpecError for names that
    are not the two indices or unknown.
    """
    names = (spec.index, other)
    _refuse(spec, names, instruments, reasons)
    sample, own = _with_lags(spec, material.sample, instruments, controls, control_lag)
    pair = Pair(names, {name: tuple(instruments[name]) for name in names}, own)
    rows = three_stage.within(sample, pair)
    drawn = _drawn(sample, pair, draws, spec.seed)
    point = three_stage.coefficients(_moments(sample, pair, np.ones((1, sample["unit"].nunique()))), pair)
    record = three_stage.of_record(rows, pair)
    stages = {name: three_stage.first_stage(sample, pair, name) for name in names}
    j, df = three_stage.overidentified(rows, pair)
    table = pd.concat([_coefficients(pair, point, record, drawn), _stages(stages)], ignore_index=True)
    facts = {
        "names": list(names),
        "labels": {name: study.label(name).model_dump() for name in (*names, *controls)},
        "instruments": {name: list(pair.own[name]) for name in names}, "reasons": reasons,
        "controls": list(controls), "control_lag": control_lag,
        "hansen": {"j": j, "df": df, "p": hansen_p(j, df)},
        "n": len(rows), "units": int(rows["unit"].max()) + 1, "draws": draws, "seed": spec.seed,
        "difference": _difference(pair, point, record),
    }  # fmt: skip
    return Analysis(table, facts)


def _refuse(
    spec: AnalysisSpec, names: tuple[str, str], instruments: dict[str, list[str]], reasons: Mapping[str, Any]
) -> None:
    for option, given in {"instruments": instruments, "reasons": reasons}.items():
        if set(given) != set(names) or not all(given.values()):
            raise SpecError(
                f"the analysis '{spec.label.en}': '{option}' must name both '{names[0]}' and '{names[1]}', "
                "each with "
                "what is excluded from the other's equation, and why."
            )
    if any(set(reason) != {"en", "zh"} for reason in reasons.values()):
        raise SpecError(f"the analysis '{spec.label.en}': give every reason as {{en: ..., zh: ...}}.")
    shared = sorted(set(instruments[names[0]]) & set(instruments[names[1]]))
    if shared:
        raise SpecError(
            f"the analysis '{spec.label.en}': '{shared[0]}' is excluded from both equations; it can be in "
            "one only."
        )


def _with_lags(
    spec: AnalysisSpec,
    sample: pd.DataFrame,
    instruments: Mapping[str, list[str]],
    controls: list[str],
    lag: int,
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Add the lagged columns, drop rows that lack one; the sample and the names of the controls."""
    own = [f"{name}_lag{lag}" if lag else name for name in controls]
    made = {}
    for name in [*(column for columns in instruments.values() for column in columns), *own]:
        found = None if name in sample.columns else _LAG.fullmatch(name)
        base = found["name"] if found else name
        refuse_unknown_columns(spec, "instruments" if name not in own else "controls", [base], sample)
        made[name] = lagged(sample, base, int(found["years"])) if found else sample[name]
    full = sample.assign(**made)
    names = [spec.index, *(name for name in instruments if name != spec.index), *made]
    return full.dropna(subset=names), tuple(own)


def _moments(sample: pd.DataFrame, pair: Pair, counts: Floats) -> Any:
    return moments(
        sample, columns=pair.columns, controls=list(pair.controls), unit="unit", time="year", counts=counts
    )


def _drawn(sample: pd.DataFrame, pair: Pair, draws: int, seed: int) -> dict[tuple[str, str], Floats]:
    """Estimate both equations in every redraw of whole units."""
    found = moments(
        sample,
        columns=pair.columns,
        controls=list(pair.controls),
        unit="unit",
        time="year",
        draws=draws,
        seed=seed,
    )
    return three_stage.coefficients(found, pair)


def _coefficients(
    pair: Pair, point: Mapping[tuple[str, str], Floats], record: Mapping[str, Floats],
    drawn: Mapping[tuple[str, str], Floats],
) -> pd.DataFrame:  # fmt: skip
    """One row per method, equation and regressor; 3SLS is linearmodels' own."""
    tail = (1 - LEVEL) / 2
    lines = []
    for method in METHODS:
        for outcome in pair.outcomes:
            values = record[outcome] if method == "3sls" else point[method, outcome][0]
            for place, term in enumerate(pair.regressors(outcome)):
                many = drawn[method, outcome][:, place]
                many = many[np.isfinite(many)]
                low, high = np.quantile(many, [tail, 1 - tail])
                lines.append({
                    "part": "coefficients", "method": method, "equation": outcome, "term": term,
                    "estimate": float(values[place]), "se": float(many.std(ddof=1)), "low": low, "high": high,
                    "p": _two_sided(many), "draws": len(many),
                })  # fmt: skip
    return pd.DataFrame(lines)


def _two_sided(many: Floats) -> float:
    """Twice the smaller share of redraws on one side of zero, (1 + #) / (B + 1)."""
    side = min((many <= 0).sum(), (many >= 0).sum())
    return float(min(1.0, 2 * (1 + side) / (len(many) + 1)))


def _stages(stages: Mapping[str, Any]) -> pd.DataFrame:
    lines = [
        {"part": "first_stage", "equation": name, "f": one.statistic, "q": one.q, "df": one.df, "p": one.p}
        for name, one in stages.items()
    ]
    return pd.DataFrame(lines)


def _difference(pair: Pair, point: Mapping[tuple[str, str], Floats], record: Mapping[str, Floats]) -> float:
    gaps = [np.abs(point["3sls", name][0] - record[name]) for name in pair.outcomes]
    return float(np.concatenate(gaps).max())
