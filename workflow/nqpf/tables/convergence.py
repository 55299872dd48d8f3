"""Beta and sigma convergence of an index: four regressions, and the spread over time."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.page.numbers import brackets, fixed, interval, number, present, probability, whole
from nqpf.page.recipe_words import recipe
from nqpf.page.table import Panel, Row, Table, Text, row
from nqpf.page.words import both, indented, word
from nqpf.specs.base import Label
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study
from nqpf.tables.markov import years

BETA = "\N{GREEK SMALL LETTER BETA}"
SCALES = {
    "log": both("ln score", "ln 得分"),
    "log1p": both("ln (1 + score)", "ln(1 + 得分)"),
    "level": both("score", "得分"),
}


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `rows` (parts sigma and unit), `facts` with beta and trend."""
    facts, rows = inputs["facts"], inputs["rows"]
    columns, scale = facts["beta"], SCALES[facts["scale"]]
    heads = [_head(place, one) for place, one in enumerate(columns, start=1)]
    beta = Panel(tuple(_beta(columns)), both(f"Beta: growth of the {scale.en}", f"β 收敛：{scale.zh}的增长"))
    title = both(f"Sigma: spread of the {scale.en}", f"σ 收敛：{scale.zh}的离散程度")
    return Table(
        title=spec.title,
        header=(row("", *heads),),
        panels=(beta, Panel(tuple(_sigma(rows, facts, len(columns))), title, rule=True)),
        notes=(*_notes(study, facts), *spec.notes, *study.facts.notes),
        tidy=_tidy(rows, columns),
        simulated=study.simulated,
    )


def _head(place: int, column: Mapping[str, Any]) -> Label:
    own = column["controls"] or "unit" in column["effects"]
    kind = both("conditional", "条件") if own else both("absolute", "绝对")
    return both(f"({place}) {kind.en}", f"({place}) {kind.zh}")


def _beta(columns: list[Mapping[str, Any]]) -> list[Row]:
    wild = [probability(one["wild_p"]) for one in columns]
    return [
        _numbers(both(f"{BETA}, of the initial level", "β（期初水平）"), columns, "beta"),
        row("", *(brackets(one["se"]) for one in columns)),
        row("p", *(probability(one["p"]) for one in columns)),
        *([row(word("wild_p"), *wild)] if any(wild) else []),
        _numbers(both("Speed a year", "年收敛速度"), columns, "speed"),
        row(_level(), *(_rates(one, "speed") for one in columns)),
        row(both("Half life, years", "半衰期（年）"), *(fixed(one["half_life"], 1) for one in columns)),
        *_jackknife(columns),
        _numbers(both(f"Nickell bias of {BETA}, about", "Nickell 偏误（近似）"), columns, "nickell"),
        *_sizes(columns),
    ]


def _jackknife(columns: list[Mapping[str, Any]]) -> list[Row]:
    """Beta freed of its first-order bias, with what redrawn units say of it; no rows where none was made."""
    if not any(present(one["jackknife"]) for one in columns):
        return []
    ends = [interval(one["jackknife_low"], one["jackknife_high"]) for one in columns]
    return [
        _numbers(both(f"{BETA}, half-panel jackknife", "β（半面板刀切法）"), columns, "jackknife"),
        row("", *(brackets(one["jackknife_se"]) for one in columns)),
        row(_level(), *ends),
        _numbers(both("Speed from it", "相应收敛速度"), columns, "jackknife_speed"),
        row(_level(), *(_rates(one, "jackknife_speed") for one in columns)),
    ]


def _level() -> Label:
    return indented(both("95% interval", "95% 置信区间"))


def _rates(column: Mapping[str, Any], key: str) -> str:
    """Print the interval of a speed; without an upper end where beta reaches -1/h within its own."""
    low, high = column[f"{key}_low"], column[f"{key}_high"]
    return interval(low, high if present(high) else math.inf)


def _sizes(columns: list[Mapping[str, Any]]) -> list[Row]:
    yes, no = word("yes"), word("no")
    return [
        row(both("Unit effects", "单位固定效应"), *(yes if "unit" in c["effects"] else no for c in columns)),
        row(word("year_effects"), *(yes for _ in columns)),
        row(both("Controls", "控制变量"), *(yes if one["controls"] else no for one in columns)),
        row(word("observations"), *(whole(one["n"]) for one in columns)),
        row(word("clusters"), *(whole(one["clusters"]) for one in columns)),
        _numbers(word("r2_within"), columns, "r2_within"),
    ]


