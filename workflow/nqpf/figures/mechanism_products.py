"""Indirect effects alone, by effect and all together, with one interval per method (layer 2)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page import drawing
from nqpf.page import mechanism as page
from nqpf.page.channels import effect_label
from nqpf.page.numbers import whole
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

METHODS: dict[str, tuple[str, str, Any]] = {
    "percentile": ("percentile", drawing.BLUE, "-"),
    "bca": ("BCa", drawing.GREEN, "-"),
    "monte_carlo": ("Monte Carlo", drawing.PURPLE, "-"),
    "sobel": ("Sobel (convention)", drawing.GREY, (0, (2, 1))),
    "reweighted": ("indices reweighed", drawing.ORANGE, "-"),
}
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


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> "Figure":
    """Plot a line per method under each estimate; the sets as headings."""
    table = data(spec, study, inputs)
    lines = _lines(study, table)
    methods = [one for one in METHODS if table[f"{one}_low"].notna().any()]
    with drawing.style():
        figure = drawing.canvas(height=0.85 + _LINE * len(lines))
        axis = figure.subplots()
        drawing.coefficient_axis(axis, [line["text"] for line in lines])
        for place, line in enumerate(lines):
            axis.get_yticklabels()[place].set_fontweight("bold" if "estimate" not in line else "normal")
            if "estimate" in line:
                _mark(axis, place, line, methods)
        _legend(axis, methods, truth=bool(table["truth"].notna().any()))
        axis.set_xlabel("indirect effect a b: outcome per unit of treatment")
        return drawing.dress(figure, spec.title, _notes(inputs, table), simulated=study.simulated)


def _labels(study: Study, products: pd.DataFrame) -> dict[str, str]:
    """Words for every name that stands in a set."""
    mediators = list(products.loc[products["set"] == page.SINGLE, "name"].drop_duplicates())
    channels = page.channel_labels(study, mediators)
    found = {name: drawing.stacked(label) for name, label in channels.items()}
    effects = study.theory.of_kind("effect")
    sums = {name: f"sum: {drawing.bilingual(effect_label(study, name))}" for name in effects}
    return {**found, **sums, page.SUM: "sum"}


def _lines(study: Study, table: pd.DataFrame) -> list[dict[str, Any]]:
    """From top to bottom: a set as a heading (no estimate), then its rows."""
    lines: list[dict[str, Any]] = []
    for name, part in table.groupby("set", sort=False):
        lines.append({"text": drawing.bilingual(_heading(study, str(name)))})
        lines += part.assign(text=part["label"]).to_dict("records")  # type: ignore[arg-type]
    return lines


def _heading(study: Study, one: str) -> Label:
    """Name the channels of a set in one line."""
    if one == page.SINGLE:
        return both("One at a time", "逐一估计")
    if one == page.ALL:
        return both("All jointly", "全部联合估计")
    return both(f"{effect_label(study, one).en}, jointly", f"{effect_label(study, one).zh}")


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


def _legend(axis: "Axes", methods: list[str], *, truth: bool) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=METHODS[m][1], linestyle=METHODS[m][2], label=METHODS[m][0]) for m in methods
    ]
    handles.append(
        Line2D([], [], color=drawing.INK, marker="o", linestyle="", markersize=3.2, label="estimate")
    )
    if truth:
        hollow: dict[str, Any] = {"markerfacecolor": "none", "markeredgecolor": drawing.VERMILLION}
        handles.append(Line2D([], [], marker="D", linestyle="", markersize=6, label="truth", **hollow))
    axis.legend(handles=handles, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=4, borderaxespad=0.2)


def _notes(inputs: Mapping[str, Any], table: pd.DataFrame) -> str:
    facts = inputs["facts"]["facts"]
    joint = len(set(table["set"])) > 1
    sums = (
        " Jointly, no channel may act on another (Imai & Yamamoto 2013); where one does, sums are an "
        "accounting decomposition."
        if joint
        else ""
    )
    return (
        "Layer 2: holds only under sequential ignorability (Imai, Keele & Yamamoto 2010). Lines: 95% "
        f"intervals; percentile and BCa from {whole(facts['draws'])} draws of whole units; Sobel's is "
        "shown as the "
        f"convention that it is.{sums}"
    )
