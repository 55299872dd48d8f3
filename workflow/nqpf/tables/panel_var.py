"""The panel VAR: both equations side by side, tests, variance shares, lag choice, other estimates."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from nqpf.page.numbers import brackets, fixed, interval, number, percent, probability, whole
from nqpf.page.table import Cell, Panel, Row, Table, Text, row
from nqpf.page.words import both, indented, lagged_label
from nqpf.specs.base import Label
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

HORIZONS = (1, 5, 10)
SHARES = both("Share in the forecast-error variance", "预测误差方差份额")
OTHERS = both("Other ways: sum of the other's lags", "其他估计方式：对方各滞后项系数之和")
SCALES = {"log": "ln ", "level": ""}
CHECKS = {
    "main": both("as above", "同上"),
    "fod": both("forward orthogonal deviations", "前向正交离差"),
    "difference": both("first differences", "一阶差分"),
    "system": both("system GMM", "系统GMM"),
    "transformed only": both("without the levels equation", "去掉水平方程"),
    "1 steps": both("one step", "一步估计"),
    "2 steps": both("two steps", "两步估计"),
    "one lag more": both("one lag more", "多滞后一期"),
    "no controls": both("without controls", "不含控制变量"),
    "level": both("scores, not logs", "得分（不取对数）"),
    "log": both("ln of the scores", "得分取对数"),
}
WAYS = {
    "fod": both("forward orthogonal deviations", "前向正交离差"),
    "difference": both("first differences", "一阶差分"),
}


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `rows` and `facts` of the analysis panel_var; forward stands left."""
    facts, rows = inputs["facts"], inputs["rows"]
    panels = (
        Panel(tuple(_equations(rows, facts)), both("Equations", "方程")),
        Panel(tuple(_tests(facts)), both("Tests", "检验"), rule=True),
        Panel(tuple(_shares(rows, facts)), SHARES, rule=True),
        Panel(tuple(_criteria(rows)), both("Lag choice", "滞后阶数选择"), rule=True),
        Panel(tuple(_checks(rows, facts)), OTHERS, rule=True),
    )  # fmt: skip
    return Table(
        title=spec.title,
        header=_header(facts),
        panels=panels,
        notes=(*_notes(facts), *spec.notes, *study.facts.notes),
        tidy=rows,
        simulated=study.simulated,
    )


def _header(facts: Mapping[str, Any]) -> tuple[Row, Row]:
    names = [_scaled(facts, name) for name in reversed(facts["names"])]
    cells = (both("coef", "系数"), both("SE", "标准误"), both("p", "p"))
    system = both("system", "系统")
    last = (both("root", "特征根"), both("J p", "J 的 p"))
    return (
        row("", *(Cell(name, span=3) for name in names), Cell(system, span=2)),
        row("", *cells, *cells, *last),
    )


def _scaled(facts: Mapping[str, Any], name: str) -> Label:
    prefix, label = SCALES[facts["scale"]], facts["labels"][name]
    return both(prefix + label["en"], prefix + label["zh"])


Three = tuple[str, str, str]


def _wide(stub: Text, pair: Sequence[Three], last: tuple[str, str] = ("", "")) -> Row:
    """Three cells of each equation, and two of the system."""
    return row(stub, *pair[0], *pair[1], *last)


def _equations(rows: pd.DataFrame, facts: Mapping[str, Any]) -> list[Row]:
    """Lag by lag, the equation of the other series first."""
    table = rows[rows["part"] == "coefficients"].set_index(["equation", "term"])
    x, y = facts["names"]
    lines = []
    for lag in range(1, facts["lags"] + 1):
        for name in (x, y):
            cells = [_triple(table.loc[(equation, f"{name}_lag{lag}")]) for equation in (y, x)]
            label = _scaled(facts, name)
            lines.append(_wide(lagged_label(label, lag), cells))
    return lines


def _triple(line: Any) -> Three:
    return number(line["estimate"]), brackets(line["se"]), probability(line["p"])


