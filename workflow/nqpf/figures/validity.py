"""Convergent validity drawn: the index against what it should move with, unit and year means taken out."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page import drawing
from nqpf.page.numbers import MINUS
from nqpf.page.table import Language, say
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMS = {"within": both("within", "组内"), "levels": both("levels", "水平值")}
ALONE = 5.2  # inches: a single scatter
MANY = 800  # points, beyond which they are drawn smaller and paler


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001
    """against, unit, year, x, y: two-way-within values of the variable and the index. inputs: `rows`."""
    rows = inputs["rows"]
    points: pd.DataFrame = rows[rows["part"] == "point"][["against", "unit", "year", "x", "y"]]
    return points.reset_index(drop=True)


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
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
            axis.set_title(_says(found[found["against"] == name], language), loc="left")
            axis.xaxis.set_major_locator(MaxNLocator(5))
            axis.set_xlabel(drawing.stacked(study.label(name), language))
        axes[0].set_ylabel(drawing.stacked(study.label(facts["index"]), language))
        return drawing.dress(
            figure, spec.title, _notes(facts["draws"]), simulated=study.simulated, language=language
        )


def _notes(draws: int) -> Label:
    return both(
        "Both axes: deviations after unit and year means are taken out; line: least squares. r: Pearson, rs: "
        f"Spearman, in levels and within (95% interval over {draws} redraws of whole units).",
        "横纵轴：去除单位与年份均值后的离差；直线：最小二乘。r：Pearson 相关系数，rs：Spearman 秩相关系数；"
        f"分别按组内与水平值计算（方括号：整单位重抽样 {draws} 次的 95% 置信区间）。",
    )


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


def _says(found: pd.DataFrame, language: Language) -> str:
    cells = {(one["form"], one["method"]): one for one in found.to_dict("records")}
    parts = []
    for form, name in FORMS.items():
        pearson, spearman = (cells[form, method] for method in ("pearson", "spearman"))
        bounds = f" [{_two(pearson['low'])}, {_two(pearson['high'])}]" if form == "within" else ""
        said = f"r = {_two(pearson['r'])}{bounds}, rs = {_two(spearman['r'])}"
        parts.append(say(both(f"{name.en}: {said}", f"{name.zh}：{said}"), language))
    return "\n".join(parts)


def _two(value: float) -> str:
    text = f"{abs(value):.2f}"
    return f"{MINUS}{text}" if value < 0 and text != "0.00" else text
