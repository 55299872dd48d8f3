"""The line of a channel claim: path a of its mediator (layer 1), with layer 3 beside it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.claims import evidence
from nqpf.claims.lines.model import EFFECTS, WILD
from nqpf.claims.overlaps import overlaps
from nqpf.claims.results import NOTHING, Line, Results, joined
from nqpf.page.numbers import fixed, percent
from nqpf.page.recipe_words import recipe
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.specs.study import Study


def line(study: Study, results: Results, name: str) -> Line:
    """Path a of the variable that stands for the channel, with the wild p where there is one."""
    mediator = str(study.facts.claims[name].variable)
    row, facts = _of(results.paths, mediator), results.mechanism_facts
    wild = not pd.isna(row["a_wild_p"])
    shared = overlaps(study, results.placebo, [(facts["treatment"], mediator)], study.facts.mechanism, "a")
    return Line(
        variable=mediator,
        estimate=row["a"],
        se=row["a_se"],
        df=facts["df"],
        p=row["a_wild_p"] if wild else row["a_p"],
        scale=row["a_standardised"] / row["a"],
        test=_test(facts, wild),
        evidence=evidence.of_mechanism(study),
        truth=results.true("a", mediator, "structural"),
        sensitivity=joined(fragile(_of(results.fragility, mediator)), shared.remark),
        doubt=shared.doubt,
    )


def _test(facts: Mapping[str, Any], wild: bool) -> Label:
    effects, errors = EFFECTS[2], recipe(facts["recipe"])
    said = both(f"path a, {effects.en}, {errors.en}", f"路径 a，{effects.zh}，{errors.zh}")
    return joined(said, WILD if wild else NOTHING)


def _of(rows: pd.DataFrame, mediator: str) -> dict[Any, Any]:
    """The row of one mediator."""
    return next(row for row in rows.to_dict("records") if row["mediator"] == mediator)


def fragile(row: Mapping[Any, Any]) -> Label:
    """Layer 3 in words: rho at zero, the robustness values of both paths and of their intervals."""
    zero, low, high = (fixed(row[key], 2) for key in ("rho_zero", "rho_low", "rho_high"))
    values = [(path, percent(row[f"rv_{path}"]), percent(row[f"rv_{path}_interval"])) for path in "ab"]
    en = ", ".join(f"{path} {value} (interval {reach})" for path, value, reach in values)
    zh = "，".join(f"{path} {value}（区间 {reach}）" for path, value, reach in values)
    return both(
        f"indirect effect zero at rho {zero} [{low}, {high}]; robustness values {en}",
        f"间接效应在 ρ = {zero} [{low}, {high}] 处为零；稳健值 {zh}",
    )
