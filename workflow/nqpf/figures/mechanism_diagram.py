"""Path diagram of a mechanism: x -> m -> y with the numbers on the paths, the channels by effect.

a on the left, b of the equation with all channels on the right, a b in the box, the direct effect below
(Baron & Kenny 1986 for the picture; Imai, Keele & Yamamoto 2010 for what it assumes). Every path is drawn
alike: nothing is picked out by size or significance.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page import drawing, path_shapes
from nqpf.page import mechanism as page
from nqpf.page.channels import Channel, by_effect, effect_label
from nqpf.page.numbers import interval, number, present, probability, whole
from nqpf.page.table import Language, say
from nqpf.page.words import both, word
from nqpf.specs.base import Label, english, label_of
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

QUANTITIES = ("a", "b", "indirect", "direct", "total")
COLUMNS = [
    "part", "effect", "claim", "mediator", "label", "set",
    *(f"{one}{end}" for one in QUANTITIES for end in ("", "_low", "_high", "_truth")),
    "wald_f", "wald_df1", "wald_df2", "wald_p", "not_observed",
]  # fmt: skip
TRUTH = "\N{WHITE DIAMOND}"
_CHANNEL, _EFFECT, _GAP, _FOOT = 0.40, 0.24, 0.10, 0.50  # inches of a channel, a heading, between, below
_LEAST = 1.0  # inches that the boxes of x and y need


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001
    """List channels (a, b, indirect), effects (sum, joint Wald test) and the whole (direct, total).

    inputs: `paths`, `products`, `facts`, `truth` or None. Raw units, so that a times b is the indirect
    effect. a with the clustered t interval; the rest with percentile intervals, from the largest set of
    channels that was estimated jointly (column set). Truths are NaN where nobody knows them.
    """
    products = inputs["products"].fillna({"name": ""})
    joint = _joint_set(products)
    rows = page.by_key(products[products["set"] == joint], "name", "quantity")
    true = page.true_products(study, inputs["facts"]["facts"], inputs.get("truth"), products)
    # a is no part of a joint equation: its truth stands with the channels one at a time.
    chosen = [(one, name, quantity) for one, name, quantity in true if one == joint or quantity == "a"]
    known = {(name, quantity): true[one, name, quantity] for one, name, quantity in chosen}
    paths = inputs["paths"].set_index("mediator", drop=False)
    lines: list[dict[str, Any]] = []
    for effect, channels in by_effect(study, list(paths["mediator"])).items():
        if effect:
            lines.append(_effect(study, effect, inputs["facts"]["effects"].get(effect), rows, known))
        lines += [_channel(effect, channel, paths, rows, known) for channel in channels]
    lines.append(_whole(joint, rows, known))
    return pd.DataFrame([line | {"set": joint} for line in lines], columns=COLUMNS)


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw treatment left, channels in the middle, outcome right; the direct effect along the bottom."""
    table = data(spec, study, inputs)
    tops = _tops(table)
    height = tops[-1]
    with drawing.style():
        figure = drawing.canvas(height=height)
        axis = figure.subplots()
        path_shapes.prepare(axis, height)
        facts = inputs["facts"]["facts"]
        ends = [say(study.label(facts[key]), language) for key in ("treatment", "outcome")]
        centre = (height - _FOOT) / 2
        path_shapes.ends(axis, ends, centre, language)
        _bands(axis, table, tops)
        _rows(axis, study, table, tops, centre, language)
        _direct(axis, table, centre, height, language)
        notes = _notes(study, inputs, table)
        return drawing.dress(figure, spec.title, notes, simulated=study.simulated, language=language)


def _joint_set(products: pd.DataFrame) -> str:
    """Name the largest set that was estimated jointly; with a single channel, that channel's own."""
    sizes = page.set_sizes(products)
    joint = {name: size for name, size in sizes.items() if name != page.SINGLE} or sizes
    return max(joint, key=lambda name: (joint[name], name == page.ALL))


def _three(
    quantity: str, line: Mapping[Any, Any] | None, truth: float | None, names: tuple[str, str, str]
) -> dict[str, Any]:
    """Estimate, limits and truth of one quantity; nothing where the line is missing."""
    if line is None:
        return {}
    values = dict(zip((quantity, f"{quantity}_low", f"{quantity}_high"), map(line.get, names), strict=True))
    return values | {f"{quantity}_truth": page.NAN if truth is None else truth}


_A = ("a", "a_ci_low", "a_ci_high")
_PRODUCT = ("estimate", "percentile_low", "percentile_high")
Rows = Mapping[tuple[str, ...], Mapping[Any, Any]]
Known = Mapping[tuple[str, str], float]


