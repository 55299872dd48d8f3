"""Dagum's decomposition over time: what inequality consists of, and inequality within the groups."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page import drawing
from nqpf.page.numbers import whole
from nqpf.page.table import Language, say
from nqpf.page.words import MARKS, both
from nqpf.specs.base import Label
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PARTS = {
    "between": (both("Gnb, net between", "Gnb 组间净差异"), drawing.BLUE, ""),
    "transvariation": (both("Gt, overlap", "Gt 超变密度"), drawing.SKY, "//"),
    "within": (both("Gw, within", "Gw 组内"), drawing.PALE, ""),
}
GAP = 0.055  # of the axis' height, kept between two labels at the end of lines


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001
    """year, part, group, value: components and within-group coefficients. inputs: `rows`."""
    rows = inputs["rows"]
    kept: pd.DataFrame = rows[rows["part"] != "pair"][["year", "part", "group", "value"]]
    return kept.fillna({"group": ""}).reset_index(drop=True)


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw stacked components (left) and one line per group (right)."""
    from matplotlib.ticker import MaxNLocator

    table = data(spec, study, inputs)
    with drawing.style():
        figure = drawing.canvas(height=2.7)
        left, right = figure.subplots(1, 2)
        _components(left, table, language)
        _groups(right, study, table[table["part"] == "group"], inputs["facts"]["units"], language)
        for axis in (left, right):
            axis.xaxis.set_major_locator(MaxNLocator(5, integer=True))
            axis.set_ylim(bottom=0)
        left.set_xlim(table["year"].min() - 0.6, table["year"].max() + 0.6)
        notes = _notes(inputs["facts"]["index"])
        return drawing.dress(figure, spec.title, notes, simulated=study.simulated, language=language)


def _notes(index: Mapping[str, str]) -> Label:
    return both(
        f"Index: {index['en']}. Left: the components add up to the Gini coefficient of all units (Dagum "
        "1997). Right: Gini coefficient within each group; in brackets: number of units.",
        f"指数：{index['zh']}。左图：各部分之和为全部单位的基尼系数（Dagum 1997）。右图：组内基尼系数；"
        "括号内为单位数。",
    )


def _components(axis: "Axes", table: pd.DataFrame, language: Language) -> None:
    wide = table[table["group"] == ""].pivot_table(index="year", columns="part", values="value")
    below = pd.Series(0.0, index=wide.index)
    for name, (label, colour, hatch) in PARTS.items():
        axis.bar(
            wide.index, wide[name], bottom=below, color=colour, hatch=hatch, label=say(label, language),
            edgecolor="white", linewidth=0.4, width=0.82,
        )  # fmt: skip
        below = below + wide[name]
    title = both("Components of the Gini coefficient", "基尼系数的构成")
    axis.set_title(say(title, language), loc="left")
    axis.set_ylim(0, 1.28 * below.max())
    axis.legend(loc="upper right", ncols=3, columnspacing=0.9, handlelength=1.2, handletextpad=0.4)


def _groups(
    axis: "Axes", study: Study, table: pd.DataFrame, units: Mapping[str, int], language: Language
) -> None:
    axis.set_title(say(both("Within groups", "组内基尼系数"), language), loc="left")
    top = table["value"].max()
    last = table[table["year"] == table["year"].max()].sort_values("value")
    heights = spaced([float(v) for v in last["value"]], GAP * top)
    places = dict(zip(last["group"], heights, strict=True))
    for place, (name, part) in enumerate(table.groupby("group")):
        style: dict[str, Any] = {"marker": drawing.MARKERS[place % 6], "markersize": 3, "linewidth": 1.1}
        axis.plot(part["year"], part["value"], color=drawing.SERIES[place % 6], **style)
        if name in places:
            shown = drawing.group_name(study.group_label(str(name)), place + 1, language)
            text = shown + MARKS[language].bracketed(whole(units[str(name)]))
            end = (part["year"].max(), places[name])
            axis.annotate(
                text,
                end,
                (6, 0),
                textcoords="offset points",
                va="center",
                annotation_clip=False,
                color=drawing.SERIES[place % 6],
                fontsize=7,
            )


def spaced(values: list[float], gap: float) -> list[float]:
    """Push sorted values apart, upwards, so that no two labels stand closer than a gap."""
    placed: list[float] = []
    for value in values:
        placed.append(value if not placed else max(value, placed[-1] + gap))
    return placed
