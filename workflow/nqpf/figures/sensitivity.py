"""Sobol indices of every choice for scores, ranks and the coefficient, and where the coefficient goes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from nqpf.page import drawing
from nqpf.page.numbers import number, percent
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study
from nqpf.variants.words import FACTOR, true_effect

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TITLES = {"scores": "shift of scores", "ranks": "shift of ranks", "coefficient": "coefficient"}
_BAR = 0.36  # of a line's height


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001 - one signature
    """List the indices: output, factor, levels, first and total with their intervals."""
    rows: pd.DataFrame = inputs["rows"]
    return rows


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> "Figure":
    """Draw bars per output above, the distribution of the standardised effect below."""
    table, facts = data(spec, study, inputs), inputs["facts"]
    with drawing.style():
        figure = drawing.canvas(height=4.5)
        grid = figure.add_gridspec(2, 3, height_ratios=[1.15, 1])
        bars = [figure.add_subplot(grid[0, place]) for place in range(3)]
        for axis, (output, part) in zip(bars, table.groupby("output", sort=False), strict=True):
            _bars(axis, part.reset_index(drop=True), TITLES[str(output)])
        _labels(bars, table)
        true = true_effect(study, facts, inputs.get("truth"))
        _distribution(figure.add_subplot(grid[1, :]), facts, true)
        return drawing.dress(figure, spec.title, _notes(facts, true), simulated=study.simulated)


def _bars(axis: "Axes", part: pd.DataFrame, title: str) -> None:
    colours = {"first": drawing.BLUE, "total": "white"}
    for place, (key, fill) in enumerate(colours.items()):
        lines = np.arange(len(part)) + (place - 0.5) * _BAR
        reach = [part[key] - part[f"{key}_low"], part[f"{key}_high"] - part[key]]
        label = {"first": "first order", "total": "total"}[key]
        axis.barh(
            lines,
            part[key].clip(lower=0),
            _BAR,
            color=fill,
            edgecolor=drawing.BLUE,
            linewidth=0.6,
            label=label,
        )
        axis.errorbar(
            part[key],
            lines,
            xerr=np.maximum(reach, 0),
            fmt="none",
            ecolor=drawing.INK,
            elinewidth=0.8,
            capsize=1.5,
        )
    axis.set_xlim(min(0.0, part["first_low"].min() - 0.02), max(1.0, part["total_high"].max()) * 1.03)
    axis.set_title(title)


def _labels(bars: "list[Axes]", table: pd.DataFrame) -> None:
    levels = table.drop_duplicates("factor").set_index("factor")["levels"]
    names = [str(name) for name in levels.index]
    for axis in bars:
        axis.set_yticks(range(len(names)), [""] * len(names))
        axis.tick_params(axis="y", length=0)
        axis.set_ylim(len(names) - 0.5, -0.5)
    bars[0].set_yticks(range(len(names)), [_label(name, int(levels[name])) for name in names])
    bars[1].set_xlabel("Sobol index")
    bars[0].legend(loc="lower left", bbox_to_anchor=(-1.0, 1.0), ncols=2, borderaxespad=0.4, handlelength=1.2)


def _label(factor: str, levels: int) -> str:
    return drawing.stacked(FACTOR[factor]) + ("" if levels > 1 else "\n(one level)")


def _distribution(axis: "Axes", facts: Mapping[str, Any], true: float | None) -> None:
    found = facts["coefficient"]
    edges, counts = np.array(found["histogram"]["edges"]), np.array(found["histogram"]["counts"])
    shares = counts / counts.sum()
    axis.bar(
        edges[:-1], shares, np.diff(edges), align="edge", color=drawing.SKY, edgecolor="white", linewidth=0.4
    )
    axis.axvline(0, color=drawing.GREY, linewidth=0.8)
    marks: list[tuple[float, str, str, Any]] = [
        (facts["own"]["coefficient"], drawing.BLUE, "the study's own index", (0, ()))
    ]
    if true is not None:
        marks.append((true, drawing.VERMILLION, "its truth", (0, (4, 2))))
    for value, colour, label, dash in marks:
        axis.axvline(value, color=colour, linestyle=dash, linewidth=1.4, label=f"{label}: {number(value)}")
    axis.axvspan(found["low"], found["high"], color=drawing.PALE, alpha=0.45, zorder=0, label="5% to 95%")
    axis.set_xlabel("standardised effect of the index over all drawn variants")
    axis.set_ylabel("share of variants")
    axis.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, borderaxespad=0.2)


def _notes(facts: Mapping[str, Any], true: float | None) -> str:
    found, methods = facts["coefficient"], facts["levels"]["method"]
    belongs = " The truth belongs to the study's own index alone." if true is not None else ""
    return (
        "Bars: share of the output's variance that a choice explains alone (first order) and with its "
        "interactions "
        f"(total); lines: 95% bootstrap intervals. {facts['runs']} indices, {methods} legal combinations "
        "of normaliser, "
        f"weights and aggregator. Below: {found['draws']} indices drawn independently; "
        f"{percent(found['positive'])} give "
        f"a positive effect, {percent(found['positive_p05'])} one with p < 0.05, "
        f"{percent(found['negative_p05'])} a negative one with p < 0.05.{belongs}"
    )
