"""What tables and figures of scenarios share: what is raised to where, in words, and the truth."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.page.numbers import number, percent, whole
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.specs.study import Study

Facts = Mapping[str, Any]
QUANTILES = {0.1: ("lowest tenth", "最低十分之一"), 0.25: ("lowest quarter", "最低四分之一")}
QUANTILES |= {0.5: ("lower half", "较低一半"), 1 / 3: ("lowest third", "最低三分之一")}
GOALS = {0.5: ("the median", "中位数"), 0.75: ("the upper quartile", "上四分位数")}
GOALS |= {0.9: ("the ninth decile", "第九十分位数")}


def asked(facts: Facts) -> Label:
    """Who is raised to where: the lowest quarter of units to the median."""
    share, goal = float(facts["below"]), float(facts["to"])
    who = QUANTILES.get(share, (f"lowest {percent(share)}", f"最低 {percent(share)}"))
    where = GOALS.get(goal, (f"quantile {goal:g}", f"{goal:g} 分位数"))
    return both(f"{who[0]} of units to {where[0]}", f"{who[1]}的单位升至{where[1]}")


def raised(study: Study, facts: Facts) -> Label:
    """What is raised, from what and to what."""
    label = study.label(facts["variable"].partition("_lag")[0])
    target, lift, bound = (number(facts[key]) for key in ("target", "lift", "threshold"))
    return both(
        f"{label.en}: from {bound} or less to {target}, on average by {lift}",
        f"{label.zh}：由不高于 {bound} 升至 {target}，平均提高 {lift}",
    )


def rows_of(rows: pd.DataFrame) -> pd.DataFrame:
    """The summary of a scenario."""
    return rows[rows["part"] == "summary"]


def truth_of(study: Study, inputs: Mapping[str, Any], facts: Facts, line: Mapping[Any, Any]) -> float | None:
    """The predicted change with the true coefficients (index scale); None where one is not known."""
    truth = inputs.get("truth")
    if truth is None:
        return None
    known = truth.fillna({"name": ""}).set_index(["quantity", "name"])["index_scale"]
    claim = _claim(study, facts)
    total = 0.0
    for term in facts["coef"]:
        key = ("total", "") if term == facts["treatment"] else ("moderation", claim)
        if key not in known.index:
            return None
        total += float(known[key]) * float(line[f"per_{term}"])
    return total


def _claim(study: Study, facts: Facts) -> str:
    """The path whose model the scenario uses."""
    held = [c for c in study.theory.of_kind("path") if study.facts.claims[c].model == facts["model"]]
    return held[0] if held else ""


def caution(each: list[Facts]) -> Label:
    """Say what a scenario is and what it is not."""
    kept = any(one["constant"] for one in each)
    still = (
        " A path that a unit keeps for good has no effect of its own that could be known beside the unit "
        "effects; counted is only how much more the growth of the treatment since the first year would have "
        "brought."
        if kept
        else ""
    )
    still_zh = (
        "对每个单位保持不变的路径，其自身效应无法与单位效应区分；只计入首年以来核心解释变量的增长会因此多带来的部分。"
        if kept
        else ""
    )
    return both(
        "A prediction of the model, not a causal forecast: units are given another value in the last "
        "year, all "
        f"else and the coefficients stay as they are.{still}",
        f"此为模型预测，而非因果预报：仅改变这些单位在末年的取值，其余变量与系数保持不变。{still_zh}",
    )


def intervals(each: list[Facts]) -> Label:
    """Say where the intervals come from."""
    draws = whole(each[0]["draws"])
    return both(
        f"95% intervals: percentiles of {draws} redraws of whole units, which settle the coefficients; "
        "the units "
        "of the scenario, their values and quantiles stay as they are.",
        f"95% 区间：整单位重抽样 {draws} 次的百分位，重估系数；情景中的单位、取值与分位数保持不变。",
    )
