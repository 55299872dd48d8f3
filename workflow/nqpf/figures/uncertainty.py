"""Rank intervals of the last year over all ways to build the index."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from nqpf.page import drawing
from nqpf.page.table import Language, say
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHOWN = 30  # units that a page holds; of more, so many at equal distances in rank

LEGEND = (
    both("5% to 95%", "5% 至 95%"),
    both("median", "中位数"),
    both("the study's own rank", "本研究排名"),
)


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001 - one signature
    """List the units shown, best first: unit, labels, year, rank, low, median, high, width."""
    rows: pd.DataFrame = inputs["rows"]
    facts = inputs["facts"]
    last: pd.DataFrame = rows[rows["year"] == facts["last_year"]].sort_values(
        ["rank", "unit"], ignore_index=True
    )
    places = np.unique(np.linspace(0, len(last) - 1, min(SHOWN, len(last))).round().astype(int))
    return last.iloc[places].reset_index(drop=True)


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw a line from 5% to 95%, a bar at the median, a dot at the study's own rank."""
    table, facts = data(spec, study, inputs), inputs["facts"]
    with drawing.style():
        figure = drawing.canvas(height=0.7 + 0.165 * len(table))
        axis = figure.subplots()
        _intervals(axis, table, language)
        _axis(axis, table, facts["units"], language)
        return drawing.dress(
            figure, spec.title, _notes(facts, len(table)), simulated=study.simulated, language=language
        )


def _intervals(axis: "Axes", table: pd.DataFrame, language: Language) -> None:
    lines = range(len(table))
    span, median, own = (say(one, language) for one in LEGEND)
    axis.hlines(lines, table["low"], table["high"], color=drawing.SKY, linewidth=3.2, label=span)
    axis.plot(table["median"], lines, "|", color=drawing.INK, markersize=6, label=median)
    axis.plot(
        table["rank"],
        lines,
        "o",
        color=drawing.VERMILLION,
        markersize=3.4,
        zorder=4,
        label=own,
    )
    # Above the axes: anywhere inside, the interval of a unit may run through it.
    axis.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, borderaxespad=0.2, handlelength=1.4)


def _axis(axis: "Axes", table: pd.DataFrame, units: int, language: Language) -> None:
    labels = [
        Label(en=str(en), zh=str(zh)) for en, zh in zip(table["label_en"], table["label_zh"], strict=True)
    ]
    axis.set_yticks(range(len(table)), [drawing.bilingual(label, language) for label in labels])
    axis.tick_params(axis="y", length=0)
    axis.set_ylim(len(table) - 0.4, -0.6)
    axis.set_xlim(0, units + 1)
    axis.set_xlabel(say(both("rank (1 = highest)", "排名（1 为最高）"), language))
    axis.grid(axis="x", color=drawing.PALE, linewidth=0.5)
    axis.set_axisbelow(True)


def _notes(facts: Mapping[str, Any], shown: int) -> Label:
    units, fewer = facts["units"], shown < facts["units"]
    some = f" {shown} of {units} units, at equal distances in rank." if fewer else ""
    some_zh = f"图中为 {units} 个单位中按排名等距选取的 {shown} 个。" if fewer else ""
    return both(
        f"Ranks of {facts['last_year']} under {facts['draws']} indices drawn at random: filling of "
        "cells, treatment of "
        f"outliers, normaliser, weights, aggregator and the indicator left out.{some}",
        f"{facts['last_year']} 年排名；随机抽取 {facts['draws']} 个指数，变动缺失填补、异常值处理、标准化、"
        "赋权、合成"
        f"方法及所剔除的指标。{some_zh}",
    )
