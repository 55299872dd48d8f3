"""The effect of the treatment along the moderator of every path: line, bands, thirds, units."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from nqpf.page import drawing
from nqpf.page.numbers import whole
from nqpf.page.paths import Facts, path_label, true_line
from nqpf.page.table import Language, say
from nqpf.page.words import both, word
from nqpf.specs.base import Label, label_of
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW = 2.35  # inches of a row of panels
LEGEND = 0.4  # inches of the legend above them
RUG = 0.12  # of the height of a panel, for the histogram of units
BARS = 24
LINE = both("effect of the treatment", "核心解释变量的效应")
POINTWISE = both("95% interval, point by point", "95% 逐点区间")
UNIFORM = both("95% band for all values at once", "95% 一致置信带")
THIRDS = both("effect in each third, with 95% interval", "各三分位组的效应及 95% 区间")
UNITS = both("units (histogram)", "单位（直方图）")


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001
    """What is drawn: the rows of the analysis, with the true effect beside the line where it is known."""
    rows: pd.DataFrame = inputs["rows"].copy()
    rows["truth"] = np.nan
    for one in inputs["facts"]["paths"]:
        known = true_line(inputs, one["claim"]) if one["observed"] else None
        if known:
            place = (rows["claim"] == one["claim"]) & (rows["part"] == "line")
            rows.loc[place, "truth"] = known[0] + known[1] * (rows.loc[place, "w"] - one["w_mean"])
    return rows


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw one panel per observed path, two in a row, with one legend above."""
    table, facts = data(spec, study, inputs), inputs["facts"]
    seen = [one for one in facts["paths"] if one["observed"]]
    across = min(2, max(1, len(seen)))
    down = -(-len(seen) // across)
    with drawing.style():
        figure = drawing.canvas(height=LEGEND + ROW * max(1, down))
        grid = figure.add_gridspec(1 + max(1, down), across, height_ratios=[LEGEND, *[ROW] * max(1, down)])
        truth = bool(table["truth"].notna().any())
        _legend(figure.add_subplot(grid[0, :]), language, truth=truth)
        for place, one in enumerate(seen):
            axis = figure.add_subplot(grid[1 + place // across, place % across])
            _panel(axis, study, one, table[table["claim"] == one["claim"]], language)
        notes = _notes(facts, seen)
        drawing.dress(figure, spec.title, notes, simulated=study.simulated, language=language)
        return _settled(figure)


def _settled(figure: "Figure") -> "Figure":
    """Lay the panels out once and round: the solver's last bits differ from run to run."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axis in figure.axes:
        left, bottom, width, height = (round(float(edge), 6) for edge in axis.get_position().bounds)
        axis.set_position((left, bottom, width, height))
    return figure


def _panel(axis: "Axes", study: Study, one: Facts, table: pd.DataFrame, language: Language) -> None:
    parts = {str(name): part for name, part in table.groupby("part")}
    line = parts["line"]
    axis.fill_between(line["w"], line["uniform_low"], line["uniform_high"], color=drawing.PALE, linewidth=0)
    axis.fill_between(line["w"], line["low"], line["high"], color=drawing.SKY, alpha=0.55, linewidth=0)
    axis.axhline(0, color=drawing.GREY, linewidth=0.8)
    axis.plot(line["w"], line["estimate"], color=drawing.BLUE)
    if line["truth"].notna().any():
        axis.plot(line["w"], line["truth"], color=drawing.VERMILLION, linestyle="--", linewidth=1.1)
    if "bin" in parts:
        bins = parts["bin"]
        axis.vlines(bins["w"], bins["low"], bins["high"], color=drawing.INK, linewidth=1.0)
        axis.plot(bins["w"], bins["estimate"], "s", color=drawing.INK, markersize=4)
    _histogram(axis, parts["unit"]["w"].to_numpy(float))
    axis.set_title("\n".join(_title(path_label(study, one["claim"]), language)), loc="left")
    axis.set_xlabel("\n".join(_title(_with_unit(study, one["moderator"]), language)))
    axis.set_ylabel(say(both("effect", "效应"), language))


def _title(label: Label, language: Language) -> list[str]:
    return drawing.stacked(label, language).split("\n")


def _with_unit(study: Study, name: str) -> Label:
    label, unit = study.label(name), label_of(study.codebook.variables[name].unit)
    return both(f"{label.en} ({unit.en})", f"{label.zh}（{unit.zh}）")


def _histogram(axis: "Axes", values: "np.ndarray[Any, np.dtype[np.float64]]") -> None:
    """Bars of units along the foot of a panel, under the data."""
    low, high = axis.get_ylim()
    count, edges = np.histogram(values, bins=BARS)
    floor = low - RUG * 1.4 * (high - low)
    height = count / count.max() * RUG * (high - low)
    axis.bar(
        edges[:-1], height, np.diff(edges), bottom=floor, align="edge", color=drawing.GREY, alpha=0.7,
        linewidth=0,
    )  # fmt: skip
    axis.set_ylim(floor, high)


def _legend(axis: "Axes", language: Language, *, truth: bool) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = [
        Line2D([], [], color=drawing.BLUE, label=say(LINE, language)),
        Patch(facecolor=drawing.SKY, alpha=0.55, label=say(POINTWISE, language)),
        Patch(facecolor=drawing.PALE, label=say(UNIFORM, language)),
        Line2D(
            [], [], color=drawing.INK, marker="s", markersize=4, linewidth=1.0, label=say(THIRDS, language)
        ),
        Patch(facecolor=drawing.GREY, alpha=0.7, label=say(UNITS, language)),
    ]
    if truth:
        name = say(word("truth"), language)
        handles.append(Line2D([], [], color=drawing.VERMILLION, linestyle="--", linewidth=1.1, label=name))
    axis.axis("off")
    axis.legend(handles=handles, loc="upper left", ncols=3, handlelength=1.6, borderaxespad=0.0)


def _notes(facts: Facts, seen: list[Facts]) -> Label:
    missing = [one["claim"].rpartition(".")[2] for one in facts["paths"] if not one["observed"]]
    absent = f" Not observed: {', '.join(missing)}." if missing else ""
    absent_zh = f"未观测：{'、'.join(missing)}。" if missing else ""
    kept = (
        " The moderators are one value per unit: the line compares units, and all else that goes with the "
        "moderator goes with it."
        if all(one["constant"] for one in seen)
        else ""
    )
    kept_zh = (
        "调节变量对每个单位只有一个值：该线比较的是单位之间，与调节变量相伴的其他因素一并计入。"
        if all(one["constant"] for one in seen)
        else ""
    )
    units = whole(max((one["units"] for one in seen), default=0))
    return both(
        "Effect of one unit of the treatment on the outcome, from the model with unit and year effects and "
        f"the product with the moderator ({units} units, errors clustered). The ledger judges the slope "
        "beside year effects that may differ along the moderator; see the table. Squares: free of any shape "
        f"between the thirds of the moderator (Hainmueller, Mummolo & Xu 2019).{kept}{absent}",
        f"核心解释变量每一单位对被解释变量的效应，模型含单位与年份效应及与调节变量的乘积（{units} "
        "个单位，聚类标准误）。台账依据加入随调节变量而异的年份效应后的斜率判定，见表。"
        f"方块：按调节变量三等分估计，组间形状不受限（Hainmueller, Mummolo & Xu 2019）。{kept_zh}{absent_zh}",
    )
