"""Coordination over time against random pairing, for all units and every group; the grades as shares."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.dynamics.coupling import ALL, GRADES
from nqpf.page import drawing
from nqpf.page.coupling import about, grade_label, honest, kept, occurring
from nqpf.page.numbers import whole
from nqpf.page.shades import ink_on, shade
from nqpf.page.table import Language, Text, say
from nqpf.page.words import MARKS, both
from nqpf.specs.base import Label
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEAST = 0.07  # share of a bar from which the number of its grade fits into it
_ROW, _BARS = 1.55, 1.9  # inches of a row of panels, and of the bars


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001
    """List part, group, year, units, d and placebo (part mean), grade and share (part grade; all units)."""
    rows = kept(inputs["rows"])
    means = rows[(rows["part"] == "mean") & rows["year"].notna()]
    grades = rows[(rows["part"] == "grade") & (rows["group"] == ALL)]
    columns = ["part", "group", "year", "units", "c", "t", "d", "placebo_mean", "placebo_low", "placebo_high"]
    table = pd.concat([means, grades], ignore_index=True)[[*columns, "grade", "share"]]
    return table.astype(dict.fromkeys(("year", "units", "grade"), "Int64"))


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw a panel for all units and for each group, below them the shares of the grades by year."""
    table = data(spec, study, inputs)
    means = table[table["part"] == "mean"]
    groups = [ALL, *sorted(name for name in means["group"].unique() if name != ALL)]
    across = min(len(groups), 5 if len(groups) <= 15 else 6)
    down = math.ceil(len(groups) / across)
    with drawing.style():
        figure = drawing.canvas(height=_ROW * down + _BARS)
        halves: Any = figure.subfigures(2, 1, height_ratios=[_ROW * down, _BARS])
        upper, lower = halves
        axes = upper.subplots(down, across, sharex=True, sharey=True, squeeze=False).ravel()
        for place, (name, axis) in enumerate(zip(groups, axes, strict=False)):
            _panel(axis, means[means["group"] == name], _title(study, name, place, language), language)
        _finish(axes, len(groups), across, language)
        left, right = lower.subplots(1, 2, width_ratios=[1, 2.4])
        _excess(left, means[means["group"] == ALL], language)
        _bars(right, table[table["part"] == "grade"], language)
        notes = _notes(inputs["facts"])
        return drawing.dress(figure, spec.title, notes, simulated=study.simulated, language=language)


def _title(study: Study, name: str, place: int, language: Language) -> str:
    label = both("all units", "全部单位") if name == ALL else study.group_label(name)
    return drawing.group_name(label, place, language)


def _panel(axis: "Axes", part: pd.DataFrame, title: str, language: Language) -> None:
    part = part.sort_values("year")
    year = part["year"].to_numpy(int)
    words = [both("random pairing, 95%", "随机配对 95%"), both("observed", "观测值")]
    band, line = (say(one, language) for one in words)
    low, high = (part[one].to_numpy(float) for one in ("placebo_low", "placebo_high"))
    axis.fill_between(year, low, high, color=drawing.GREY, alpha=0.45, linewidth=0, label=band)
    axis.plot(year, part["placebo_mean"], color=drawing.GREY, linestyle=(0, (4, 2)), linewidth=0.9)
    axis.plot(year, part["d"], color=drawing.BLUE, label=line)
    axis.set_title(title + MARKS[language].bracketed(whole(part["units"].max())), loc="left")
    axis.margins(x=0.02)


def _excess(axis: "Axes", part: pd.DataFrame, language: Language) -> None:
    """Plot the observed mean less that of random pairing, in the band of random pairing."""
    part = part.sort_values("year")
    year = part["year"].to_numpy(int)
    middle = part["placebo_mean"]
    low, high = ((part[one] - middle).to_numpy(float) for one in ("placebo_low", "placebo_high"))
    axis.fill_between(year, low, high, color=drawing.GREY, alpha=0.45, linewidth=0)
    axis.axhline(0, color=drawing.GREY, linestyle=(0, (4, 2)), linewidth=0.9)
    axis.plot(year, part["d"] - middle, color=drawing.BLUE)
    axis.set_title(
        say(both("less random pairing, all units", "与随机配对之差，全部单位"), language), loc="left"
    )
    axis.set_ylabel(say(both("difference in mean D", "D 均值之差"), language))
    axis.margins(x=0.02)
    axis.locator_params(axis="x", nbins=3, integer=True)


def _finish(axes: Any, used: int, across: int, language: Language) -> None:
    from matplotlib.ticker import MaxNLocator

    for unused in axes[used:]:
        unused.set_visible(False)
    axes[0].xaxis.set_major_locator(MaxNLocator(2, integer=True, min_n_ticks=2))
    for first in axes[::across]:
        first.set_ylabel(say(both("mean D", "D 均值"), language))
    axes[0].legend(loc="upper left", borderaxespad=0.1, handlelength=1.2, fontsize=6.5)


def _bars(axis: "Axes", grades: pd.DataFrame, language: Language) -> None:
    """Stack the grades of a year, the lowest at the bottom; the number of a grade stands in its bar."""
    years = sorted(int(year) for year in grades["year"].unique())
    foot = dict.fromkeys(years, 0.0)
    for grade in occurring(grades):
        own = grades[grades["grade"] == grade].set_index("year")["share"]
        shares = [float(own.get(year, 0.0)) for year in years]
        colour = shade((grade - 0.5) / len(GRADES))
        look: dict[str, Any] = {"color": colour, "edgecolor": drawing.GREY, "linewidth": 0.4, "width": 0.82}
        axis.bar(years, shares, bottom=list(foot.values()), label=say(grade_label(grade), language), **look)
        for year, share in zip(years, shares, strict=True):
            if share >= LEAST:
                middle: dict[str, Any] = {"ha": "center", "va": "center", "color": ink_on(colour)}
                axis.text(year, foot[year] + share / 2, str(grade), fontsize=6.5, **middle)
            foot[year] += share
    _dress_bars(axis, language)


def _dress_bars(axis: "Axes", language: Language) -> None:
    from matplotlib.ticker import MaxNLocator

    axis.set_ylim(0, 1)
    axis.margins(x=0.01)
    axis.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axis.set_ylabel(say(both("share of units", "单位占比"), language))
    axis.set_title(say(both("grades of D, all units", "D 的等级，全部单位"), language), loc="left")
    axis.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), reverse=True, fontsize=7)


def _notes(facts: Mapping[str, Any]) -> Label:
    draws = whole(facts["draws"])
    band = both(
        f"Band: middle 95% of {draws} random pairings of whole unit paths; dashed: their mean. In a group "
        "the "
        "band also tells its level of U2 against the other groups'. In brackets: units.",
        f"灰带：{draws} 次整条路径随机配对的中间 95%；虚线为其均值。"
        "分组的灰带还反映该组 U2 与其他组的水平差异。括号内为单位数。",
    )
    parts: list[Text] = [*about(facts), band, *honest(facts)]
    return both(" ".join(say(one, "en") for one in parts), "".join(say(one, "zh") for one in parts))
