"""Moves between the grades of coordination from one year to the next: all units and every group."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.dynamics.coupling import ALL
from nqpf.page.coupling import about, grade_label, grade_names, kept
from nqpf.page.numbers import fixed, whole
from nqpf.page.table import Panel, Row, Table, Text, row
from nqpf.page.words import both
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `rows` (parts unit, mean, grade, move), `facts`."""
    rows, facts = kept(inputs["rows"]), inputs["facts"]
    moves = rows[rows["part"] == "move"]
    used = _used(moves)
    moves = moves[moves["from"].isin(used) & moves["to"].isin(used)]
    groups = [ALL, *sorted(name for name in moves["group"].unique() if name != ALL)]
    heads = [both(f"to {grade}", f"至 {grade}") for grade in used]
    return Table(
        title=spec.title,
        header=(row(both("Grade at the start", "期初等级"), both("Moves", "转移次数"), *heads),),
        panels=tuple(_panel(study, moves[moves["group"] == group], group) for group in groups),
        notes=(*about(facts), *_notes(facts), *spec.notes, *study.facts.notes),
        tidy=moves.dropna(axis=1, how="all").reset_index(drop=True),
        simulated=study.simulated,
    )


def _used(moves: pd.DataFrame) -> list[int]:
    """Grades from which or to which somebody moves or stays."""
    own = moves[(moves["group"] == ALL) & (moves["count"] > 0)]
    return sorted({int(one) for side in ("from", "to") for one in own[side]})


def _panel(study: Study, part: pd.DataFrame, group: str) -> Panel:
    title = both("All units", "全部单位") if group == ALL else study.group_label(group)
    counts = part.groupby("from")["count"].sum()
    starts = sorted(counts[counts > 0].index)
    lines = [_line(int(start), part[part["from"] == start]) for start in starts]
    return Panel(tuple(lines), title, rule=True)


def _line(start: int, own: pd.DataFrame) -> Row:
    shares = [fixed(p, 3) if p else "0" for p in own.sort_values("to")["probability"]]
    return row(grade_label(start), whole(own["count"].sum()), *shares)


def _notes(facts: Mapping[str, Any]) -> list[Text]:
    up, down, stay = (whole(facts["moves"][key]) for key in ("up", "down", "stay"))
    return [
        both(
            "Share of the units of a grade that are in each grade one calendar year later; grades in which "
            "no "
            f"unit starts are left out. Moves up: {up}; down: {down}; none: {stay}. Grades rise with the "
            "trends of both indices, so moves up are no sign of coupling by themselves.",
            "某等级单位在下一年处于各等级的比例；无期初单位的等级从略。"
            f"上升 {up} 次，下降 {down} 次，不变 {stay} 次。"
            "等级随两个指数的趋势上升，向上转移本身不足以说明耦合。",
        ),
        grade_names(),
    ]
