"""Other designs for the same channels: mediator held still, and cause, channel, outcome in three years."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from nqpf.page import mechanism as page
from nqpf.page.channels import Channel, effect_label, truths
from nqpf.page.numbers import interval, number, whole
from nqpf.page.table import Cell, Panel, Row, Table, Text, row
from nqpf.page.words import both, indented, word
from nqpf.specs.base import Label
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

CONTROLLED, LAGGED = "controlled direct", "lagged"
COLUMNS = (
    (CONTROLLED, "b"),
    (CONTROLLED, "direct"),
    (LAGGED, "a"),
    (LAGGED, "b"),
    (LAGGED, "indirect"),
    (LAGGED, "direct"),
    (LAGGED, "total"),
)


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table.

    inputs: `alternatives` (mediator, kind, moderator, at, quantity, estimate, low, high, n, units, draws),
    `facts`, `truth` or None.
    """
    rows, facts = inputs["alternatives"], inputs["facts"]["facts"]
    rows = rows[rows["kind"].isin([CONTROLLED, LAGGED])]
    mediators = list(dict.fromkeys(rows["mediator"]))
    true = truths(study, facts, inputs.get("truth"))
    lines = page.by_key(rows, "mediator", "kind", "quantity")
    known = page.by_key(true.rename_axis("name").reset_index(), "name")
    effects = page.ordered(study, mediators)
    notes = page.notes(study, facts, _layers(study, facts, rows), truth=not true.empty)
    return Table(
        title=spec.title,
        header=_header(),
        panels=tuple(_panel(study, effect, channels, lines, known) for effect, channels in effects),
        notes=(*notes, *spec.notes),
        tidy=_tidy(rows, true),
        simulated=study.simulated,
    )


def _header() -> tuple[Row, ...]:
    held = both("layer 4, mediator held still", "第四层：固定中介变量")
    years = both("layer 4, x(t − 1), m(t), y(t + 1)", "第四层：x(t − 1)、m(t)、y(t + 1)")
    direct = both("Controlled direct", "受控直接效应")
    names = [direct if one == COLUMNS[1] else word(one[1]) for one in COLUMNS]
    return (row("", Cell(held, 2), Cell(years, 5)), row(word("channel"), *names))


def _panel(
    study: Study, effect: str, channels: tuple[Channel, ...], lines: page.Lines, true: page.Lines
) -> Panel:
    rows: list[Row] = []
    for channel in channels:
        own = study.label(channel.name)
        found = [lines[channel.name, *key] for key in COLUMNS]
        rows.append(row(channel.label, *(number(line["estimate"]) or "-" for line in found)))
        reach = (interval(line["low"], line["high"]) for line in found)
        rows.append(row("" if own == channel.label else indented(own), *reach))
        if (channel.name,) in true:
            rows.append(_truth(true[channel.name,]))
    return Panel(tuple(rows), effect_label(study, effect) if effect else None, rule=True)


def _truth(true: page.Line) -> Row:
    """The generator's channels do not act on one another: held still, they leave what one alone leaves."""
    return row(indented(word("truth")), number(true["b"]), number(true["direct"]), *[""] * 5)


def _layers(study: Study, facts: Mapping[str, Any], rows: pd.DataFrame) -> list[Text]:
    held, years = (rows[rows["kind"] == kind] for kind in (CONTROLLED, LAGGED))
    draws = whole(facts["draws"])
    return [
        both(
            "Layer 4, mediator held still: effect of x on y when the channel is kept from moving, by "
            "sequential g-estimation (Acharya, Blackwell & Sen 2016). Assumes no unobserved cause of x, none "
            "of m and y given x, the controls and the intermediate variables, and no interaction of x and m. "
            f"{_intermediate(study, facts).en} {_counts(held).en}",
            "第四层（固定中介变量）：机制不变时 x 对 y 的效应，采用序贯 g 估计"
            "（Acharya, Blackwell & Sen 2016）。假定 x 无未观测原因，给定 x、控制变量与中间变量后 m 与 "
            "y 无未观测共同原因，且 x 与 m 无交互。"
            f"{_intermediate(study, facts).zh}{_counts(held).zh}",
        ),
        both(
            "Layer 4, lagged ordering: treatment and controls of the year before, channel of the year, "
            "outcome of the year after; the calendar then orders them. Assumes what layer 2 assumes, of "
            "these years, "
            f"and effects that take a year each. {_counts(years).en}",
            "第四层（滞后次序）：前一年的处理与控制变量、当年的机制变量、后一年的结果，由时间确定先后。"
            f"假定与第二层相同（就这些年份而言），且每一步效应历时一年。{_counts(years).zh}",
        ),
        both(
            f"Square brackets: 95% percentile intervals, whole units redrawn {draws} times "
            f"(seed {facts['seed']}).",
            f"方括号内为 95% 百分位区间：整单位重抽 {draws} 次（种子 {facts['seed']}）。",
        ),
    ]


def _intermediate(study: Study, facts: Mapping[str, Any]) -> Label:
    """Name what stands for the intermediate variables."""
    given: Sequence[str] | None = facts.get("intermediate")
    if given is None and len(facts["mediators"]) > 1:
        return both("Intermediate: the other channels.", "中间变量：其余机制变量。")
    labels = [study.label(name) for name in given or ()]
    en, zh = ", ".join(one.en for one in labels), "、".join(one.zh for one in labels)
    return both(f"Intermediate: {en or 'none'}.", f"中间变量：{zh or '无'}。")


def _counts(rows: pd.DataFrame) -> Label:
    """Count the rows behind one design; all channels share them."""
    if rows.empty:
        return both("", "")
    n, units = whole(rows["n"].max()), whole(rows["units"].max())
    return both(f"N = {n}, {units} units.", f"样本量 {n}，{units} 个单位。")


def _tidy(rows: pd.DataFrame, true: pd.DataFrame) -> pd.DataFrame:
    """The rows at full precision, with the truth of the controlled direct effect and its b where known."""
    if true.empty:
        return rows
    known = {(name, key): true.loc[name, key] for name in true.index for key in ("b", "direct", "total")}
    held = rows["kind"] == CONTROLLED
    keys = list(zip(rows["mediator"], rows["quantity"], strict=True))
    values = pd.Series([known.get(key, float("nan")) for key in keys], index=rows.index, dtype=float)
    return rows.assign(truth=values.where(held))
