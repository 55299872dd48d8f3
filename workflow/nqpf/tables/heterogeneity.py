"""Effects by group of units with the p of no difference; never two columns of stars."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.page.heterogeneity import (
    Facts,
    group_label,
    grouping_label,
    holm_note,
    model_note,
    tests_note,
    years_note,
)
from nqpf.page.numbers import interval, number, present, probability, whole
from nqpf.page.table import Cell, Panel, Row, Table, Text, row
from nqpf.page.words import both, indented
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

ENDS = both("95% interval", "95% 区间")


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `rows` (one per group), `facts`; `truth` in a simulated study."""
    facts, rows = inputs["facts"], inputs["rows"].astype({"group": str})
    parts = {str(name): part for name, part in rows.groupby("grouping", sort=False)}
    return Table(
        title=spec.title,
        header=_header(),
        panels=tuple(_panel(study, one, parts[one["grouping"]]) for one in facts["groupings"]),
        notes=(*_notes(study, facts, inputs.get("truth")), *spec.notes, *study.facts.notes),
        tidy=rows,
        simulated=study.simulated,
    )


def _header() -> tuple[Row, ...]:
    effect = both("Effect", "效应")
    above = row(
        "",
        "",
        Cell(both("Common year effects", "共同年份效应"), 2),
        Cell(both("Year effects by group", "分组年份效应"), 2),
    )
    return (above, row("", both("Units", "单位数"), effect, ENDS, effect, ENDS))


def _panel(study: Study, grouping: Facts, part: pd.DataFrame) -> Panel:
    lines = [_group(study, grouping, line) for line in part.to_dict("records")]
    first = part.to_dict("records")[0]
    return Panel((*lines, *_tests(first)), grouping_label(grouping), rule=True)


def _group(study: Study, grouping: Facts, line: Mapping[Any, Any]) -> Row:
    return row(
        indented(group_label(study, str(line["group"]), grouping)),
        whole(line["units"]),
        number(line["estimate"]),
        interval(line["low"], line["high"]),
        number(line["years_estimate"]) or "-",
        interval(line["years_low"], line["years_high"]) or "-",
    )


def _tests(line: Mapping[Any, Any]) -> list[Row]:
    def p(stub: Text, common: Any, years: Any) -> Row:
        return row(stub, "", probability(common), "", probability(years) or "-", "")

    found = [
        p(both("p of no difference: Wald", "无差异检验 p：Wald"), line["p"], line["years_p"]),
        p(
            indented(both("permutation | wild bootstrap", "置换 | Wild 自助法")),
            line["permutation_p"],
            line["years_wild_p"],
        ),
        p(indented(both("Holm over the groupings", "Holm（各分组）")), line["holm"], line["years_holm"]),
    ]
    if present(line["interacted_p"]):
        own = indented(both("Wald, controls by group too", "Wald，控制变量亦分组"))
        found.append(row(own, "", "", "", probability(line["interacted_p"]), ""))
    return found


def _notes(study: Study, facts: Facts, truth: pd.DataFrame | None) -> list[Text]:
    found: list[Text] = [model_note(study, facts), years_note(), tests_note(facts), holm_note(facts)]
    kinds = [one for one in facts["groupings"] if one["cut"] is not None]
    if kinds:
        found.append(
            both(
                f"Halves: at the median of the unit's value in {facts['first']}. A half by the first "
                "level of the "
                "outcome shares that year's noise with it, so a difference may be a return to the mean.",
                f"两半：以单位在 {facts['first']} 年取值的中位数划分。"
                "按被解释变量期初水平划分的组与当年噪声相关，"
                "差异可能是均值回归。",
            )
        )
    left = {grouping_label(one).en: one["left_out"] for one in facts["groupings"] if one["left_out"]}
    if left:
        said = ", ".join(f"{name}: {whole(number)}" for name, number in left.items())
        found.append(both(f"Units in no group: {said}.", f"未归组单位：{said}。"))
    return [*found, *_truth(truth)]


def _truth(truth: pd.DataFrame | None) -> list[Text]:
    """The true mean effect; groups differ from it only as far as the true moderators do."""
    if truth is None:
        return []
    known = truth[truth["quantity"] == "total"]["index_scale"]
    if known.empty:
        return []
    value = number(float(known.iloc[0]))
    return [
        both(
            f"Truth: {value} for a unit with mean moderators; no group has an effect of its own.",
            f"真值：调节变量取均值的单位为 {value}；各组均无自身的效应差异。",
        )
    ]
