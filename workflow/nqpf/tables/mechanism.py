"""Channels under their effects; every column says on which layer of assumptions it stands (METHOD 3)."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.page.channels import TRUE_QUANTITIES, Channel, by_effect, effect_label, truths
from nqpf.page.numbers import brackets, fixed, interval, number, percent, present, probability, whole
from nqpf.page.overlap import Audited, audited, channel_rows
from nqpf.page.overlap import notes as overlap_notes
from nqpf.page.regression_notes import breaks, errors, truth_note
from nqpf.page.table import Cell, Panel, Row, Table, Text, row
from nqpf.page.words import both, indented, word
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

Line = Mapping[Any, Any]
WIDTH = 9


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table.

    inputs: `effects` (one row per mediator), `facts` ({"facts", "effects"}), `truth` or None, `placebo` or
    None (the audit of declared overlaps).
    """
    facts = inputs["facts"]["facts"]
    true = truths(study, facts, inputs.get("truth"))
    lines = inputs["effects"].set_index("mediator", drop=False)
    groups = by_effect(study, inputs["effects"])
    joint = inputs["facts"].get("effects") or {}
    audits = _audits(spec, inputs.get("placebo"))
    panels = (_panel(study, key, rows, lines, true, joint.get(key), audits) for key, rows in groups.items())
    return Table(
        title=spec.title,
        header=_header(),
        panels=tuple(panels),
        notes=(*_notes(study, facts, truth=not true.empty), *overlap_notes(audits.values()), *spec.notes),
        tidy=_tidy(inputs["effects"], true, groups),
        simulated=study.simulated,
    )


def _audits(spec: TableSpec, placebo: pd.DataFrame | None) -> dict[tuple[str, str], Audited]:
    """The audit by path and mediator."""
    ends = {"a": "second", "b": "first", "total": "first"}
    return {
        (path, str(line[end])): line
        for path, end in ends.items()
        for line in audited(placebo, str(spec.mechanism), path)
    }


def _header() -> tuple[Row, ...]:
    first = row("", Cell(word("layer_1"), 3), Cell(word("layer_2"), 5))
    keys = ("channel", "a", "holm", "bh", "b", "indirect", "direct", "total", "share")
    return (first, row(*(word(key) for key in keys)))


def _panel(
    study: Study,
    effect: str,
    channels: tuple[Channel, ...],
    lines: pd.DataFrame,
    true: pd.DataFrame,
    joint: Mapping[str, Any] | None,
    audits: Mapping[tuple[str, str], Audited],
) -> Panel:
    rows: list[Row] = []
    for channel in channels:
        rows += _channel_rows(study, channel, lines, true)
        rows += channel_rows(audits.get(("a", channel.name)), audits.get(("b", channel.name)), WIDTH)
    if joint:
        rows.append(row("", Cell(_joint(joint), WIDTH - 1)))
    title = effect_label(study, effect) if effect else _title_of_others(lines)
    return Panel(tuple(rows), title, rule=True)


def _title_of_others(lines: pd.DataFrame) -> Text | None:
    """Head mediators without a claim, but only beside channels that have one."""
    return word("other_mediators") if (lines["claim"].fillna("") != "").any() else None


def _channel_rows(study: Study, channel: Channel, lines: pd.DataFrame, true: pd.DataFrame) -> list[Row]:
    if not channel.name:
        reason = str(channel.reason).rstrip(".")
        return [row(channel.label, Cell(both(f"not observed: {reason}", f"无观测：{reason}"), WIDTH - 1))]
    line = lines.loc[channel.name].to_dict()
    rows = [_estimates(channel, line), _precision(study, channel, line)]
    return [*rows, _truth(true.loc[channel.name].to_dict())] if channel.name in true.index else rows


def _estimates(channel: Channel, line: Line) -> Row:
    layer_1 = (number(line["a"]), probability(line["a_p_holm"]), probability(line["a_p_bh"]))
    layer_2 = (number(line[key]) for key in ("b", "indirect", "direct", "total"))
    return row(channel.label, *layer_1, *layer_2, percent(line["share"]))


