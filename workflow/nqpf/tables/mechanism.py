"""Channels under their effects, one at a time; every column says on which layer it stands (METHOD 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nqpf.page import mechanism as page
from nqpf.page.channels import Channel, by_effect, effect_label, truths
from nqpf.page.numbers import brackets, fixed, interval, number, percent, present, probability, whole
from nqpf.page.overlap import Audited, audited, channel_rows
from nqpf.page.overlap import notes as overlap_notes
from nqpf.page.table import LANGUAGES, Cell, Panel, Row, Table, Text, row, say
from nqpf.page.words import both, indented, word
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

Line = Mapping[Any, Any]
FIRST = ("a_p_holm", "a_p_bh", "a_p_rw", "a_p_permutation")
SECOND = ("b", "indirect", "direct", "total")
WIDTH = 2 + len(FIRST) + len(SECOND) + 1
PLACE_OF_B = 2 + len(FIRST)
LEVEL = 0.95


@dataclass(frozen=True)
class _Content:
    """What the rows are made of. first: layer 1 by (mediator,); second: layer 2 by (mediator, quantity)."""

    study: Study
    first: page.Lines
    second: page.Lines
    true: page.Lines
    joint: Mapping[str, Any]
    audits: Mapping[tuple[str, str], Audited]


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table.

    inputs: `paths` (one row per mediator), `products` (set, name, quantity), `facts` ({"facts", "effects"}),
    `truth` or None, `placebo` or None (the audit of declared overlaps).
    """
    content, facts = _content(spec, study, inputs), inputs["facts"]["facts"]
    groups = by_effect(study, list(inputs["paths"]["mediator"]))
    return Table(
        title=spec.title,
        header=_header(),
        panels=tuple(_panel(content, effect, channels) for effect, channels in groups.items()),
        notes=(*_notes(content, facts), *overlap_notes(content.audits.values()), *spec.notes),
        tidy=_tidy(inputs, groups, truths(study, facts, inputs.get("truth"))),
        simulated=study.simulated,
    )