def _channel(effect: str, channel: Channel, paths: pd.DataFrame, rows: Rows, known: Known) -> dict[str, Any]:
    start = {"part": "channel", "effect": effect, "claim": channel.claim, "mediator": channel.name}
    start |= {"label": channel.label.en}
    if not channel.name:
        return {**start, "not_observed": english(channel.reason or "")}
    name, line = channel.name, paths.loc[channel.name].to_dict()
    found = _three("a", line, known.get((name, "a")), _A)
    for one in ("b", "indirect"):
        found |= _three(one, rows.get((name, one)), known.get((name, one)), _PRODUCT)
    return {**start, **found}


def _effect(
    study: Study, effect: str, test: Mapping[str, Any] | None, rows: Rows, known: Known
) -> dict[str, Any]:
    """Head the channels of an effect: nothing but its name where none is observed (no test)."""
    start = {"part": "effect", "effect": effect, "claim": effect, "mediator": ""}
    start |= {"label": effect_label(study, effect).en}
    if test is None:
        return start
    # A set of one effect's channels alone has a sum of all and none by effect.
    name = effect if (effect, "indirect") in rows else page.SUM
    sums = _three("indirect", rows.get((name, "indirect")), known.get((name, "indirect")), _PRODUCT)
    return {**start, **sums, **{f"wald_{key}": test[key] for key in ("f", "df1", "df2", "p")}}


def _whole(joint: str, rows: Rows, known: Known) -> dict[str, Any]:
    """Direct and total effect: of the set, or, one channel at a time, of the only channel."""
    name = next(iter(rows))[0] if joint == page.SINGLE else ""
    found: dict[str, Any] = {"part": "whole", "effect": "", "claim": "", "mediator": "", "label": ""}
    for one in ("direct", "total"):
        found |= _three(one, rows.get((name, one)), known.get((name, one)), _PRODUCT)
    return found


def _tops(table: pd.DataFrame) -> list[float]:
    """Inches from the top at which each row begins; the last row is the strip of the direct effect."""
    tops: list[float] = []
    inches = table["part"].map({"channel": _CHANNEL, "effect": _EFFECT, "whole": 0.0}).sum()
    place = max(0.04, (_LEAST - inches) / 2)
    for part, effect, before in zip(
        table["part"], table["effect"], table["effect"].shift(fill_value=""), strict=True
    ):
        place += _GAP if tops and part == "effect" and effect != before else 0.0
        tops.append(place)
        place += {"channel": _CHANNEL, "effect": _EFFECT}.get(part, 0.0)
    return [*tops, max(place, _LEAST) + _FOOT]


def _bands(axis: "Axes", table: pd.DataFrame, tops: list[float]) -> None:
    """Shade the rows of each effect as one block."""
    parts = table.assign(place=range(len(table)))
    parts = parts[parts["effect"] != ""]
    for _, part in parts.groupby("effect", sort=False):
        first, last = tops[part["place"].iloc[0]], tops[part["place"].iloc[-1]] + _CHANNEL
        path_shapes.band(axis, first, last)


def _rows(
    axis: "Axes", study: Study, table: pd.DataFrame, tops: list[float], centre: float, language: Language
) -> None:
    labels = _labels(study, table)
    count = int((table["part"] == "channel").sum())
    nth = 0
    for line, top in zip(table.to_dict("records"), tops, strict=False):
        if line["part"] == "effect":
            words = say(_heading(labels[line["claim"], ""], line), language)
            path_shapes.heading(axis, top + _EFFECT / 2, words)
        elif line["part"] == "channel":
            name = say(labels[line["claim"], line["mediator"]], language)
            start = path_shapes.spread(centre, nth, count)
            _one(axis, line, name, (top + _CHANNEL / 2, start), language)
            nth += 1


def _one(
    axis: "Axes", line: Mapping[Any, Any], name: str, places: tuple[float, float], language: Language
) -> None:
    """Draw a channel: box, both paths, and what stands on them."""
    seen = present(line["a"])
    below = f"a b = {_estimate(line, 'indirect')}" if seen else say(word("not_observed"), language)
    path_shapes.channel(axis, places, (name, below), observed=seen)
    if seen:
        for side, one in (("left", "a"), ("right", "b")):
            texts = (_with_truth(line, one), interval(line[f"{one}_low"], line[f"{one}_high"]))
            path_shapes.on_path(axis, side, places[0], texts)


