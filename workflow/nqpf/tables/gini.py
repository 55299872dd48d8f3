"""Dagum's decomposition of the Gini coefficient: the whole, within and between groups, year by year."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from nqpf.page.numbers import fixed, percent
from nqpf.page.table import Panel, Row, Table, Text, row
from nqpf.page.words import both, indented
from nqpf.specs.base import Label
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

YEARS = 7  # columns of years that a page holds
GROUPS = 6  # more groups have too many pairs for a page
PARTS = {
    "within": both("Gw, within groups", "Gw 组内"),
    "between": both("Gnb, net between groups", "Gnb 组间净差异"),
    "transvariation": both("Gt, transvariation (overlap)", "Gt 超变密度"),
}


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `rows` (year, part, group, other, value, share), `facts`."""
    rows, facts = inputs["rows"].fillna({"group": "", "other": ""}), inputs["facts"]
    years = chosen(sorted(int(year) for year in rows["year"].unique()))
    mean = both("mean of all years", "各年均值")
    return Table(
        title=spec.title,
        header=(row(both("Gini coefficient", "基尼系数"), *map(str, years), mean),),
        panels=tuple(_panels(study, rows, years, facts["units"])),
        notes=(*_notes(facts, years), *spec.notes, *study.facts.notes),
        tidy=rows,
        simulated=study.simulated,
        align="r",
    )


def chosen(years: list[int]) -> list[int]:
    """At most YEARS years, evenly spread, the first and the last among them."""
    places = np.unique(np.linspace(0, len(years) - 1, min(YEARS, len(years))).round().astype(int))
    return [years[place] for place in places]


def _panels(study: Study, rows: pd.DataFrame, years: list[int], units: Mapping[str, int]) -> list[Panel]:
    found = {
        key: part.set_index("year") for key, part in rows.groupby(["part", "group", "other"], sort=False)
    }
    lines = [_row(both("G", "G 总体"), found["total", "", ""], years)]
    for key, label in PARTS.items():
        part = found[key, "", ""]
        lines += [_row(label, part, years), _shares(part, years)]
    inner = [_row(_counted(study, name, units[name]), found["group", name, ""], years) for name in units]
    panels = [
        Panel(tuple(lines), both("All units", "总体")),
        Panel(tuple(inner), both("Within a group (number of units)", "组内（单位数）"), rule=True),
    ]
    pairs = [(key, part) for key, part in found.items() if key[0] == "pair"]
    if not pairs or len(units) > GROUPS:
        return panels
    between = [_row(_pair(study, str(key[1]), str(key[2])), part, years) for key, part in pairs]
    return [*panels, Panel(tuple(between), both("Between two groups", "组间"), rule=True)]


def _counted(study: Study, name: str, units: int) -> Label:
    label = study.group_label(name)
    return both(f"{label.en} ({units})", f"{label.zh}（{units}）")


def _pair(study: Study, one: str, other: str) -> Label:
    left, right = study.group_label(one), study.group_label(other)
    return both(f"{left.en} \N{EN DASH} {right.en}", f"{left.zh} \N{EN DASH} {right.zh}")


def _row(label: Label | str, part: pd.DataFrame, years: list[int]) -> Row:
    values = part["value"]
    return row(label, *(fixed(values[year], 3) for year in years), fixed(values.mean(), 3))


def _shares(part: pd.DataFrame, years: list[int]) -> Row:
    shares = part["share"]
    label = indented(both("share of G", "贡献率"))
    return row(label, *(percent(shares[year]) for year in years), percent(shares.mean()))


def _notes(facts: Mapping[str, Any], years: list[int]) -> list[Text]:
    what = both(
        f"Index: {facts['index']['en']}. G = Gw + Gnb + Gt (Dagum 1997): inequality within groups, net "
        "inequality between them, "
        "and the overlap of groups whose means differ. Every unit weighs the same, whatever its population.",
        f"指数：{facts['index']['zh']}。G = Gw + Gnb + Gt（Dagum 1997）：组内差异、组间净差异与超变密度。各"
        "单位权重相同，不按人口加权。",
    )
    reading = both(
        "Gnb alone counts the gap between group means; Gw also depends on how many groups there are and "
        "how unequal their sizes. A group of one unit has no inequality.",
        "Gnb 仅反映组均值差距；Gw 还取决于组数及各组规模是否均等。仅含一个单位的组无组内差异。",
    )
    first, last = facts["years"]
    span = both(
        f"{first}\N{EN DASH}{last}; {len(years)} of {last - first + 1} years shown, the CSV holds all.",
        f"{first}\N{EN DASH}{last} 年；表中列示 {len(years)} 个年份，CSV 含全部年份。",
    )
    return [what, reading, span]