def _content(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> _Content:
    true = truths(study, inputs["facts"]["facts"], inputs.get("truth"))
    return _Content(
        study=study,
        first=page.by_key(inputs["paths"], "mediator"),
        second=page.by_key(_single(inputs["products"]), "name", "quantity"),
        true=page.by_key(true.rename_axis("name").reset_index(), "name"),
        joint=inputs["facts"].get("effects") or {},
        audits=_audits(spec, inputs.get("placebo")),
    )


def _single(products: pd.DataFrame) -> pd.DataFrame:
    return products[products["set"] == page.SINGLE]


def _audits(spec: TableSpec, placebo: pd.DataFrame | None) -> dict[tuple[str, str], Audited]:
    """The audit by path and mediator."""
    ends = {"a": "second", "b": "first", "total": "first"}
    return {
        (path, str(line[end])): line
        for path, end in ends.items()
        for line in audited(placebo, str(spec.mechanism), path)
    }


def _header() -> tuple[Row, ...]:
    spans = (Cell(word("layer_1"), 1 + len(FIRST)), Cell(word("layer_2"), 1 + len(SECOND)))
    keys = ("channel", "a", "holm", "bh", "rw", "permutation", *SECOND, "share")
    return (row("", *spans), row(*(word(key) for key in keys)))


def _panel(content: _Content, effect: str, channels: tuple[Channel, ...]) -> Panel:
    rows: list[Row] = []
    for channel in channels:
        rows += _channel_rows(content, channel)
        a, b = (content.audits.get((path, channel.name)) for path in ("a", "b"))
        rows += channel_rows(a, b, WIDTH, PLACE_OF_B)
    if effect in content.joint:
        rows.append(row("", Cell(_joint(content.joint[effect]), WIDTH - 1)))
    title = effect_label(content.study, effect) if effect else _title_of_others(content, channels)
    return Panel(tuple(rows), title, rule=True)


def _title_of_others(content: _Content, others: tuple[Channel, ...]) -> Text | None:
    """Head mediators that are no channel, but only beside some that are."""
    return word("other_mediators") if len(others) < len(content.first) else None


def _channel_rows(content: _Content, channel: Channel) -> list[Row]:
    if not channel.name:
        en, zh = (say(channel.reason or "", tongue).rstrip(".。") for tongue in LANGUAGES)
        return [row(channel.label, Cell(both(f"not observed: {en}", f"未观测：{zh}"), WIDTH - 1))]
    first = content.first[channel.name,]
    second = {key: content.second[channel.name, key] for key in (*SECOND, "share")}
    rows = [_estimates(channel, first, second), _precision(content.study, channel, first, second)]
    true = content.true.get((channel.name,))
    return [*rows, _truth(true)] if true else rows


def _estimates(channel: Channel, first: Line, second: Mapping[str, Line]) -> Row:
    p = (probability(first[key]) for key in FIRST)
    values = (number(second[key]["estimate"]) for key in SECOND)
    return row(channel.label, number(first["a"]), *p, *values, percent(second["share"]["estimate"]))


def _precision(study: Study, channel: Channel, first: Line, second: Mapping[str, Line]) -> Row:
    """Print the standard error of a, intervals of the rest, the share's set. The stub names the variable."""
    reach = (page.limits(second[key], "percentile") for key in SECOND)
    own = study.label(channel.name)
    variable = "" if own == channel.label else indented(own)
    share = page.fieller(second["share"])
    return row(variable, brackets(first["a_se"]), *[""] * len(FIRST), *reach, share)


def _truth(true: Line) -> Row:
    share = true["indirect"] / true["total"] if present(true["total"]) and true["total"] != 0 else None
    values = (number(true[key]) for key in SECOND)
    return row(indented(word("truth")), number(true["a"]), *[""] * len(FIRST), *values, percent(share))


def _joint(joint: Mapping[str, Any]) -> Text:
    """Print the Wald test that all paths a of an effect are zero, and their mean with its interval."""
    if not present(joint.get("f")):
        return both(
            "Joint test of the paths a: not computable, too many channels for so few clusters",
            "路径 a 联合检验：聚类数相对机制数过少，无法计算",
        )
    degrees = f"{whole(joint.get('df1'))}, {whole(joint.get('df2'))}"
    test = f"F({degrees}) = {fixed(joint.get('f'), 2)}"
    p, holm = _equals(joint.get("p")), _equals(joint.get("p_holm"))
    mean, reach = float(joint["average"]), float(joint["average_se"]) * _quantile(int(joint["df2"]))
    said = f"{number(mean)} {interval(mean - reach, mean + reach)}"
    return both(
        f"Joint test of the paths a: {test}, p {p}, Holm p {holm}; mean standardised a {said}",
        f"路径 a 联合检验：{test}，p {p}，Holm p {holm}；标准化 a 均值 {said}",
    )


def _quantile(df: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(df, 0.5 + LEVEL / 2))


def _equals(p: Any) -> str:
    text = probability(p)
    return text if text.startswith("<") else f"= {text}"


def _notes(content: _Content, facts: Mapping[str, Any]) -> list[Text]:
    layers = [
        page.design_based(facts, len(content.first)),
        *page.ignorable(),
        page.resampled(facts),
        *page.fieller_note([line["fieller_set"] for line in content.second.values()]),
    ]
    return page.notes(content.study, facts, layers, truth=bool(content.true), se=True)


def _tidy(
    inputs: Mapping[str, Any], groups: Mapping[str, tuple[Channel, ...]], true: pd.DataFrame
) -> pd.DataFrame:
    """Put both layers and their truths side by side; a channel not observed is a row with its reason."""
    channels = [(effect, one) for effect, rows in groups.items() for one in rows]
    claims = {one.name: one.claim for _, one in channels if one.name}
    first: pd.DataFrame = inputs["paths"].copy()
    first.insert(1, "claim", first["mediator"].map(claims))
    tidy = first.join(_wide(inputs["products"]), on="mediator")
    if len(true):
        tidy = tidy.join(true.add_prefix("truth_"), on="mediator")
    absent = [(effect, one) for effect, one in channels if not one.name]
    extra = pd.DataFrame(
        [
            {"claim": one.claim, "effect": effect, "not_observed": say(one.reason or "")}
            for effect, one in absent
        ],
        columns=["claim", "effect", "not_observed"],
    )
    return pd.concat([tidy, extra], ignore_index=True) if len(extra) else tidy.assign(not_observed=None)


def _wide(products: pd.DataFrame) -> pd.DataFrame:
    """One row per mediator: estimate and percentile limits of every quantity, Fieller set of the share."""
    rows = _single(products)
    parts = {key: rows[rows["quantity"] == key].set_index("name") for key in (*SECOND, "share")}
    columns = {"share": parts["share"]["estimate"]}
    for key in SECOND:
        columns |= {key: parts[key]["estimate"]}
        columns |= {f"{key}_{end}": parts[key][f"percentile_{end}"] for end in ("low", "high")}
    sets = {key: parts["share"][key] for key in ("fieller_low", "fieller_high", "fieller_set")}
    return pd.DataFrame({**columns, **sets})