def _precision(study: Study, channel: Channel, line: Line) -> Row:
    """Print the standard error of a; percentile intervals of the rest. The stub names the variable."""
    intervals = (
        interval(line.get(f"{key}_low"), line.get(f"{key}_high"))
        for key in ("b", "indirect", "direct", "total")
    )
    variable = indented(study.label(channel.name)) if channel.claim else ""
    return row(variable, brackets(line["a_se"]), "", "", *intervals, "")


def _truth(true: Line) -> Row:
    layer_2 = (number(true[key]) for key in ("b", "indirect", "direct", "total"))
    share = true["indirect"] / true["total"] if present(true["total"]) and true["total"] != 0 else None
    return row(indented(word("truth")), number(true["a"]), "", "", *layer_2, percent(share))


def _joint(joint: Mapping[str, Any]) -> Text:
    """Print the Wald test that all paths a of an effect are zero, and their mean."""
    degrees = f"{whole(joint.get('df1'))}, {whole(joint.get('df2'))}"
    test = f"F({degrees}) = {fixed(joint.get('f'), 2)}"
    p = f"p {_equals(joint.get('p'))}, Holm p {_equals(joint.get('p_holm'))}"
    mean = f"{number(joint.get('average'))} {interval(joint.get('average_low'), joint.get('average_high'))}"
    return both(
        f"Joint test of the paths a: {test}, {p}; mean standardised a {mean.strip()}",
        f"路径 a 联合检验：{test}，{p}；标准化 a 均值 {mean.strip()}",
    )


def _equals(p: Any) -> str:
    text = probability(p)
    return text if text.startswith("<") else f"= {text}"


def _notes(study: Study, facts: Mapping[str, Any], *, truth: bool) -> list[Text]:
    names = [facts["treatment"], facts["outcome"], *facts.get("controls", [])]
    x, y = (study.label(facts[key]) for key in ("treatment", "outcome"))
    who = both(
        f"x: {x.en}; y: {y.en}. "
        f"N = {whole(facts['n'])}, {whole(facts['units'])} units, {facts['years']} years.",
        f"x：{x.zh}；y：{y.zh}。"
        f"样本量 {whole(facts['n'])}，{whole(facts['units'])} 个单位，{facts['years']} 年。",
    )
    mine = errors([str(facts["recipe"])])
    return [
        who,
        *mine,
        *_layers(facts),
        *([truth_note()] if truth else []),
        *breaks(study, names),
        *study.facts.notes,
    ]


def _layers(facts: Mapping[str, Any]) -> list[Text]:
    draws, seed = whole(facts.get("draws")), facts.get("seed")
    layer_1 = both(
        "Layer 1 (x → m) stands under the same identification as x → y; "
        "Holm and Benjamini-Hochberg p over the observed channels.",
        "第一层（x → m）与 x → y 采用同一识别策略；Holm 与 BH p 值就全部可观测机制校正。",
    )
    layer_2 = both(
        "Layer 2 holds under sequential ignorability, one channel at a time; square brackets: 95% percentile "
        f"intervals, cluster bootstrap ({draws} draws, seed {seed}). Share = indirect / total.",
        f"第二层须满足序贯可忽略性，逐一机制估计；方括号内为 95% 百分位区间，"
        f"聚类自助法（{draws} 次，种子 {seed}）。占比 = 间接效应/总效应。",
    )
    return [layer_1, layer_2]


def _tidy(
    effects: pd.DataFrame, true: pd.DataFrame, groups: Mapping[str, tuple[Channel, ...]]
) -> pd.DataFrame:
    """Put the estimates beside their truths; a channel that is not observed is a row with its reason."""
    named = true.rename(columns={key: f"truth_{key}" for key in TRUE_QUANTITIES})
    tidy = effects.join(named, on="mediator") if len(true) else effects
    absent = [(key, channel) for key, rows in groups.items() for channel in rows if not channel.name]
    extra = pd.DataFrame(
        [{"claim": c.claim, "effect": key, "not_observed": c.reason} for key, c in absent],
        columns=["claim", "effect", "not_observed"],
    )
    return pd.concat([tidy, extra], ignore_index=True) if len(extra) else tidy.assign(not_observed=None)