def _direct(axis: "Axes", table: pd.DataFrame, centre: float, height: float, language: Language) -> None:
    line = table.iloc[-1].to_dict()
    direct, total = _estimate(line, "direct"), _estimate(line, "total")
    path_shapes.around(axis, centre, height - _FOOT / 2)
    above = say(both(f"direct effect c\N{PRIME} = {direct}", f"直接效应 c\N{PRIME} = {direct}"), language)
    below = say(both(f"total effect c = {total}", f"总效应 c = {total}"), language)
    path_shapes.under(axis, height - _FOOT / 2, (above, below))


def _with_truth(line: Mapping[Any, Any], one: str) -> str:
    truth = line[f"{one}_truth"]
    return f"{number(line[one])}  {TRUTH}{number(truth)}" if present(truth) else number(line[one])


def _estimate(line: Mapping[Any, Any], one: str) -> str:
    """Write out an estimate with its interval and, where it is known, its truth."""
    limits = interval(line[f"{one}_low"], line[f"{one}_high"])
    truth = f" {TRUTH}{number(line[f'{one}_truth'])}" if present(line[f"{one}_truth"]) else ""
    return f"{number(line[one])} {limits}{truth}".replace("  ", " ")


def _heading(label: Label, line: Mapping[Any, Any]) -> Label:
    en, zh = [label.en], [label.zh]
    if present(line["wald_p"]):
        p = probability(line["wald_p"])
        shown = p if p.startswith("<") else f"= {p}"
        en.append(f"joint Wald p {shown}")
        zh.append(f"联合 Wald p {shown}")
    if present(line["indirect"]):
        en.append(f"sum of a b = {_estimate(line, 'indirect')}")
        zh.append(f"a b 合计 = {_estimate(line, 'indirect')}")
    return both(" · ".join(en), " · ".join(zh))


def _labels(study: Study, table: pd.DataFrame) -> dict[tuple[str, str], Label]:
    """(claim, mediator) -> words of the channel, (effect, "") -> those of the effect."""
    channels = table[table["part"] == "channel"]
    groups = by_effect(study, [name for name in channels["mediator"] if name])
    found = {(one.claim, one.name): one.label for rows in groups.values() for one in rows}
    return found | {(effect, ""): effect_label(study, effect) for effect in groups if effect}


def _notes(study: Study, inputs: Mapping[str, Any], table: pd.DataFrame) -> Label:
    facts = inputs["facts"]["facts"]
    parts = [page.about(study, facts), _units(facts), _assumed(int(table["a"].notna().sum()))]
    parts += [label_of(one) for one in page.few(facts)]
    if table[[f"{one}_truth" for one in QUANTITIES]].notna().to_numpy().any():
        parts.append(both(f"{TRUTH}: truth of the generator.", f"{TRUTH}：数据生成的真值。"))
    return both(" ".join(one.en for one in parts), "".join(one.zh for one in parts))


def _units(facts: Mapping[str, Any]) -> Label:
    draws, clusters = whole(facts["draws"]), whole(facts["clusters"])
    return both(
        "Raw units, so that a times b is the indirect effect: a is in the channel's units per unit of x, b "
        "in y per unit of the channel, from one equation with x and every channel shown. 95% intervals: of "
        "a, "
        f"clustered by unit (G = {clusters}); of the rest, percentiles of {draws} draws of whole units.",
        "采用原始单位，故 a 乘以 b 即间接效应：a 为 x 每变动一单位时该机制（按其自身单位）的变动，"
        "b 为同一方程（含 x 与图中全部机制）中该机制每变动一单位时 y 的变动。"
        f"95% 区间：a 按个体聚类（G = {clusters}），其余为整单位重抽 {draws} 次的百分位区间。",
    )


def _assumed(channels: int) -> Label:
    jointly = both(
        "; several channels: also that none acts on another (Imai & Yamamoto 2013), without which sums are "
        "an accounting decomposition",
        "；多个机制时还假定彼此互不影响（Imai & Yamamoto 2013），否则合计仅为核算分解",
    )
    more = jointly if channels > 1 else both("", "")
    return both(
        "a and the Wald test that an effect's observed a are all zero: layer 1, design-based. "
        "b, a b and c\N{PRIME}: layer 2, sequential ignorability (Imai, Keele & Yamamoto 2010)"
        f"{more.en}. All paths are drawn alike.",
        "a 及同一效应各可观测机制 a 联合为零的 Wald 检验属第一层（基于设计）；"
        "b、a b 与 c\N{PRIME} 属第二层，须满足序贯可忽略性（Imai, Keele & Yamamoto 2010）"
        f"{more.zh}。各路径画法相同。",
    )
