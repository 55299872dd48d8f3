"""Indirect effects alone, by effect and all together, with one interval per method (layer 2)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page import drawing
from nqpf.page import mechanism as page
from nqpf.page.channels import effect_label
from nqpf.page.numbers import whole
from nqpf.page.table import Language, say
from nqpf.page.words import both, word
from nqpf.specs.base import Label
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

METHODS: dict[str, tuple[Label, str, Any]] = {
    "percentile": (both("percentile", "百分位"), drawing.BLUE, "-"),
    "bca": (both("BCa", "BCa"), drawing.GREEN, "-"),
    "monte_carlo": (both("Monte Carlo", "蒙特卡洛"), drawing.PURPLE, "-"),
    "sobel": (both("Sobel (convention)", "Sobel（惯例）"), drawing.GREY, (0, (2, 1))),
    "reweighted": (both("indices reweighed", "指数重新赋权"), drawing.ORANGE, "-"),
}
INDIRECT = both(
    "indirect effect a b: outcome per unit of treatment",
    "间接效应 a·b：核心解释变量每变动一单位，被解释变量的变动",
)
_LINE = 0.205  # inches of a row
_APART = 0.15  # of a row, between methods


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001
    """List the indirect effects: set, name, label, estimate, limits by method, truth, from the top down."""
    products = inputs["products"].fillna({"name": ""})
    true = page.true_products(study, inputs["facts"]["facts"], inputs.get("truth"), products)
    rows = page.by_key(products[products["quantity"] == "indirect"], "set", "name")
    labels = _labels(study, products)
    kept = ["estimate", *(f"{method}_{end}" for method in METHODS for end in ("low", "high"))]
    lines = [
        {"set": one, "name": name, "label": labels[name], **{key: rows[one, name][key] for key in kept}}
        | {"truth": true.get((one, name, "indirect"), page.NAN)}
        for one in page.shown_sets(products)
        for name in page.in_order(study, products, one)
    ]
    return pd.DataFrame(lines)


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Plot a line per method under each estimate; the sets as headings."""
    table = data(spec, study, inputs)
    lines = _lines(study, inputs["products"], table, language)
    methods = [one for one in METHODS if table[f"{one}_low"].notna().any()]
    with drawing.style():
        figure = drawing.canvas(height=0.85 + _LINE * len(lines))
        axis = figure.subplots()
        drawing.coefficient_axis(axis, [line["text"] for line in lines])
        for place, line in enumerate(lines):
            axis.get_yticklabels()[place].set_fontweight("bold" if "estimate" not in line else "normal")
            if "estimate" in line:
                _mark(axis, place, line, methods)
        _legend(axis, methods, language, truth=bool(table["truth"].notna().any()))
        axis.set_xlabel(say(INDIRECT, language))
        return drawing.dress(
            figure, spec.title, _notes(inputs, table), simulated=study.simulated, language=language
        )


def _labels(study: Study, products: pd.DataFrame, language: Language = "en") -> dict[str, str]:
    """Words for every name that stands in a set."""
    mediators = list(products.loc[products["set"] == page.SINGLE, "name"].drop_duplicates())
    channels = page.channel_labels(study, mediators)
    found = {name: drawing.stacked(label, language) for name, label in channels.items()}
    total = say(both("sum", "合计"), language)
    effects = study.theory.of_kind("effect")
    colon = ": " if language == "en" else "："
    sums = {
        name: f"{total}{colon}{drawing.bilingual(effect_label(study, name), language)}" for name in effects
    }
    return {**found, **sums, page.SUM: total}


def _lines(
    study: Study, products: pd.DataFrame, table: pd.DataFrame, language: Language
) -> list[dict[str, Any]]:
    """From top to bottom: a set as a heading (no estimate), then its rows."""
    labels = _labels(study, products.fillna({"name": ""}), language)
    lines: list[dict[str, Any]] = []
    for name, part in table.groupby("set", sort=False):
        lines.append({"text": drawing.bilingual(_heading(study, str(name)), language)})
        lines += part.assign(text=part["name"].map(labels)).to_dict("records")  # type: ignore[arg-type]
    return lines


def _heading(study: Study, one: str) -> Label:
    """Name the channels of a set in one line."""
    if one == page.SINGLE:
        return both("One at a time", "逐一估计")
    if one == page.ALL:
        return both("All jointly", "全部联合估计")
    return both(f"{effect_label(study, one).en}, jointly", f"{effect_label(study, one).zh}，联合估计")


def _mark(axis: "Axes", place: int, line: Mapping[str, Any], methods: list[str]) -> None:
    first = place - _APART * (len(methods) - 1) / 2
    for step, method in enumerate(methods):
        _, colour, dash = METHODS[method]
        ends = [line[f"{method}_low"], line[f"{method}_high"]]
        height = [first + step * _APART] * 2
        axis.plot(ends, height, color=colour, linestyle=dash, linewidth=1.1, solid_capstyle="butt")
    axis.plot([line["estimate"]], [place], "o", color=drawing.INK, markersize=3.2, zorder=3)
    if line["truth"] == line["truth"]:
        hollow: dict[str, Any] = {"markerfacecolor": "none", "markeredgecolor": drawing.VERMILLION}
        axis.plot([line["truth"]], [place], "D", markersize=6.5, zorder=4, **hollow)


def _legend(axis: "Axes", methods: list[str], language: Language, *, truth: bool) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=colour, linestyle=dash, label=say(label, language))
        for label, colour, dash in (METHODS[one] for one in methods)
    ]
    dot = say(word("estimate"), language)
    handles.append(Line2D([], [], color=drawing.INK, marker="o", linestyle="", markersize=3.2, label=dot))
    if truth:
        hollow: dict[str, Any] = {"markerfacecolor": "none", "markeredgecolor": drawing.VERMILLION}
        hollow["label"] = say(word("truth"), language)
        handles.append(Line2D([], [], marker="D", linestyle="", markersize=6, **hollow))
    axis.legend(handles=handles, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=4, borderaxespad=0.2)


def _notes(inputs: Mapping[str, Any], table: pd.DataFrame) -> Label:
    facts = inputs["facts"]["facts"]
    joint = len(set(table["set"])) > 1
    sums = (
        " Jointly, no channel may act on another (Imai & Yamamoto 2013); where one does, sums are an "
        "accounting decomposition."
        if joint
        else ""
    )
    sums_zh = (
        "联合估计假定各机制互不影响（Imai & Yamamoto 2013）；若有影响，合计仅为核算分解。" if joint else ""
    )
    draws = whole(facts["draws"])
    return both(
        "Layer 2: holds only under sequential ignorability (Imai, Keele & Yamamoto 2010). Lines: 95% "
        f"intervals; percentile and BCa from {draws} draws of whole units; Sobel's is shown as the "
        f"convention that it is.{sums}",
        "第二层：仅在序贯可忽略性假定下成立（Imai, Keele & Yamamoto 2010）。线段：95% 置信区间；百分位与 BCa "
        f"区间由整单位重抽 {draws} 次的自助法得到；Sobel 区间仅作为惯例列示。{sums_zh}",
    )
