"""Effects by group as a forest plot: common year effects, year effects by group, p of no difference."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page import drawing
from nqpf.page.heterogeneity import group_label, grouping_label, tests_note, years_note
from nqpf.page.numbers import present, probability, whole
from nqpf.page.table import Language, say
from nqpf.page.words import MARKS, both
from nqpf.specs.base import Label
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LINE = 0.235  # inches of a line
APART = 0.16  # of a line, between the two estimates
COMMON = both("common year effects", "共同年份效应")
YEARS = both("year effects by group", "分组年份效应")
KINDS: dict[str, tuple[Label, str, str]] = {
    "common": (COMMON, drawing.BLUE, "o"),
    "years": (YEARS, drawing.VERMILLION, "s"),
}


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001
    """What is drawn: grouping, group, units, year_effects (common, years), effect, low, high, p."""
    rows = inputs["rows"].astype({"group": str})
    common = rows.assign(year_effects="common", shown_p=rows["permutation_p"])
    years = rows.assign(year_effects="years", shown_p=rows["years_wild_p"].fillna(rows["years_p"]))
    for key in ("estimate", "low", "high"):
        years[key] = rows[f"years_{key}"]
    kept = ["grouping", "group", "units", "year_effects", "estimate", "low", "high", "shown_p"]
    table: pd.DataFrame = pd.concat([common, years], ignore_index=True)[kept]
    return table


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Plot the groups under the heading of their grouping, p of no difference beside the heading."""
    table, facts = data(spec, study, inputs), inputs["facts"]
    lines = _lines(study, table, facts, language)
    with drawing.style():
        figure = drawing.canvas(height=0.8 + LINE * len(lines))
        axis = figure.subplots()
        drawing.coefficient_axis(axis, [line["text"] for line in lines])
        for place, line in enumerate(lines):
            _draw_line(axis, place, line, table)
        _legend(axis, language)
        axis.axvline(
            facts["groupings"][0]["common"]["estimate"], color=drawing.BLUE, linestyle=":", linewidth=1.0
        )
        axis.set_xlabel(say(_scale(study, facts), language))
        return drawing.dress(figure, spec.title, _notes(facts), simulated=study.simulated, language=language)


def _lines(
    study: Study, table: pd.DataFrame, facts: Mapping[str, Any], language: Language
) -> list[dict[str, Any]]:
    """From the top down: a grouping as a heading with its p, then its groups with their number of units."""
    lines: list[dict[str, Any]] = []
    for one in facts["groupings"]:
        part = table[table["grouping"] == one["grouping"]]
        p = part.groupby("year_effects")["shown_p"].first()
        heading = drawing.bilingual(grouping_label(one), language)
        lines.append({"text": "", "heading": heading, "grouping": one["grouping"], "p": _p(p, language)})
        for group, own in part.groupby("group", sort=False):
            name = drawing.readable(say(group_label(study, str(group), one), language), str(group))
            text = name + MARKS[language].bracketed(whole(own["units"].iloc[0]))
            lines.append({"text": text, "grouping": one["grouping"], "group": group})
    return lines


def _p(p: "pd.Series[float]", language: Language) -> str:
    parts = [_equal(p["common"])] + ([_equal(p["years"])] if present(p["years"]) else ["-"])
    return ("; " if language == "en" else "；").join(parts)


def _equal(p: float) -> str:
    text = probability(p)
    return f"p {text}" if text.startswith("<") else f"p = {text}"


def _draw_line(axis: "Axes", place: int, line: Mapping[str, Any], table: pd.DataFrame) -> None:
    if "group" not in line:
        _head(axis, place, line["heading"], line["p"])
        return
    own = table[(table["grouping"] == line["grouping"]) & (table["group"] == line["group"])]
    for step, row in enumerate(own.to_dict("records")):
        _, colour, marker = KINDS[str(row["year_effects"])]
        height = place + (step - 0.5) * 2 * APART
        axis.plot([row["low"], row["high"]], [height] * 2, color=colour, solid_capstyle="butt", linewidth=1.2)
        axis.plot([row["estimate"]], [height], marker, color=colour, markersize=4)


def _head(axis: "Axes", place: int, heading: str, p: str) -> None:
    """Print a grouping on the left of its line and its p on the right, over the grid."""
    box = {"boxstyle": "square,pad=0.15", "facecolor": "white", "edgecolor": "none"}
    about: dict[str, Any] = {
        "transform": axis.get_yaxis_transform(),
        "va": "center",
        "fontsize": 7.5,
        "bbox": box,
    }
    axis.text(0.0, place, heading, ha="left", fontweight="bold", **about)
    axis.text(1.0, place, p, ha="right", **about)


def _legend(axis: "Axes", language: Language) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=colour, marker=marker, markersize=4, label=say(label, language))
        for label, colour, marker in KINDS.values()
    ]
    overall = say(both("same effect for all", "各组效应相同时"), language)
    handles.append(Line2D([], [], color=drawing.BLUE, linestyle=":", linewidth=1.0, label=overall))
    axis.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, borderaxespad=0.2)


def _scale(study: Study, facts: Mapping[str, Any]) -> Label:
    x, y = study.label(facts["treatment"].partition("_lag")[0]), study.label(facts["outcome"])
    return both(f"effect of {x.en} on {y.en}", f"{x.zh}对{y.zh}的效应")


def _notes(facts: Mapping[str, Any]) -> Label:
    tests, years = tests_note(facts), years_note()
    return both(
        "In brackets: units of the group. On the right: permutation p with common year effects; wild cluster "
        f"bootstrap p with year effects by group; unadjusted. {years.en} {tests.en}",
        "括号内为组内单位数。右侧：共同年份效应下的置换 p；分组年份效应下的 Wild 自助法 p；均未校正。"
        f"{years.zh}{tests.zh}",
    )
