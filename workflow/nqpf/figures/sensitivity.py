"""Sobol indices of every choice for scores, ranks and the coefficient, and where the coefficient goes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from nqpf.page import drawing
from nqpf.page.numbers import number, percent
from nqpf.page.table import Language, say
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study
from nqpf.variants.words import FACTOR, true_effect

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TITLES = {
    "scores": both("shift of scores", "得分变动"),
    "ranks": both("shift of ranks", "排名变动"),
    "coefficient": both("coefficient", "系数"),
}
ORDERS = {"first": both("first order", "一阶指数"), "total": both("total", "总指数")}
EFFECT = both("standardised effect of the index over all drawn variants", "全部抽取方案下指数的标准化效应")
_BAR = 0.36  # of a line's height


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001 - one signature
    """List the indices: output, factor, levels, first and total with their intervals."""
    rows: pd.DataFrame = inputs["rows"]
    return rows


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw bars per output above, the distribution of the standardised effect below."""
    table, facts = data(spec, study, inputs), inputs["facts"]
    with drawing.style():
        figure = drawing.canvas(height=4.5)
        grid = figure.add_gridspec(2, 3, height_ratios=[1.15, 1])
        bars = [figure.add_subplot(grid[0, place]) for place in range(3)]
        for axis, (output, part) in zip(bars, table.groupby("output", sort=False), strict=True):
            _bars(axis, part.reset_index(drop=True), say(TITLES[str(output)], language), language)
        _labels(bars, table, language)
        true = true_effect(study, facts, inputs.get("truth"))
        _distribution(figure.add_subplot(grid[1, :]), facts, true, language)
        return drawing.dress(
            figure, spec.title, _notes(facts, true), simulated=study.simulated, language=language
        )


def _bars(axis: "Axes", part: pd.DataFrame, title: str, language: Language) -> None:
    colours = {"first": drawing.BLUE, "total": "white"}
    for place, (key, fill) in enumerate(colours.items()):
        lines = np.arange(len(part)) + (place - 0.5) * _BAR
        reach = [part[key] - part[f"{key}_low"], part[f"{key}_high"] - part[key]]
        axis.barh(
            lines,
            part[key].clip(lower=0),
            _BAR,
            color=fill,
            edgecolor=drawing.BLUE,
            linewidth=0.6,
            label=say(ORDERS[key], language),
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


def _labels(bars: "list[Axes]", table: pd.DataFrame, language: Language) -> None:
    levels = table.drop_duplicates("factor").set_index("factor")["levels"]
    names = [str(name) for name in levels.index]
    for axis in bars:
        axis.set_yticks(range(len(names)), [""] * len(names))
        axis.tick_params(axis="y", length=0)
        axis.set_ylim(len(names) - 0.5, -0.5)
    bars[0].set_yticks(range(len(names)), [_label(name, int(levels[name]), language) for name in names])
    bars[1].set_xlabel(say(both("Sobol index", "Sobol 指数"), language))
    bars[0].legend(loc="lower left", bbox_to_anchor=(-1.0, 1.0), ncols=2, borderaxespad=0.4, handlelength=1.2)


def _label(factor: str, levels: int, language: Language) -> str:
    lone = say(both("(one level)", "（仅一个水平）"), language)
    return drawing.stacked(FACTOR[factor], language) + ("" if levels > 1 else f"\n{lone}")


def _distribution(axis: "Axes", facts: Mapping[str, Any], true: float | None, language: Language) -> None:
    found = facts["coefficient"]
    edges, counts = np.array(found["histogram"]["edges"]), np.array(found["histogram"]["counts"])
    shares = counts / counts.sum()
    axis.bar(
        edges[:-1], shares, np.diff(edges), align="edge", color=drawing.SKY, edgecolor="white", linewidth=0.4
    )
    axis.axvline(0, color=drawing.GREY, linewidth=0.8)
    marks: list[tuple[float, str, Label, Any]] = [
        (facts["own"]["coefficient"], drawing.BLUE, both("the study's own index", "本研究指数"), (0, ()))
    ]
    if true is not None:
        marks.append((true, drawing.VERMILLION, both("its truth", "其真值"), (0, (4, 2))))
    for value, colour, label, dash in marks:
        said = both(f"{label.en}: {number(value)}", f"{label.zh}：{number(value)}")
        axis.axvline(value, color=colour, linestyle=dash, linewidth=1.4, label=say(said, language))
    span = say(both("5% to 95%", "5% 至 95%"), language)
    axis.axvspan(found["low"], found["high"], color=drawing.PALE, alpha=0.45, zorder=0, label=span)
    axis.set_xlabel(say(EFFECT, language))
    axis.set_ylabel(say(both("share of variants", "方案占比"), language))
    axis.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, borderaxespad=0.2)


def _notes(facts: Mapping[str, Any], true: float | None) -> Label:
    found, methods = facts["coefficient"], facts["levels"]["method"]
    belongs = " The truth belongs to the study's own index alone." if true is not None else ""
    belongs_zh = "真值仅对应本研究指数。" if true is not None else ""
    better, worse = percent(found["positive_p05"]), percent(found["negative_p05"])
    return both(
        "Bars: share of the output's variance that a choice explains alone (first order) and with its "
        "interactions "
        f"(total); lines: 95% bootstrap intervals. {facts['runs']} indices, {methods} legal combinations "
        "of normaliser, "
        f"weights and aggregator. Below: {found['draws']} indices drawn independently; "
        f"{percent(found['positive'])} give "
        f"a positive effect, {better} one with p < 0.05, {worse} a negative one with p < 0.05.{belongs}",
        "柱：某一选择单独（一阶指数）及连同其交互作用（总指数）所解释的输出方差比例；线段："
        "95% 自助法置信区间。共 "
        f"{facts['runs']} 个指数，标准化、赋权与合成的合法组合 {methods} 种。下图："
        f"独立抽取的 {found['draws']} 个指数；"
        f"其中 {percent(found['positive'])} 效应为正，{better} 为正且 p < 0.05，{worse} 为负且 p < 0.05。"
        f"{belongs_zh}",
    )
