"""Transition matrices as heat maps: all units and every group."""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from nqpf.page import drawing
from nqpf.page.numbers import fixed
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study
from nqpf.tables.markov import CUTS, years

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DARK = 0.55  # shade above which letters are white
ACROSS = 5


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001
    """by, of, from, to, count, probability: all units, then the groups. inputs: `rows`."""
    rows = inputs["rows"]
    kept: pd.DataFrame = rows[rows["by"] != "neighbours"]
    return kept.astype({"of": str}).reset_index(drop=True)


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> "Figure":
    """Draw one square per condition: probabilities, in brackets the units that start in the class."""
    table = data(spec, study, inputs)
    parts = [(str(of), part) for (_, of), part in table.groupby(["by", "of"], sort=False)]
    across = min(ACROSS, len(parts))
    down = math.ceil(len(parts) / across)
    with drawing.style():
        figure = drawing.canvas(height=1.62 * down)
        axes = figure.subplots(down, across, squeeze=False).ravel()
        for place, (axis, (name, part)) in enumerate(zip(axes, parts, strict=False)):
            title = drawing.readable("all units" if name == "all" else name, f"group {place}")
            _square(axis, part, title, first=place % across == 0)
        for unused in axes[len(parts) :]:
            unused.set_visible(False)
        return drawing.dress(figure, spec.title, _notes(inputs["facts"]), simulated=study.simulated)


def _square(axis: "Axes", part: pd.DataFrame, title: str, *, first: bool) -> None:
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
    axis.set_xlabel("class at the end", fontsize=7)
    if first:
        axis.set_ylabel("class at the start", fontsize=7)


def _notes(facts: Mapping[str, Any]) -> str:
    return (
        f"Index: {facts['index']['en']}. Probability of moving from class to class in "
        f"{years(facts['horizon'])}; {facts['classes']} classes "
        f"by quantiles {CUTS[facts['cuts']].en}. In brackets: moves that start in the class; a dash where "
        "there is none."
    )
