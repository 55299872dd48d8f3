"""Channels where a practice path is weak and where it is strong (METHOD 3, layer 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nqpf.page import mechanism as page
from nqpf.page.channels import truths
from nqpf.page.numbers import interval, number, whole
from nqpf.page.table import Cell, Panel, Row, Table, Text, row
from nqpf.page.words import both, word
from nqpf.specs.base import Label
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

MODERATED, DIFFERENCE = "moderated", "difference"
POINTS = ("p25", "p50", "p75")


@dataclass(frozen=True)
class _Content:
    """What the rows are made of. lines: by (moderator, mediator, at, quantity); true: of differences."""

    study: Study
    lines: page.Lines
    labels: Mapping[str, Label]
    true: Mapping[tuple[str, str], float]


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table.

    inputs: `alternatives` (mediator, kind, moderator, at, value, quantity, estimate, low, high, n, units,
    draws), `facts`, `truth` or None.
    """
    rows, facts = inputs["alternatives"], inputs["facts"]["facts"]
    rows = rows[rows["kind"] == MODERATED]
    content = _content(study, rows, facts, inputs.get("truth"))
    panels = [_panel(content, name, rows) for name in dict.fromkeys(rows["moderator"])]
    notes = page.notes(study, facts, _layers(facts), truth=bool(content.true))
    return Table(
        title=spec.title,
        header=_header(bool(content.true)),
        panels=tuple(panels),
        notes=(*notes, *spec.notes),
        tidy=_tidy(rows, content.true),
        simulated=study.simulated,
    )


def _content(
    study: Study, rows: pd.DataFrame, facts: Mapping[str, Any], truth: pd.DataFrame | None
) -> _Content:
    mediators = list(dict.fromkeys(rows["mediator"]))
    effects = page.ordered(study, mediators)
    return _Content(
        study=study,
        lines=page.by_key(rows, "moderator", "mediator", "at", "quantity"),
        labels={one.name: one.label for _, channels in effects for one in channels},
        true=_true_differences(study, rows, facts, truth),
    )


def _true_differences(
    study: Study, rows: pd.DataFrame, facts: Mapping[str, Any], truth: pd.DataFrame | None
) -> dict[tuple[str, str], float]:
    """(moderator, quantity) -> true difference: the generator's paths change c', never a or b."""
    if truth is None or truths(study, facts, truth).empty:
        return {}
    stated = truth[truth["quantity"] == "moderation"].set_index("name")["index_scale"]
    outer = rows[rows["at"] == DIFFERENCE].drop_duplicates("moderator").set_index("moderator")["value"]
    found: dict[tuple[str, str], float] = {}
    for claim, slope in stated.items():
        evidence = study.facts.claims.get(str(claim))
        if evidence is not None and evidence.variable in outer.index:
            name = str(evidence.variable)
            direct = float(slope) * float(outer[name])
            found |= {(name, "indirect"): 0.0, (name, "direct"): direct, (name, "total"): direct}
    return found


def _header(truth: bool) -> tuple[Row, ...]:
    known = [word("truth")] if truth else []
    difference = [both("P75 − P25", "P75 − P25"), both("95% interval", "95% 区间"), *known]
    names: list[Text] = [word("channel"), *(point.upper() for point in POINTS), *difference, *difference]
    layer = Cell(both("layer 4: indirect effect", "第四层：间接效应"), len(POINTS) + len(difference))
    direct = Cell(both("layer 4: direct effect", "第四层：直接效应"), len(difference))
    return (row("", layer, direct), row(*names))


def _panel(content: _Content, moderator: str, rows: pd.DataFrame) -> Panel:
    part = rows[rows["moderator"] == moderator]
    values = part.drop_duplicates("at").set_index("at")["value"]
    points = ", ".join(f"{at.upper()} {number(values[at])}" for at in POINTS)
    label, n = content.study.label(moderator), whole(part["n"].max())
    title = both(f"{label.en} ({points}; N = {n})", f"{label.zh}（{points}；样本量 {n}）")
    lines = (_line(content, moderator, mediator) for mediator in content.labels)
    return Panel(tuple(lines), title, rule=True)


def _line(content: _Content, moderator: str, mediator: str) -> Row:
    points = [number(content.lines[moderator, mediator, at, "indirect"]["estimate"]) for at in POINTS]
    cells: list[Text] = []
    for quantity in ("indirect", "direct"):
        found = content.lines[moderator, mediator, DIFFERENCE, quantity]
        cells += [number(found["estimate"]), interval(found["low"], found["high"])]
        cells += [number(content.true.get((moderator, quantity)))] if content.true else []
    return row(content.labels[mediator], *points, *cells)


def _layers(facts: Mapping[str, Any]) -> list[Text]:
    draws, seed = whole(facts["draws"]), facts["seed"]
    return [
        both(
            "Layer 4, moderated mediation: both paths and the direct effect may change with the moderator w, "
            "one channel and one moderator at a time (Preacher, Rucker & Hayes 2007); effects where w stands "
            "at its quartiles, and their difference. Assumes what layer 2 assumes at every value of w, a "
            "linear change, and that nothing else which goes with w changes the paths. 95% percentile "
            f"intervals: whole units redrawn {draws} times (seed {seed}).",
            "第四层（有调节的中介）：两条路径与直接效应均可随调节变量 w 变化，逐一机制、逐一调节变量估计"
            "（Preacher, Rucker & Hayes 2007）；列出 w 处于各四分位时的效应及其差异。"
            "假定第二层的条件在 w 的每个取值上成立，变化为线性，且与 w 相伴的其他因素不改变路径。"
            f"95% 百分位区间：整单位重抽 {draws} 次（种子 {seed}）。",
        )
    ]


def _tidy(rows: pd.DataFrame, true: Mapping[tuple[str, str], float]) -> pd.DataFrame:
    """The rows at full precision, with the truth of the differences where it is known."""
    if not true:
        return rows
    keys = zip(rows["moderator"], rows["quantity"], rows["at"], strict=True)
    values = [true.get((w, quantity)) if at == DIFFERENCE else None for w, quantity, at in keys]
    return rows.assign(truth=pd.Series(values, index=rows.index, dtype=float))
