"""How certain the ranks of the last year are: intervals over all ways to build the index."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.page.numbers import fixed, percent
from nqpf.page.table import Panel, Row, Table, Text, row
from nqpf.page.words import both
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study
from nqpf.variants.words import left_out_notes, own_note, varied_note

ALL = 40  # units that are all shown; of more, the top, the bottom and the least certain
SOME = 10
HEADER = (
    both("Unit", "单位"),
    both("Rank", "排名"),
    both("5%", "5%"),
    both("median", "中位数"),
    both("95%", "95%"),
    both("width", "区间宽度"),
    both("mean rank, all years", "各年平均排名"),
    both("its 5%", "其 5%"),
    both("its 95%", "其 95%"),
)


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `rows` (unit, labels, year, rank, low, median, high, width), `facts`."""
    facts = inputs["facts"]
    last = _last(inputs["rows"], facts["last_year"])
    return Table(
        title=spec.title,
        header=(row(*HEADER),),
        panels=tuple(_panels(last)),
        notes=(*_notes(facts), *spec.notes, *study.facts.notes),
        tidy=inputs["rows"],
        simulated=study.simulated,
        align="r",
    )


def _last(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Put the last year and the mean over the years side by side, best rank first."""
    mean = rows[rows["year"].isna()].set_index("unit")[["rank", "low", "high"]].add_prefix("mean_")
    last = rows[rows["year"] == year].join(mean, on="unit")
    return last.sort_values(["rank", "unit"], ignore_index=True)


def _panels(last: pd.DataFrame) -> list[Panel]:
    if len(last) <= ALL:
        return [Panel(tuple(_row(line) for _, line in last.iterrows()))]
    widest = last.sort_values(["width", "unit"], ascending=[False, True])
    parts = [
        (both(f"Top {SOME}", f"前 {SOME} 名"), last.head(SOME)),
        (both(f"Bottom {SOME}", f"后 {SOME} 名"), last.tail(SOME)),
        (both(f"Least certain {SOME}", f"区间最宽的 {SOME} 个"), widest.head(SOME)),
    ]
    return [
        Panel(tuple(_row(line) for _, line in part.iterrows()), title, rule=place > 0)
        for place, (title, part) in enumerate(parts)
    ]


def _row(line: pd.Series) -> Row:
    name = both(str(line["label_en"]), str(line["label_zh"]))
    ranks = [_rank(line[key]) for key in ("rank", "low", "median", "high", "width")]
    return row(name, *ranks, *(fixed(line[key], 1) for key in ("mean_rank", "mean_low", "mean_high")))


def _rank(value: float) -> str:
    return fixed(value, 0 if float(value).is_integer() else 1)


def _notes(facts: Mapping[str, Any]) -> list[Text]:
    year, units = facts["last_year"], facts["units"]
    drawn = both(
        f"Ranks of {year} among {units} units, 1 the highest: the study's own, and 5%, 50%, 95% of "
        f"{facts['draws']} "
        f"indices drawn at random (seed {facts['seed']}; {facts['distinct']} distinct of {facts['size']} "
        "possible).",
        f"{year} 年 {units} 个单位的排名（1 为最高）：本研究排名，及随机抽取的 {facts['draws']} 个指数的 "
        "5%、50%、95% 分位"
        f"（种子 {facts['seed']}；{facts['size']} 种可能中的 {facts['distinct']} 种）。",
    )
    return [drawn, _finding(facts), varied_note(facts), own_note(facts), *left_out_notes(facts)]


def _finding(facts: Mapping[str, Any]) -> Text:
    units, upper, lower = facts["units"], facts["surely_upper_half"], facts["surely_lower_half"]
    settled = percent((upper + lower) / units)
    return both(
        f"The median interval is {fixed(facts['median_width'], 0)} ranks wide, the widest "
        f"{fixed(facts['widest'], 0)}; "
        f"the interval lies wholly in the upper half for {upper} units and in the lower half for {lower} "
        f"({settled} in all). For {facts['own_outside']} units the study's own rank lies outside its "
        "interval.",
        f"区间宽度中位数为 {fixed(facts['median_width'], 0)} 位，最宽 {fixed(facts['widest'], 0)} 位；"
        f"{upper} 个单位的区间完全处于上半区，{lower} 个完全处于下半区（合计 {settled}）；"
        f"{facts['own_outside']} 个单位的本研究排名落在区间之外。",
    )
