"""Convergence of an index: spread over time, growth against the initial level, beta with its intervals."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from nqpf.page import drawing
from nqpf.page.numbers import number, present
from nqpf.page.table import Language, say
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study
from nqpf.tables.convergence import SCALES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROOM = 0.4  # of the spread of growth, kept free above the points for the legend
ESTIMATORS = {
    "least squares": (both("least squares", "最小二乘"), drawing.BLUE, "o"),
    "half-panel jackknife": (both("half-panel jackknife", "半面板刀切法"), drawing.VERMILLION, "s"),
}


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


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw SD and CV by year (left); mean growth on the initial level (right); beta by column (below)."""
    table, facts = data(spec, study, inputs), inputs["facts"]
    scale = say(SCALES[facts["scale"]], language)
    with drawing.style():
        above, below = 2.5, 0.7 + 0.3 * len(facts["beta"])
        figure = drawing.canvas(height=above + below)
        # Two parts that are laid out each by itself: long labels below take no room from the panels above.
        parts: Any = figure.subfigures(2, 1, height_ratios=[above, below])
        left, right = parts[0].subplots(1, 2)
        _spread(left, table[table["part"] == "sigma"], scale, language)
        slope = _growth(right, study, table[table["part"] == "unit"], scale, language)
        _columns(parts[1].subplots(), table[table["part"] == "beta"], facts["beta"], language)
        return drawing.dress(
            figure, spec.title, _notes(facts, slope), simulated=study.simulated, language=language
        )


def _notes(facts: Mapping[str, Any], slope: float) -> Label:
    return both(
        f"Index: {facts['index']['en']}. Left: spread over units; CV: of the score. Right: mean growth of "
        f"each unit from first to last year on its first level, slope {number(slope)} (least squares); a "
        "cross-section, not a column of the table. Below: beta in the columns of the table with 95% "
        "intervals; unit effects bias least squares downwards, the half-panel jackknife takes the "
        f"first-order bias out (percentiles over {facts['draws']} redraws of whole units).",
        f"指数：{facts['index']['zh']}。左图：各单位间的离散程度；变异系数按得分计算。右图："
        "各单位首年至末年的"
        f"年均增长对首年水平作图，最小二乘斜率 {number(slope)}；此为截面关系，并非表中某一列。"
        "下图：表中各列的 β 及其 95% 置信区间；单位固定效应使最小二乘估计向下偏误，半面板刀切法消除一阶偏误"
        f"（区间为整单位重抽样 {facts['draws']} 次的百分位）。",
    )


def _columns(axis: "Axes", table: pd.DataFrame, columns: list[Mapping[str, Any]], language: Language) -> None:
    names = [_name(place, one, language) for place, one in enumerate(columns, start=1)]
    drawing.coefficient_axis(axis, names)
    for estimator, part in table.groupby("estimator", sort=False):
        label, colour, marker = ESTIMATORS[str(estimator)]
        lines = part["column"] - 1 + (0.0 if estimator == "least squares" else 0.3)
        axis.hlines(lines, part["low"], part["high"], color=colour)
        axis.plot(part["estimate"], lines, marker, color=colour, markersize=4.5, label=say(label, language))
    axis.set_ylim(len(columns) - 0.3, -0.6)
    axis.set_xlabel(say(both("beta, of the initial level", "初始水平的系数 β"), language))
    axis.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, borderaxespad=0.2, handlelength=1.2)


def _name(place: int, column: Mapping[str, Any], language: Language) -> str:
    both_ways = "unit" in column["effects"]
    en = "unit and year effects" if both_ways else "year effects"
    zh = "单位与年份固定效应" if both_ways else "年份固定效应"
    if column["controls"]:
        en, zh = f"{en}, controls", f"{zh}，控制变量"
    return f"({place}) {say(both(en, zh), language)}"


def _spread(axis: "Axes", table: pd.DataFrame, scale: str, language: Language) -> None:
    from matplotlib.ticker import MaxNLocator

    lines = {
        "sd": (both(f"SD of the {scale}", f"{scale}标准差"), drawing.BLUE, "o", "-"),
        "cv": (both("CV of the score", "得分的变异系数"), drawing.VERMILLION, "s", "--"),
    }
    for key, (label, colour, marker, dash) in lines.items():
        axis.plot(
            table["year"], table[key],
            color=colour, marker=marker, linestyle=dash, markersize=3, label=say(label, language),
        )  # fmt: skip
    axis.set_title(say(both("Sigma", "σ 收敛"), language), loc="left")
    axis.set_ylim(0, 1.3 * float(table[["sd", "cv"]].max().max()))
    axis.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axis.legend(loc="upper right")


def _growth(axis: "Axes", study: Study, table: pd.DataFrame, scale: str, language: Language) -> float:
    from matplotlib.ticker import MaxNLocator

    x, y = table["initial"].to_numpy(float), table["growth"].to_numpy(float)
    for place, (name, part) in enumerate(table.groupby("group")):
        style: dict[str, Any] = {
            "marker": drawing.MARKERS[place % 6],
            "markersize": 3,
            "linestyle": "none",
            "alpha": 0.75,
        }
        label = drawing.group_name(study.group_label(str(name)), place + 1, language)
        axis.plot(part["initial"], part["growth"], color=drawing.SERIES[place % 6], label=label, **style)
    slope = float("nan")
    if np.ptp(x) > 0:
        slope, start = np.polyfit(x, y, 1)
        ends = np.array([x.min(), x.max()])
        axis.plot(ends, start + slope * ends, color=drawing.INK, linewidth=1.0)
    axis.xaxis.set_major_locator(MaxNLocator(5))
    axis.set_title(say(both("Beta", "β 收敛"), language), loc="left")
    axis.set_xlabel(say(both(f"{scale}, first year", f"期初 {scale}"), language))
    axis.set_ylabel(say(both("growth a year", "年均增长"), language))
    if table["group"].nunique() <= len(drawing.MARKERS):
        axis.set_ylim(top=y.max() + ROOM * max(np.ptp(y), 1e-12))
        axis.legend(loc="upper right", handletextpad=0.1, labelspacing=0.25, columnspacing=0.8, ncols=2)
    return float(slope)
