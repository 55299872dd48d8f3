"""Convergent validity: correlations of an index with what it should move with."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.page.numbers import MINUS, present, whole
from nqpf.page.table import Cell, Panel, Row, Table, Text, row
from nqpf.page.words import INDENT, both
from nqpf.specs.base import Label
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

FORMS = ("levels", "within")
METHODS = ("pearson", "spearman")


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `rows` (parts estimate and point), `facts` with the shared series."""
    rows = inputs["rows"]
    table = rows[rows["part"] == "estimate"].dropna(axis=1, how="all")
    levels, inner = both("Levels", "水平值"), both("Two-way within", "双向去均值")
    top = row("", Cell(levels, 2), Cell(inner, 2), "", "", "")
    methods = ("Pearson", "Spearman") * 2
    size = (both("N", "样本量"), both("Units", "单位数"), both("Years", "年份"))
    return Table(
        title=spec.title,
        header=(top, row(both("Index", "指数"), *methods, *size)),
        panels=tuple(
            Panel(tuple(_rows(study, part)), _with(study, str(name)), rule=True)
            for name, part in table.groupby("against", sort=False)
        ),
        notes=(*_notes(study, inputs["facts"]), *spec.notes, *study.facts.notes),
        tidy=table,
        simulated=study.simulated,
    )


def _with(study: Study, name: str) -> Label:
    label = study.label(name)
    return both(f"With: {label.en}", f"与{label.zh}的相关")


def _rows(study: Study, part: pd.DataFrame) -> list[Row]:
    lines = []
    for name, found in part.groupby("index", sort=False):
        cells = {(one["form"], one["method"]): one for one in found.to_dict("records")}
        order = [cells[form, method] for form in FORMS for method in METHODS]
        one = order[0]
        size = (whole(one["n"]), whole(one["units"]), f"{int(one['first'])}\N{EN DASH}{int(one['last'])}")
        lines.append(row(study.label(str(name)), *(_two(cell["r"]) for cell in order), *size))
        lines.append(row(INDENT, *(_between(cell["low"], cell["high"]) for cell in order), "", "", ""))
    return lines


def _between(low: float, high: float) -> str:
    return f"[{_two(low)}, {_two(high)}]" if present(low) and present(high) else ""


def _two(value: float) -> str:
    text = f"{abs(value):.2f}"
    return "" if pd.isna(value) else f"{MINUS}{text}" if value < 0 and text != "0.00" else text


def _notes(study: Study, facts: Mapping[str, Any]) -> list[Text]:
    how = both(
        "Levels: all rows pooled. Two-way within: after unit and year means are taken out, which is what "
        "the two-way regressions use. "
        f"In brackets: 95% percentile intervals over {facts['draws']} redraws of whole units. Each pair on "
        "its own complete rows.",
        "水平值：混合样本；双向去均值：去除单位与年份均值，即双向固定效应回归所用的变动。方括号：整单位重"
        f"抽样 {facts['draws']} 次的 95% 百分位区间。各对变量取各自完整样本。",
    )
    return [how, *_shared(study, facts["shared"])]


def _shared(study: Study, pairs: list[Mapping[str, Any]]) -> list[Text]:
    """One sentence per variable on the raw series that it shares with the indices."""
    notes: list[Text] = []
    for name in dict.fromkeys(pair["against"] for pair in pairs):
        series = sorted({one for pair in pairs if pair["against"] == name for one in pair["series"]})
        label = study.label(name)
        if series:
            en = f"{label.en} and the indices share the raw series {', '.join(series)}"
            zh = f"{label.zh}与指数共用原始序列 {'、'.join(series)}：部分相关源于算术关系。"
            notes.append(both(f"{en}: part of their correlation is arithmetic.", zh))
    return notes