def _tests(facts: Mapping[str, Any]) -> list[Row]:
    """Granger tests of the other's lags, serial correlation by equation, Hansen's J of the system."""
    tests = {one["effect"]: one for one in facts["granger"]}
    pair = [tests[name] for name in reversed(facts["names"])]
    total = [(number(one["total"]), brackets(one["se"]), "") for one in pair]
    wald = [(number(one["statistic"]), f"({one['q']}, {one['df']})", probability(one["p"])) for one in pair]
    drawn = [("", "", probability(one["redrawn_p"])) for one in pair]
    ends = [part for one in pair for part in ("", Cell(interval(one["low"], one["high"]), span=2))]
    hansen = facts["hansen"]
    j = (number(hansen["j"]), f"({whole(hansen['df'])})", probability(hansen["p"]))
    return [
        _wide(both("Sum of the other's lags", "对方各滞后项之和"), total),
        row(indented(both("95% interval, redrawn", "95% 区间（重抽样）")), *ends, "", ""),
        _wide(both("Granger: F (df)", "格兰杰检验：F（自由度）"), wald),
        _wide(indented(both("p, redrawn", "p（重抽样）")), drawn),
        *(_serial(facts, place) for place in (0, 1)),
        _wide(both("Hansen J (df), both equations", "Hansen J（自由度），两方程合计"), [j, ("", "", "")]),
        _wide(
            both("Largest root; redraws of 1 or more", "最大特征根；重抽样中不小于1的比例"),
            [(number(facts["largest_root"]), "", ""), (percent(facts["unstable_draws"]), "", "")],
        ),
    ]  # fmt: skip


def _serial(facts: Mapping[str, Any], place: int) -> Row:
    lines = [facts["serial"][name][place] for name in reversed(facts["names"])]
    cells = [(number(one["statistic"]), "", probability(one["p"])) for one in lines]
    return _wide(f"AR({place + 1}): z", cells)


def _shares(rows: pd.DataFrame, facts: Mapping[str, Any]) -> list[Row]:
    """Share of the other's shocks, in both orders, some years ahead."""
    x, y = facts["names"]
    table = rows[rows["part"] == "fevd"].set_index(["first", "shock", "response", "horizon"]).to_dict("index")
    ahead = [one for one in HORIZONS if one <= facts["horizon"] + 1]
    lines = []
    for first in (x, y):
        name = facts["labels"][first]
        for years in ahead:
            ahead_words = "year ahead" if years == 1 else "years ahead"
            cells = [table[first, *pair, float(years)] for pair in ((x, y), (y, x))]
            stub = both(f"{years} {ahead_words}, {name['en']} first", f"{years} 年后，{name['zh']}在前")
            lines.append(row(stub, *(part for cell in cells for part in _share(cell)), "", ""))
    return lines


def _share(line: Any) -> tuple[Text | Cell, ...]:
    ends = f"[{percent(line['low'])}, {percent(line['high'])}]"
    return percent(line["estimate"]), Cell(ends, span=2)


def _criteria(rows: pd.DataFrame) -> list[Row]:
    table = rows[rows["part"] == "criteria"]
    head = row(both("Lags", "滞后阶数"), "J", both("df", "自由度"), "p", "MBIC", "MAIC", "MQIC", "", "")
    lines = [head]
    for line in table.to_dict("records"):
        lags = whole(line["lags"])
        taken = str(line["chosen"]) == "True"
        stub: Text = both(f"{lags} (taken)", f"{lags}（采用）") if taken else lags
        three = (fixed(line[key], 1) for key in ("mbic", "maic", "mqic"))
        lines.append(row(stub, number(line["j"]), whole(line["df"]), probability(line["p"]), *three, "", ""))
    return lines


def _checks(rows: pd.DataFrame, facts: Mapping[str, Any]) -> list[Row]:
    table = rows[rows["part"] == "checks"]
    lines = []
    for name, part in table.groupby("check", sort=False):
        by_effect = part.set_index("effect")
        cells = [_triple(by_effect.loc[effect]) for effect in reversed(facts["names"])]
        first = part.iloc[0]
        lines.append(_wide(CHECKS[str(name)], cells, (number(first["modulus"]), probability(first["j_p"]))))
    return lines


def _notes(facts: Mapping[str, Any]) -> list[Text]:
    return [_made(facts), _tested(facts), _choice(facts), _stability(facts)]


def told_controls(facts: Mapping[str, Any]) -> Label:
    """Name the controls of an analysis and how they are lagged."""
    names, lag = [facts["labels"][name] for name in facts["controls"]], facts["control_lag"]
    if not names:
        return both("none", "无")
    en, zh = ", ".join(one["en"] for one in names), "、".join(one["zh"] for one in names)
    if not lag:
        return both(en, zh)
    return both(f"{en}, {lag} {'year' if lag == 1 else 'years'} before", f"{zh}，滞后 {lag} 年")


