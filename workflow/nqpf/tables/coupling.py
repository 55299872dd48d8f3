"""Coupling coordination by year and by group, beside what random pairing of units gives."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.dynamics.coupling import ALL
from nqpf.page.coupling import about, grade_names, honest, kept, occurring, special
from nqpf.page.numbers import fixed, percent, probability, whole
from nqpf.page.table import Cell, Panel, Row, Table, Text, row
from nqpf.page.words import both
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

PLACES = 4  # decimals: the bands are narrow
LEAST = 0.001  # a share that is printed as a number
_NUMBERS = ("d", "placebo_mean", "placebo_low", "placebo_high")


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `rows` (parts unit, mean, grade, move), `facts`."""
    rows, facts = kept(inputs["rows"]), inputs["facts"]
    means, grades = (rows[rows["part"] == part] for part in ("mean", "grade"))
    numbers = occurring(rows)
    yearly, whole_span = means[means["year"].notna()], means[means["year"].isna()]
    own = yearly[yearly["group"] == ALL].sort_values("year")
    by_year = [_line(str(int(line["year"])), line, grades, numbers) for line in own.to_dict("records")]
    by_group = [_line(_name(study, line), line, grades, numbers) for line in _ordered(whole_span)]
    return Table(
        title=spec.title,
        header=_header(numbers),
        panels=(
            Panel(tuple(by_year), both("All units, by year", "全部单位，分年份")),
            Panel(tuple(by_group), both("All years, by group", "全部年份，分组"), rule=True),
        ),
        notes=(*_notes(facts), *spec.notes, *study.facts.notes),
        tidy=pd.concat([means, grades], ignore_index=True).dropna(axis=1, how="all"),
        simulated=study.simulated,
    )


def _header(numbers: list[int]) -> tuple[Row, ...]:
    top = row(
        "", "", "", Cell(both("Random pairing", "随机配对"), 3),
        Cell(both("Share of unit-years in grade", "各等级占比（单位—年份）"), len(numbers)),
    )  # fmt: skip
    own = (both("Units", "单位数"), both("Mean D", "D 均值"))
    random = (both("mean", "均值"), "2.5\N{EN DASH}97.5%", "p")
    return top, row("", *own, *random, *(str(number) for number in numbers))


def _ordered(means: pd.DataFrame) -> list[dict[Any, Any]]:
    """All units first, then the groups by name."""
    return means.assign(last=means["group"] != ALL).sort_values(["last", "group"]).to_dict("records")


def _name(study: Study, line: Mapping[Any, Any]) -> Text:
    return both("All units", "全部单位") if line["group"] == ALL else study.group_label(line["group"])


def _line(stub: Text, line: Mapping[Any, Any], grades: pd.DataFrame, numbers: list[int]) -> Row:
    own = grades[grades["group"] == line["group"]]
    own = own if pd.isna(line["year"]) else own[own["year"] == line["year"]]
    counts = own.groupby("grade")["units"].sum().reindex(numbers, fill_value=0)
    shares = counts / counts.sum()
    # Only for all units does p ask about pairing alone: a group's own D also tells its level.
    p = probability(line["p"]) if line["group"] == ALL else "\N{EN DASH}"
    d, middle, low, high = (fixed(line[key], PLACES) for key in _NUMBERS)
    cells = (whole(line["units"]), d, middle, f"[{low}, {high}]", p)
    return row(stub, *cells, *map(_share, shares))


def _share(share: float) -> str:
    if not share:
        return "\N{EN DASH}"
    return percent(share) if share >= LEAST else f"<{percent(LEAST)}"


def _notes(facts: Mapping[str, Any]) -> list[Text]:
    draws, seed, movable = whole(facts["draws"]), facts["seed"], whole(facts["movable"])
    placebo = both(
        f"Random pairing: whole paths of U2 dealt out anew {draws} times (seed {seed}) among units seen in "
        "the "
        f"same years ({movable} units have one to exchange with); p: share of these means, the sample's own "
        "among them, that are at least the observed one. A group's band also tells its level of U2 against "
        "the other groups', so it has no p.",
        f"随机配对：在观测年份相同的单位之间将 U2 的整条路径重新分配 {draws} 次（种子 {seed}；可交换单位 "
        f"{movable} 个）；"
        "p 为随机均值（含样本本身）不小于观测均值的比例。分组的随机区间还反映该组 U2 与其他组的水平差异，"
        "故不报告 p。",
    )
    return [*about(facts), *honest(facts), placebo, grade_names(), *special(facts)]
