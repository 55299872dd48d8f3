"""Convergence of an index: spread over time, growth against the initial level, beta with its intervals."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from nqpf.page import drawing
from nqpf.page.numbers import number, present
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROOM = 0.4  # of the spread of growth, kept free above the points for the legend
SCALES = {"log": "ln score", "log1p": "ln (1 + score)", "level": "score"}


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001
    """What is drawn, by part. inputs: `rows`, `facts`.

    sigma: year, n, sd, cv (all units). unit: unit, group, initial, growth. beta: column, estimator, estimate,
    low, high.
    """
    rows = inputs["rows"]
    whole = rows[(rows["part"] == "unit") | (rows["group"] == "all")]
    columns = ["part", "year", "n", "sd", "cv", "unit", "group", "initial", "growth"]
    kept: pd.DataFrame = pd.concat([whole[columns], _estimates(inputs["facts"]["beta"])], ignore_index=True)
    return kept


def _estimates(columns: list[Mapping[str, Any]]) -> pd.DataFrame:
    """Beta of every column of the table, and its jackknife where there is one."""
    keys = {"least squares": ("beta", "low", "high")}
    keys["half-panel jackknife"] = ("jackknife", "jackknife_low", "jackknife_high")
    lines = [
        ("beta", column, estimator, *(one[key] for key in triple))
        for column, one in enumerate(columns, start=1)
        for estimator, triple in keys.items()
        if present(one[triple[0]])
    ]
    return pd.DataFrame(lines, columns=["part", "column", "estimator", "estimate", "low", "high"])


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> "Figure":
    """Draw SD and CV by year (left); mean growth on the initial level (right); beta by column (below)."""
    table, facts = data(spec, study, inputs), inputs["facts"]
    scale = SCALES[facts["scale"]]
    with drawing.style():
        above, below = 2.5, 0.7 + 0.3 * len(facts["beta"])
        figure = drawing.canvas(height=above + below)
        # Two parts that are laid out each by itself: long labels below take no room from the panels above.
        parts: Any = figure.subfigures(2, 1, height_ratios=[above, below])
        left, right = parts[0].subplots(1, 2)
        _spread(left, table[table["part"] == "sigma"], scale)
        slope = _growth(right, table[table["part"] == "unit"], scale)
        _columns(parts[1].subplots(), table[table["part"] == "beta"], facts["beta"])
        notes = _notes(facts, slope)
        return drawing.dress(figure, spec.title, notes, simulated=study.simulated)


def _notes(facts: Mapping[str, Any], slope: float) -> str:
    return (
        f"Index: {facts['index']['en']}. Left: spread over units; CV: of the score. Right: mean growth of "
        f"each unit from first to last year on its first level, slope {number(slope)} (least squares); a "
        "cross-section, not a column of the table. Below: beta in the columns of the table with 95% "
        "intervals; unit effects bias least squares downwards, the half-panel jackknife takes the "
        f"first-order bias out (percentiles over {facts['draws']} redraws of whole units)."
    )


def _columns(axis: "Axes", table: pd.DataFrame, columns: list[Mapping[str, Any]]) -> None:
    styles = {"least squares": (drawing.BLUE, "o"), "half-panel jackknife": (drawing.VERMILLION, "s")}
    drawing.coefficient_axis(axis, [_name(place, one) for place, one in enumerate(columns, start=1)])
    for estimator, part in table.groupby("estimator", sort=False):
        colour, marker = styles[str(estimator)]
        lines = part["column"] - 1 + (0.0 if estimator == "least squares" else 0.3)
        axis.hlines(lines, part["low"], part["high"], color=colour)
        axis.plot(part["estimate"], lines, marker, color=colour, markersize=4.5, label=estimator)
    axis.set_ylim(len(columns) - 0.3, -0.6)
    axis.set_xlabel("beta, of the initial level")
    axis.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, borderaxespad=0.2, handlelength=1.2)


def _name(place: int, column: Mapping[str, Any]) -> str:
    effects = "unit and year effects" if "unit" in column["effects"] else "year effects"
    return f"({place}) {effects}{', controls' if column['controls'] else ''}"


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
        axis.set_ylim(top=y.max() + ROOM * max(np.ptp(y), 1e-12))
        axis.legend(loc="upper right", handletextpad=0.1, labelspacing=0.25, columnspacing=0.8, ncols=2)
    return float(slope)
