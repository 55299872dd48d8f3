"""Convergence of an index in two pictures: the spread over time, and growth against the initial level."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from nqpf.page import drawing
from nqpf.page.numbers import number
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SCALES = {"log": "ln score", "log1p": "ln (1 + score)", "level": "score"}


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001
    """part, year, n, sd, cv (all units) and part, unit, group, initial, growth. inputs: `rows`."""
    rows = inputs["rows"]
    whole = rows[(rows["part"] == "unit") | (rows["group"] == "all")]
    columns = ["part", "year", "n", "sd", "cv", "unit", "group", "initial", "growth"]
    kept: pd.DataFrame = whole[columns]
    return kept.reset_index(drop=True)


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> "Figure":
    """Draw SD and CV by year (left); mean growth of each unit on its initial level, with the line (right)."""
    table, facts = data(spec, study, inputs), inputs["facts"]
    scale = SCALES[facts["scale"]]
    with drawing.style():
        figure = drawing.canvas(height=2.7)
        left, right = figure.subplots(1, 2)
        _spread(left, table[table["part"] == "sigma"], scale)
        slope = _growth(right, table[table["part"] == "unit"], scale)
        notes = (
            f"Index: {facts['index']['en']}. Left: spread over units; CV: of the score itself. Right: each "
            "unit's mean growth from first to last "
            f"year on its first level, least-squares slope {number(slope)}; a cross-section, not a column "
            "of the table."
        )
        return drawing.dress(figure, spec.title, notes, simulated=study.simulated)


def _spread(axis: "Axes", table: pd.DataFrame, scale: str) -> None:
    from matplotlib.ticker import MaxNLocator

    lines = {
        "sd": (f"SD of the {scale}", drawing.BLUE, "o", "-"),
        "cv": ("CV of the score", drawing.VERMILLION, "s", "--"),
    }
    for key, (label, colour, marker, dash) in lines.items():
        axis.plot(
            table["year"], table[key], color=colour, marker=marker, linestyle=dash, markersize=3, label=label
        )
    axis.set_title("Sigma", loc="left")
    axis.set_ylim(0, 1.3 * float(table[["sd", "cv"]].max().max()))
    axis.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axis.legend(loc="upper right")


def _growth(axis: "Axes", table: pd.DataFrame, scale: str) -> float:
    from matplotlib.ticker import MaxNLocator

    x, y = table["initial"].to_numpy(float), table["growth"].to_numpy(float)
    for place, (name, part) in enumerate(table.groupby("group")):
        style: dict[str, Any] = {
            "marker": drawing.MARKERS[place % 6],
            "markersize": 3,
            "linestyle": "none",
            "alpha": 0.75,
        }
        label = drawing.readable(str(name), f"group {place + 1}")
        axis.plot(part["initial"], part["growth"], color=drawing.SERIES[place % 6], label=label, **style)
    slope = float("nan")
    if np.ptp(x) > 0:
        slope, start = np.polyfit(x, y, 1)
        ends = np.array([x.min(), x.max()])
        axis.plot(ends, start + slope * ends, color=drawing.INK, linewidth=1.0)
    axis.xaxis.set_major_locator(MaxNLocator(5))
    axis.set_title("Beta", loc="left")
    axis.set_xlabel(f"{scale}, first year")
    axis.set_ylabel("growth a year")
    if table["group"].nunique() <= len(drawing.MARKERS):
        axis.legend(loc="upper right", handletextpad=0.1, labelspacing=0.25)
    return float(slope)