def _lost(facts: Mapping[str, Any]) -> Label:
    lost = facts["without_logarithm"]
    if not lost:
        return both("", "")
    return both(
        f"Rows left out for a score of zero, which has no logarithm: {lost}.",
        f"得分为零、无对数而未计入的行数：{lost}。",
    )


def _steps(facts: Mapping[str, Any]) -> Label:
    if facts["steps"] == 1:
        return both("one step", "一步")
    return both("two steps, Windmeijer (2005) errors", "两步，Windmeijer（2005）修正标准误")


def _made(facts: Mapping[str, Any]) -> Label:
    way, steps, controls, lost = (
        WAYS[facts["transformation"]],
        _steps(facts),
        told_controls(facts),
        _lost(facts),
    )
    kind = both("system GMM", "系统GMM") if facts["levels"] else both("GMM", "GMM")
    return both(
        f"Panel VAR by {kind.en} ({way.en}; {steps.en}), both equations weighted jointly: "
        f"{whole(facts['rows'])} "
        f"transformed rows of {facts['units']} units. Instruments of each equation: {facts['instruments']}, "
        "lagged levels of both series, "
        f"{facts['instrument_lags']} lags, collapsed. Year effects by year dummies, partialled out with the "
        f"controls ({controls.en}), "
        f"which are taken as strictly exogenous. Errors by unit, p from t and F with G \N{MINUS SIGN} 1 "
        f"degrees of freedom. {lost.en}".rstrip(),
        f"面板VAR，{kind.zh}估计（{way.zh}；{steps.zh}），两方程联合加权：{facts['units']} 个单位、"
        f"{whole(facts['rows'])} 行变换后观测。"
        f"每个方程的工具变量 {facts['instruments']} 个：两序列的滞后水平值各 {facts['instrument_lags']} 阶，"
        "已折叠。以年份虚拟变量去除年份效应，"
        f"与控制变量（{controls.zh}；视为严格外生）一并剔除。标准误按单位聚类，p 值取"
        f"自由度 G \N{MINUS SIGN} 1 的 t 与 F 分布。{lost.zh}",
    )  # fmt: skip


def _tested(facts: Mapping[str, Any]) -> Label:
    x, y = (facts["labels"][name] for name in facts["names"])
    r = number(facts["errors_correlation"])
    return both(
        "Granger: do the lags of one index help to foresee the other, its own lags given? What happens "
        "within the same year is in "
        f"the correlation of the two errors ({r}), which no lag order explains. Redrawn: {facts['draws']} "
        "samples of whole units (seed "
        f"{facts['seed']}), recentred for p. AR(2) and J test the instruments. Shares: of the shocks of "
        f"{x['en']} in the left, of "
        f"{y['en']} in the right; \u201cfirst\u201d is the index whose shock reaches the other within the "
        "year.",
        "格兰杰检验：给定自身滞后，一指数的滞后是否有助于预测另一指数。同年内的关联体现在两误差的相关系数（"
        f"{r}）中，滞后项无法解释。"
        f"重抽样：整单位重抽 {facts['draws']} 次（种子 {facts['seed']}），p 值经重新中心化。AR(2) 与 J 检验工"
        "具变量。"
        f"方差份额：左为{x['zh']}冲击的份额，右为{y['zh']}冲击的份额；“在前”指其冲击当年即影响对方。",
    )  # fmt: skip


def _choice(facts: Mapping[str, Any]) -> Label:
    how, most = facts["criterion"].upper(), facts["max_lags"]
    taken = (
        both(f"the smallest {how} among 1 to {most} is taken", f"在 1 至 {most} 阶中取 {how} 最小者")
        if facts["automatic"]
        else both("the spec sets the lags", "阶数由配置指定")
    )  # fmt: skip
    return both(
        f"Lag choice: Andrews & Lu (2001) on common rows and instruments; {taken.en}.",
        f"滞后阶数：Andrews & Lu（2001）准则，各阶用相同观测与工具变量；{taken.zh}。",
    )


def _stability(facts: Mapping[str, Any]) -> Label:
    if facts["stable"]:
        return both(
            "All roots lie inside the unit circle: the VAR is stable.", "所有特征根均在单位圆内：VAR稳定。"
        )
    return both(
        "A root lies on or outside the unit circle: the VAR is not stable, responses do not die out, and "
        "lagged levels of series "
        "that wander are weak instruments; the responses describe the years shown and no long run.",
        "有特征根位于单位圆上或圆外：VAR不稳定，响应不衰减，且游走序列的滞后水平值是弱工具变量；响应仅描述所"
        "示年份，不代表长期。",
    )  # fmt: skip