def _numbers(label: Label, columns: list[Mapping[str, Any]], key: str) -> Row:
    return row(label, *(number(one[key]) for one in columns))


def _sigma(rows: pd.DataFrame, facts: Mapping[str, Any], columns: int) -> list[Row]:
    """First and last year, slope and its interval; laid over as many columns as the regressions take."""
    table = rows[(rows["part"] == "sigma") & (rows["group"] == "all")].sort_values("year")
    scale = SCALES[facts["scale"]]
    sd = both(f"SD of the {scale.en}", f"{scale.zh}标准差")
    lines = []
    for key, label in {"sd": sd, "cv": both("CV of the score", "得分变异系数")}.items():
        ends = (number(table[key].iloc[0]), number(table[key].iloc[-1]))
        trend = facts["trend"][key]
        slope = (number(trend["slope"]), interval(trend["low"], trend["high"]))
        lines.append(_spread(both(f"{label.en}: first, last year", f"{label.zh}：首年、末年"), ends, columns))
        lines.append(_spread(both("slope a year, 95% interval", "年斜率及 95% 区间"), slope, columns))
    return lines


def _spread(label: Label, texts: tuple[str, str], columns: int) -> Row:
    return row(label, *texts, *([""] * (columns - 2)))


def _notes(study: Study, facts: Mapping[str, Any]) -> list[Text]:
    h, scale = facts["horizon"], SCALES[facts["scale"]]
    names = [study.label(name) for name in facts["controls"]]
    en, zh = ", ".join(one.en for one in names) or "none", "、".join(one.zh for one in names) or "无"
    beta = both(
        f"Index: {facts['index']['en']}. Growth of the {scale.en} a year over {years(h)} on its level at "
        f"the start; controls, at the start too: {en}. "
        f"Errors: {facts['beta'][0]['recipe']}. Speed \N{MINUS SIGN}ln(1 + \N{GREEK SMALL LETTER BETA}h)/h.",
        f"指数：{facts['index']['zh']}。{h} 年间{scale.zh}的年均增长对期初水平回归；控制变量（期初值）："
        f"{zh}。"
        f"标准误：{recipe(facts['beta'][0]['recipe']).zh}。收敛速度 \N{MINUS SIGN}ln(1 + βh)/h。",
    )
    sigma = both(
        f"Slope: least squares over years; interval: percentiles of {facts['draws']} redraws of whole units.",
        f"斜率：对年份的最小二乘；区间：整单位重抽样 {facts['draws']} 次的百分位。",
    )
    return [beta, _bias(facts), sigma]


def _bias(facts: Mapping[str, Any]) -> Label:
    """Say what unit effects do to beta, and where the jackknife's interval comes from."""
    known = [one["jackknife_draws"] for one in facts["beta"] if present(one["jackknife_draws"])]
    drawn = min(known, default=0)
    lost = (
        both("", "") if drawn == facts["draws"] else both(f", of which {drawn} give one", f"（有效 {drawn}）")
    )
    how = both(
        f"its error and interval: SD and percentiles over {facts['draws']} redraws of whole units (seed "
        f"{facts['seed']}){lost.en}, whole panel and halves on the same redraw; the "
        "interval covers sampling noise, not what bias is left",
        f"其标准误与区间：整单位重抽样 {facts['draws']} 次（种子 {facts['seed']}）{lost.zh}的标准差与百分位，"
        "整个面板与两半用同一次抽样；区间只计抽样误差，不计残余偏误",
    )
    none = both("none could be made: too few years", "年数过少，无法计算")
    told = how if known else none
    return both(
        f"With unit effects {BETA} is biased downwards (Nickell 1981) and convergence looks too fast; the "
        "half-panel jackknife (Dhaene & Jochmans 2015) takes the first-order bias out and assumes one "
        f"process in both halves; {told.en}. Noise in the initial level biases all columns the same way.",
        "含单位效应时 β 有向下偏误（Nickell 1981），收敛显得过快；半面板刀切法（Dhaene & Jochmans 2015）消"
        f"除一阶偏误，假定前后两半过程相同；{told.zh}。期初水平的测量误差使各列同向偏误。",
    )


def _tidy(rows: pd.DataFrame, columns: list[Mapping[str, Any]]) -> pd.DataFrame:
    flat = [
        {**one, "controls": " ".join(one["controls"]), "effects": " ".join(one["effects"]), "part": "beta"}
        for one in columns
    ]
    spread = rows[rows["part"] == "sigma"].drop(columns=["unit", "initial", "growth"])
    return pd.concat([pd.DataFrame(flat), spread], ignore_index=True)
