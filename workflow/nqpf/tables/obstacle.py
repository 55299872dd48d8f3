"""Obstacle degrees of the indicators of an index, dimension by dimension."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.page.numbers import fixed, percent, whole
from nqpf.page.table import Panel, Row, Table, Text, row
from nqpf.page.words import both, word
from nqpf.specs.base import Label
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `rows` (level, name, dimension, by, of, score, weight, obstacle), `facts`."""
    rows, index = inputs["rows"].astype({"of": str}), study.analyses[str(spec.analysis)].index
    columns = list(dict.fromkeys(zip(rows["by"], rows["of"], strict=True)))
    header = row(word("indicator"), word("weight"), both("mean z", "z 均值"), *map(_head, columns))
    return Table(
        title=spec.title,
        header=(header,),
        panels=tuple(
            _panel(study, dimension.label, rows[rows["dimension"] == key])
            for key, dimension in study.indices[index].dimensions.items()
        ),
        notes=(*_notes(inputs["facts"]), *spec.notes, *study.facts.notes),
        tidy=rows,
        simulated=study.simulated,
        align="r",
    )


def _head(column: tuple[str, str]) -> Text:
    return both("all", "全部") if column[0] == "all" else column[1]


def _panel(study: Study, title: Label, part: pd.DataFrame) -> Panel:
    """The indicators of a dimension, and their sum where there are several."""
    own = part[part["level"] == "indicator"]
    lines = [_row(study.label(str(name)), one) for name, one in own.groupby("name", sort=False)]
    if len(lines) > 1:
        lines.append(_row(both("Dimension in all", "维度合计"), part[part["level"] == "dimension"]))
    return Panel(tuple(lines), title)


def _row(label: Text, part: pd.DataFrame) -> Row:
    """One line; part: the rows of one name in the order of the columns, all units first."""
    first = part.iloc[0]
    shares = (percent(one) for one in part["obstacle"])
    return row(label, fixed(first["weight"], 3), fixed(first["score"], 3), *shares)


def _notes(facts: Mapping[str, Any]) -> list[Text]:
    years, units = facts["years"], facts["units"]
    what = both(
        "Obstacle degree: w(1 \N{MINUS SIGN} z) of an indicator as a share of the sum over all indicators, "
        "by unit and year, "
        "then averaged; every column sums to 100%. A heavy indicator is an obstacle even where it scores "
        "well: the degree mirrors the weights.",
        "障碍度：各单位各年份 w(1 \N{MINUS SIGN} z) 占全部指标合计的比重，再取均值；每列合计 100%。权重大的"
        "指标即使得分高也表现为障碍，障碍度反映权重。",
    )
    size = both(
        f"{whole(facts['rows'])} unit-years, {units} units, {years[0]}\N{EN DASH}{years[1]}; columns: all, "
        "first and last year, groups of units.",
        f"{whole(facts['rows'])} 个观测，{units} 个单位，{years[0]}\N{EN DASH}{years[1]} 年；各列：全部、首"
        "末年份、单位分组。",
    )
    above, below, empty = facts["above_best"], facts["below_worst"], facts["undefined"]
    linear = facts["aggregator"] == "linear"
    other = both(
        f"The index is aggregated by '{facts['aggregator']}'; the degrees split up its linear counterpart.",
        f"指数采用 {facts['aggregator']} 合成，障碍度对应其线性形式。",
    )
    beyond = both(
        f"Scores above 1: {above} cells (negative obstacles), below 0: {below} cells; best in everything, "
        f"so without obstacle: {empty} rows.",
        f"得分大于 1 的单元格 {above} 个（障碍度为负），小于 0 的 {below} 个；各项均最优而无障碍度的观测 "
        f"{empty} 个。",
    )
    return [what, size, beyond] if linear else [what, size, beyond, other]
