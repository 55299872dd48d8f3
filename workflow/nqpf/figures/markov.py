"""Transition matrices as heat maps: all units and every group."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from nqpf.page import drawing
from nqpf.page.numbers import fixed
from nqpf.page.table import Language, say
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study
from nqpf.tables.markov import CUTS, years

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DARK = 0.55  # shade above which letters are white
ACROSS = 5
ALL = both("all units", "全部单位")
START, END = both("class at the start", "期初类别"), both("class at the end", "期末类别")


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001
    """by, of, from, to, count, probability: all units, then the groups. inputs: `rows`."""
    rows = inputs["rows"]
    kept: pd.DataFrame = rows[rows["by"] != "neighbours"]
    return kept.astype({"of": str}).reset_index(drop=True)


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw one square per condition: probabilities, in brackets the units that start in the class."""
    table = data(spec, study, inputs)
    parts = [(str(of), part) for (_, of), part in table.groupby(["by", "of"], sort=False)]
    across = min(ACROSS, len(parts))
    down = math.ceil(len(parts) / across)
    with drawing.style():
        figure = drawing.canvas(height=1.62 * down)
        axes = figure.subplots(down, across, squeeze=False).ravel()
        for place, (axis, (name, part)) in enumerate(zip(axes, parts, strict=False)):
            label = ALL if name == "all" else study.group_label(name)
            title = drawing.group_name(label, place, language)
            _square(axis, part, title, language, first=place % across == 0)
        for unused in axes[len(parts) :]:
            unused.set_visible(False)
        return drawing.dress(
            figure, spec.title, _notes(inputs["facts"]), simulated=study.simulated, language=language
        )


def _square(axis: "Axes", part: pd.DataFrame, title: str, language: Language, *, first: bool) -> None:
    size = int(part["from"].max())
    share = part["probability"].to_numpy(float).reshape(size, size)
    starts = part["count"].to_numpy(float).reshape(size, size).sum(axis=1)
    axis.imshow(np.nan_to_num(share), cmap="Blues", vmin=0, vmax=1.15)
    for (start, end), value in np.ndenumerate(share):
        text = "\N{EN DASH}" if np.isnan(value) else fixed(value, 2)
        colour = "white" if value > DARK else drawing.INK
        axis.text(end, start, text, ha="center", va="center", fontsize=6.5, color=colour)
    axis.set_xticks(range(size), [str(k + 1) for k in range(size)])
    axis.set_yticks(range(size), [f"{k + 1} ({n:.0f})" for k, n in enumerate(starts)])
    axis.tick_params(length=0, labelsize=6.5)
    for side in axis.spines.values():
        side.set_visible(False)
    axis.set_title(title, loc="left")
    axis.set_xlabel(say(END, language), fontsize=7)
    if first:
        axis.set_ylabel(say(START, language), fontsize=7)


def _notes(facts: Mapping[str, Any]) -> Label:
    return both(
        f"Index: {facts['index']['en']}. Probability of moving from class to class in "
        f"{years(facts['horizon'])}; {facts['classes']} classes "
        f"by quantiles {CUTS[facts['cuts']].en}. In brackets: moves that start in the class; a dash where "
        "there is none.",
        f"指数：{facts['index']['zh']}。{facts['horizon']} 年间由一类转移至另一类的概率；按分位数分为 "
        f"{facts['classes']} 类，口径：{CUTS[facts['cuts']].zh}。括号内为期初处于该类的转移次数；"
        "无转移处以短横表示。",
    )
