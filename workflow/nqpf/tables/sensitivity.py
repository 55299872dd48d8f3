"""Which choice behind the index moves scores, ranks and the coefficient: Sobol indices of each."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.page.numbers import fixed, interval, number, percent, probability, whole
from nqpf.page.table import Cell, Panel, Row, Table, Text, row
from nqpf.page.words import both, indented
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study
from nqpf.variants.words import (
    FACTOR,
    OUTPUT,
    left_out_notes,
    own_note,
    regression_note,
    true_effect,
    varied_note,
)

HEADER = (
    both("Choice", "选择"),
    both("levels", "水平数"),
    both("first order", "一阶指数"),
    both("95% interval", "95% 区间"),
    both("total", "总指数"),
    both("95% interval", "95% 区间"),
)


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `rows` (output, factor, levels, indices and intervals), `facts`, `truth`."""
    rows, facts = inputs["rows"], inputs["facts"]
    panels = [_panel(output, part) for output, part in rows.groupby("output", sort=False)]
    return Table(
        title=spec.title,
        header=(row(*HEADER),),
        panels=(*panels, _travel(facts, true_effect(study, facts, inputs.get("truth")))),
        notes=(*_notes(study, facts, rows), *spec.notes, *study.facts.notes),
        tidy=rows,
        simulated=study.simulated,
        align="r",
    )


def _panel(output: object, part: pd.DataFrame) -> Panel:
    return Panel(tuple(_row(line) for _, line in part.iterrows()), OUTPUT[str(output)], rule=True)


def _row(line: pd.Series) -> Row:
    cells = [whole(line["levels"])]
    for key in ("first", "total"):
        cells += [fixed(line[key], 2), f"[{fixed(line[f'{key}_low'], 2)}, {fixed(line[f'{key}_high'], 2)}]"]
    return row(FACTOR[str(line["factor"])], *cells)


def _travel(facts: Mapping[str, Any], true: float | None) -> Panel:
    """Show how far the coefficient travels, beside the study's own."""
    own, found = facts["own"], facts["coefficient"]
    lines = [
        (both("The study's own index", "本研究指数"), number(own["coefficient"])),
        (indented(both("its p", "其 p 值")), probability(own["p"])),
        (both("Median of the drawn indices", "抽取指数的中位数"), number(found["median"])),
        (indented(both("5% to 95%", "5% 至 95%")), interval(found["low"], found["high"])),
        (indented(both("share above zero", "为正的比例")), percent(found["positive"])),
        (indented(both("median p", "p 值中位数")), probability(found["median_p"])),
        (indented(both("above zero with p < 0.05", "为正且 p < 0.05")), percent(found["positive_p05"])),
        (indented(both("below zero with p < 0.05", "为负且 p < 0.05")), percent(found["negative_p05"])),
    ]
    if true is not None:
        lines.insert(2, (indented(both("its truth", "其真值")), number(true)))
    title = both("How far the standardised effect travels", "标准化效应的变动范围")
    return Panel(tuple(row(stub, Cell(text, 5)) for stub, text in lines), title, rule=True)


def _notes(study: Study, facts: Mapping[str, Any], rows: pd.DataFrame) -> list[Text]:
    return [
        *findings(facts, rows),
        _reading(facts),
        varied_note(facts),
        own_note(facts),
        regression_note(study, facts),
        *left_out_notes(facts),
    ]


def findings(facts: Mapping[str, Any], rows: pd.DataFrame) -> list[Text]:
    """Say which choice moves ranks and the coefficient most, and how far the coefficient travels."""
    sentences = [_leading(rows, "ranks"), _leading(rows, "coefficient")]
    shift, found, own = facts["rank_shift"], facts["coefficient"], facts["own"]
    spread = interval(found["low"], found["high"])
    moved = both(
        f"Another index moves a unit by {fixed(shift['median'], 1)} ranks on average (median over "
        "indices; 5% to 95%: "
        f"{fixed(shift['low'], 1)} to {fixed(shift['high'], 1)}). The standardised effect is "
        f"{number(own['coefficient'])} under the study's own index; over drawn indices it runs from 5% to "
        f"95% over {spread}, and {percent(found['positive'])} of all drawn indices give a positive one.",
        f"换一种指数平均使单位排名变动 {fixed(shift['median'], 1)} 位（各指数中位数；5% 至 95%："
        f"{fixed(shift['low'], 1)} 至 {fixed(shift['high'], 1)}）。本研究指数的标准化效应为 "
        f"{number(own['coefficient'])}，"
        f"所抽取指数的 5% 至 95% 分位为 {spread}，全部抽取指数中 {percent(found['positive'])} 为正。",
    )
    return [*sentences, moved]


def _leading(rows: pd.DataFrame, output: str) -> Text:
    """Name the choice with the largest total index, and the next where their intervals overlap."""
    part = rows[rows["output"] == output].sort_values("total", ascending=False)
    first, second = part.iloc[0], part.iloc[1]
    name, other = FACTOR[str(first["factor"])], FACTOR[str(second["factor"])]
    en, zh = ("Ranks", "排名") if output == "ranks" else ("The coefficient", "系数")
    verb = "are" if output == "ranks" else "is"
    near = bool(second["total_high"] > first["total_low"] and second["total"] > 0)
    unsure = f", not clearly ahead of '{other.en}' ({fixed(second['total'], 2)})" if near else ""
    unsure_zh = f"，与“{other.zh}”（{fixed(second['total'], 2)}）难分先后" if near else ""
    return both(
        f"{en} {verb} moved most by '{name.en}': total index {fixed(first['total'], 2)}{unsure}.",
        f"{zh}受“{name.zh}”影响最大：总指数 {fixed(first['total'], 2)}{unsure_zh}。",
    )


def _reading(facts: Mapping[str, Any]) -> Text:
    return both(
        "First order: share of the output's variance that this choice explains alone; total: share that "
        "is left when "
        "all other choices are fixed, so interactions count. Scores are standardised before they are "
        "compared; ranks "
        f"are those within a year. Saltelli's sample of {facts['points']} base points, {facts['runs']} "
        "indices "
        f"({facts['distinct']} distinct of {facts['size']} possible), seed {facts['seed']}; intervals: "
        f"{facts['resamples']} bootstrap resamples.",
        "一阶指数：该选择单独解释的输出方差比例；总指数：其他选择都固定后剩余的方差比例（含交互作用）。"
        "得分先标准化再比较；排名为年内排名。"
        f"Saltelli 抽样，基点 {facts['points']} 个，共 {facts['runs']} 个指数（{facts['size']} 种可能中的 "
        f"{facts['distinct']} 种），种子 {facts['seed']}；区间由 {facts['resamples']} 次自助抽样得到。",
    )
