"""Convergent validity drawn: the index against what it should move with, unit and year means taken out."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page import drawing
from nqpf.page.numbers import MINUS
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ALONE = 5.2  # inches: a single scatter
MANY = 800  # points, beyond which they are drawn smaller and paler


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001
    """against, unit, year, x, y: two-way-within values of the variable and the index. inputs: `rows`."""
    rows = inputs["rows"]
    points: pd.DataFrame = rows[rows["part"] == "point"][["against", "unit", "year", "x", "y"]]
    return points.reset_index(drop=True)


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> "Figure":
    """Draw one scatter per variable, with the least-squares line and the correlations."""
    from matplotlib.ticker import MaxNLocator

    table, facts, rows = data(spec, study, inputs), inputs["facts"], inputs["rows"]
    found = rows[(rows["part"] == "estimate") & (rows["index"] == facts["index"])]
    names = list(facts["against"])
    with drawing.style():
        figure = drawing.canvas(height=2.9, width=drawing.DOUBLE if len(names) > 1 else ALONE)
        axes = figure.subplots(1, len(names), squeeze=False).ravel()
        for axis, name in zip(axes, names, strict=False):
            _scatter(axis, table[table["against"] == name])
            axis.set_title(_says(found[found["against"] == name]), loc="left")
            axis.xaxis.set_major_locator(MaxNLocator(5))
            axis.set_xlabel(drawing.stacked(study.label(name)))
        axes[0].set_ylabel(drawing.stacked(study.label(facts["index"])))
        notes = (
            "Both axes: deviations after unit and year means are taken out; line: least squares. r: "
            "Pearson, rs: Spearman, in levels and "
            f"within (95% interval over {facts['draws']} redraws of whole units)."
        )
        return drawing.dress(figure, spec.title, notes, simulated=study.simulated)


def _scatter(axis: "Axes", points: pd.DataFrame) -> None:
    many = len(points) > MANY
    style: dict[str, Any] = {"markersize": 1.6 if many else 2.8, "alpha": 0.3 if many else 0.55}
    axis.plot(points["x"], points["y"], "o", color=drawing.BLUE, markeredgewidth=0, **style)
    x, y = points["x"].to_numpy(float), points["y"].to_numpy(float)
    if x @ x > 0:
        slope = (x @ y) / (x @ x)  # both have mean zero
        axis.plot(
            [x.min(), x.max()], [slope * x.min(), slope * x.max()], color=drawing.VERMILLION, linewidth=1.2
        )
    axis.axhline(0, color=drawing.PALE, linewidth=0.6, zorder=0)
    axis.axvline(0, color=drawing.PALE, linewidth=0.6, zorder=0)


def _says(found: pd.DataFrame) -> str:
    cells = {(one["form"], one["method"]): one for one in found.to_dict("records")}
    parts = []
    for form in ("within", "levels"):
        pearson, spearman = (cells[form, method] for method in ("pearson", "spearman"))
        bounds = f" [{_two(pearson['low'])}, {_two(pearson['high'])}]" if form == "within" else ""
        parts.append(f"{form}: r = {_two(pearson['r'])}{bounds}, rs = {_two(spearman['r'])}")
    return "\n".join(parts)


def _two(value: float) -> str:
    text = f"{abs(value):.2f}"
    return f"{MINUS}{text}" if value < 0 and text != "0.00" else text
