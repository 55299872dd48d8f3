"""An index over time, region by region: the mean of the units and the band of their middle half."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.errors import SpecError
from nqpf.page import drawing
from nqpf.page.table import Language, say
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ALL = "all"


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:
    """group, year, units, mean, p25, p75; the group "all" holds every unit. Groups by their last mean.

    inputs: `scores`, a flat frame with unit, year, score; `units`, a frame with unit and the group's column.
    """
    group = _group(spec, study)
    scores = inputs["scores"].merge(inputs["units"][["unit", group]], on="unit", validate="m:1")
    table = pd.concat(
        [_summary(scores.assign(**{group: ALL}), group), _summary(scores, group)], ignore_index=True
    )
    last = table.sort_values("year").groupby("group")["mean"].last().sort_values(ascending=False)
    order = {name: place for place, name in enumerate([ALL, *(name for name in last.index if name != ALL)])}
    place = table["group"].map(order)
    return (
        table.assign(place=place).sort_values(["place", "year"]).drop(columns="place").reset_index(drop=True)
    )


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw small multiples: one panel per region, all units in grey behind."""
    from matplotlib.ticker import MaxNLocator

    table = data(spec, study, inputs)
    groups = [name for name in table["group"].unique() if name != ALL]
    across = min(len(groups), 4 if len(groups) <= 16 else 6)
    down = math.ceil(len(groups) / across)
    with drawing.style():
        figure = drawing.canvas(height=max(2.1, 1.55 * down))
        axes = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False).ravel()
        whole = table[table["group"] == ALL]
        for place, (name, axis) in enumerate(zip(groups, axes, strict=False)):
            title = drawing.group_name(study.group_label(name), place + 1, language)
            _panel(axis, table[table["group"] == name], whole, title)
        for unused in axes[len(groups) :]:
            unused.set_visible(False)
        axes[0].xaxis.set_major_locator(MaxNLocator(3 if across <= 4 else 1, integer=True, min_n_ticks=2))
        for first in axes[::across]:
            first.set_ylabel(say(both("score", "得分"), language))
        return drawing.dress(
            figure, spec.title, _notes(spec, study), simulated=study.simulated, language=language
        )


def _group(spec: FigureSpec, study: Study) -> str:
    group = spec.group or study.facts.region
    if group is None:
        raise SpecError(
            f"the figure '{spec.title.en}' names no group and the study no region; "
            "add 'group: <group of units>'."
        )
    return group


def _notes(spec: FigureSpec, study: Study) -> Label:
    label = study.indices[spec.index].label if spec.index else None
    name, name_zh = (f"Score: {label.en}. ", f"得分：{label.zh}。") if label else ("", "")
    band = "Line: mean of the units; band: their middle half (25th to 75th percentile). "
    return both(
        f"{name}{band}Dashed: mean of all units. In brackets: number of units.",
        f"{name_zh}实线：各单位均值；阴影：中间一半单位（第 25 至第 75 百分位）。虚线：全部单位均值。"
        "括号内为单位数。",
    )


def _summary(scores: pd.DataFrame, group: str) -> pd.DataFrame:
    parts = scores.dropna(subset=["score"]).groupby([group, "year"])["score"]
    table = parts.agg(
        units="count",
        mean="mean",
        p25=lambda values: values.quantile(0.25),
        p75=lambda values: values.quantile(0.75),
    )
    return table.reset_index().rename(columns={group: "group"})


def _panel(axis: "Axes", part: pd.DataFrame, whole: pd.DataFrame, name: str) -> None:
    units = int(part["units"].max())
    axis.fill_between(part["year"], part["p25"], part["p75"], color=drawing.BLUE, alpha=0.18, linewidth=0)
    axis.plot(whole["year"], whole["mean"], color=drawing.GREY, linewidth=0.9, linestyle=(0, (4, 2)))
    axis.plot(part["year"], part["mean"], color=drawing.BLUE)
    last = part.iloc[-1]
    axis.plot([last["year"]], [last["mean"]], "o", color=drawing.BLUE, markersize=3)
    axis.annotate(
        f"{last['mean']:.2f}",
        (last["year"], last["mean"]),
        (4, 0),
        textcoords="offset points",
        va="center",
        fontsize=7,
        color=drawing.BLUE,
        annotation_clip=False,
    )
    axis.set_title(f"{name} ({units})", loc="left")
    axis.margins(x=0.02)
