"""The overlap audit as a matrix: which raw series enters which role, as content or as a mere denominator."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.page.table import Cell, Panel, Row, Table, Text, row, say
from nqpf.page.words import both
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

MARKS = {"content": "●", "denominator": "○"}
ROLES = {
    "treatment": ("Treatment", "核心解释变量"),
    "mediator": ("Mediators", "中介变量"),
    "outcome": ("Outcome", "被解释变量"),
    "control": ("Controls", "控制变量"),
}


MOST = 7  # columns that a page holds under their full names; more are numbered, and named in the notes


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table.

    inputs: `matrix`, one row per raw series and role: series, role, variable, use, indicators, overlaps.
    """
    matrix = inputs["matrix"].fillna({"overlaps": "", "indicators": ""})
    return Table(
        title=spec.title,
        header=_header(study, matrix),
        panels=tuple(_panels(matrix)),
        notes=(*_key(study, matrix), *_notes(), *_declared(study), *spec.notes),
        tidy=matrix,
        simulated=study.simulated,
    )


def kinds(matrix: pd.DataFrame) -> pd.Series:
    """By series, in the order of the matrix: shared (as content), denominator (shared as such), own."""
    by_series = matrix.groupby("series", sort=False)
    shared = by_series["overlaps"].agg(lambda cells: any(cells.fillna("") != ""))
    below = by_series["use"].agg(lambda uses: len(uses) > 1 and "denominator" in set(uses))
    found = pd.Series("own", index=shared.index).mask(below, "denominator")
    return found.mask(shared, "shared")


def _header(study: Study, matrix: pd.DataFrame) -> tuple[Row, ...]:
    columns = matrix.drop_duplicates("variable")
    groups = [Cell(both(*ROLES[str(role)]), len(part)) for role, part in columns.groupby("role", sort=False)]
    names = [study.label(name) for name in columns["variable"]]
    numbers = [f"({place})" for place in range(1, len(names) + 1)]
    shown = numbers if len(names) > MOST else names
    return row("", *groups), row(both("Raw series", "原始序列"), *shown)


def _key(study: Study, matrix: pd.DataFrame) -> list[Text]:
    """Name the columns where the header only numbers them."""
    names = [study.label(str(name)) for name in matrix["variable"].unique()]
    if len(names) <= MOST:
        return []
    en = "; ".join(f"({place}) {one.en}" for place, one in enumerate(names, start=1))
    zh = "；".join(f"({place}) {one.zh}" for place, one in enumerate(names, start=1))
    return [both(f"Columns: {en}.", f"各列：{zh}。")]


def _panels(matrix: pd.DataFrame) -> list[Panel]:
    titles = {
        "shared": both("Shared as content: overlap", "作为内容共用：重叠"),
        "denominator": both("Shared, in one role at least below the line", "共用，至少在一处仅为分母"),
        "own": both("Not shared", "未共用"),
    }
    order, kind = list(matrix["variable"].unique()), kinds(matrix)
    marks = matrix.assign(mark=matrix["use"].map(MARKS)).pivot_table(
        index="series", columns="variable", values="mark", aggfunc="first", sort=False
    )
    marks = marks.reindex(columns=order).fillna("")
    parts = {name: [str(one) for one in kind.index[kind == name]] for name in titles}
    return [
        Panel(tuple(row(one, *marks.loc[one]) for one in series), titles[name], rule=True)
        for name, series in parts.items()
        if series
    ]


def _notes() -> list[Text]:
    return [
        both(
            "● content, ○ mere denominator. Rows are raw series as named in variables.yaml, columns the "
            "indices and variables that meet in a regression; of indices with the same indicators one is "
            "shown. A total and its part count as shared, so that a shared row may have one mark only.",
            "● 内容，○ 仅为分母。行为 variables.yaml 中的原始序列，列为同一回归中的指数与变量；"
            "指标相同的指数只列其一。总量与其组成部分视为共用，故共用行可能只有一个标记。",
        ),
        both(
            "What an overlap does to an estimate: checks/placebo.csv. What a shared denominator does: "
            "checks/denominators.csv.",
            "重叠对估计的影响见 checks/placebo.csv；共用分母的影响见 checks/denominators.csv。",
        ),
    ]


def _declared(study: Study) -> list[Text]:
    """Every declared overlap with its reason, as the study words it."""
    return [
        both(
            f"Declared, {' and '.join(one.between)} ({', '.join(one.series)}): {say(one.reason).strip()}",
            f"已声明：{' 与 '.join(one.between)}（{', '.join(one.series)}）：{say(one.reason, 'zh').strip()}",
        )
        for one in study.facts.overlaps
    ]
