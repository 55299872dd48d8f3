"""The channels of the theory: the effect of the treatment on each, grouped by effect."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page import drawing
from nqpf.page.channels import Channel, by_effect, effect_label, truths
from nqpf.page.numbers import probability
from nqpf.page.table import Language, say
from nqpf.page.words import both, word
from nqpf.specs.base import Label, english
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLUMNS = [
    "effect",
    "claim",
    "mediator",
    "label",
    "estimate",
    "low",
    "high",
    "p_holm",
    "truth",
    "not_observed",
]
EFFECT = both(
    "effect on the channel, within-SDs per within-SD of the treatment",
    "核心解释变量每变动一个组内标准差，机制变量变动的组内标准差数",
)


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001
    """One row per channel: standardised a (within-SDs), its 95% interval, Holm p, standardised truth.

    inputs: `paths` (one row per mediator), `facts`, `truth` or None. The truth is standardised as the
    estimate is: truth x standardised a / a.
    """
    paths = inputs["paths"].set_index("mediator", drop=False)
    true = truths(study, inputs["facts"]["facts"], inputs.get("truth"))
    groups = by_effect(study, list(paths["mediator"]))
    rows = [_row(key, channel, paths, true) for key, channels in groups.items() for channel in channels]
    return pd.DataFrame(rows, columns=_COLUMNS)


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Plot the coefficients; the adjusted p at the right, channels without data in grey."""
    table = data(spec, study, inputs)
    lines = _lines(study, inputs, table, language)
    with drawing.style():
        figure = drawing.canvas(height=0.75 + 0.23 * len(lines))
        axis = figure.subplots()
        drawing.coefficient_axis(axis, list(lines["text"]))
        _shade(axis, lines)
        for position, (_, line) in enumerate(lines.iterrows()):
            _mark(axis, position, line, language)
        drawing.beside(axis, -0.9, say(word("holm"), language))
        axis.set_xlabel(say(EFFECT, language))
        return drawing.dress(figure, spec.title, _notes(table), simulated=study.simulated, language=language)


def _row(effect: str, channel: Channel, paths: pd.DataFrame, true: pd.DataFrame) -> dict[str, Any]:
    start = {"effect": effect, "claim": channel.claim, "mediator": channel.name, "label": channel.label.en}
    if not channel.name:
        return {**start, "not_observed": english(channel.reason or "")}
    line = paths.loc[channel.name]
    scale = line["a_standardised"] / line["a"]
    return {
        **start,
        "estimate": line["a_standardised"],
        "low": line["a_standardised_low"],
        "high": line["a_standardised_high"],
        "p_holm": line["a_p_holm"],
        "truth": true["a"].get(channel.name, float("nan")) * scale,
        "not_observed": None,
    }


def _lines(study: Study, inputs: Mapping[str, Any], table: pd.DataFrame, language: Language) -> pd.DataFrame:
    """From top to bottom: the effect as a heading (no estimate, no reason), then its channels."""
    lines: list[dict[str, Any]] = []
    labels = _labels(study, inputs, language)
    for effect, part in table.groupby("effect", sort=False):
        if effect:
            heading = drawing.bilingual(effect_label(study, str(effect)), language)
            lines.append({"text": heading, "heading": True})
        keys = zip(part["claim"], part["mediator"], strict=True)
        texts = [labels[key] for key in keys]
        lines += part.assign(text=texts, heading=False).to_dict("records")  # type: ignore[arg-type]
    return pd.DataFrame(lines, columns=["text", "heading", *_COLUMNS])


def _labels(study: Study, inputs: Mapping[str, Any], language: Language) -> dict[tuple[str, str], str]:
    groups = by_effect(study, list(inputs["paths"]["mediator"])).values()
    return {(one.claim, one.name): drawing.stacked(one.label, language) for rows in groups for one in rows}


def _mark(axis: "Axes", position: int, line: pd.Series, language: Language) -> None:
    if line["heading"]:
        return
    if pd.isna(line["estimate"]):
        drawing.absent(axis, position, say(word("not_observed"), language))
        return
    drawing.estimate(axis, position, line)
    drawing.beside(axis, position, probability(line["p_holm"]))


def _shade(axis: "Axes", lines: pd.DataFrame) -> None:
    """Print headings bold and channels without data in grey."""
    for text, (_, line) in zip(axis.get_yticklabels(), lines.iterrows(), strict=True):
        text.set_fontweight("bold" if line["heading"] else "normal")
        text.set_color(drawing.GREY if not line["heading"] and pd.isna(line["estimate"]) else drawing.INK)


def _notes(table: pd.DataFrame) -> Label:
    truth = table["truth"].notna().any()
    return both(
        "Layer 1, design-based. Dot: estimate; line: 95% interval; Holm p over the observed channels."
        + (" Hollow diamond: truth of the generator." if truth else ""),
        "第一层（基于设计）。圆点：估计值；线段：95% 置信区间；Holm p 值就全部有观测的机制校正。"
        + ("空心菱形：数据生成过程的真值。" if truth else ""),
    )
