"""Kernel densities of an index, one ridge per year."""

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
from nqpf.tables.density import RULES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OVERLAP = 2.2  # heights of the highest ridge in steps between two years
SCORE = both("score", "得分")
FLAT = 0.002  # of the highest peak: below it a ridge is not drawn


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001
    """year, x, density. inputs: `rows`."""
    rows: pd.DataFrame = inputs["rows"][["year", "x", "density"]]
    return rows


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw ridges from the first year (top) to the last (bottom), the median as a tick on the base line."""
    table, facts = data(spec, study, inputs), inputs["facts"]
    medians = {int(one["year"]): float(one["p50"]) for one in facts["moments"]}
    years, top = sorted(medians), float(table["density"].max())
    with drawing.style():
        figure = drawing.canvas(height=1.0 + 0.26 * len(years))
        axis = figure.subplots()
        for place, year in enumerate(years):
            part, base = table[table["year"] == year], float(-place)
            curve = part["density"].to_numpy() / top * OVERLAP
            high = np.flatnonzero(curve > FLAT * OVERLAP)
            kept = slice(int(high[0]), int(high[-1]) + 1)  # from end to end, low stretches between included
            x, curve = part["x"].to_numpy()[kept], curve[kept]
            axis.fill_between(x, base, base + curve, color="white", zorder=place + 2, linewidth=0)
            axis.fill_between(
                x, base, base + curve, color=drawing.BLUE, alpha=0.28, zorder=place + 2, linewidth=0
            )
            axis.plot(x, base + curve, color=drawing.BLUE, linewidth=1.0, zorder=place + 2)
            axis.plot([medians[year]], [base], "|", color=drawing.INK, markersize=7, zorder=len(years) + 3)
        axis.set_yticks([-float(place) for place in range(len(years))], [str(year) for year in years])
        axis.tick_params(axis="y", length=0)
        axis.spines["left"].set_visible(False)
        axis.grid(axis="x", color=drawing.PALE, linewidth=0.5)
        axis.set_axisbelow(True)
        axis.set_xlabel(say(SCORE, language))
        return drawing.dress(figure, spec.title, _notes(facts), simulated=study.simulated, language=language)


def _notes(facts: Mapping[str, Any]) -> Label:
    below = facts["below_zero"]
    beyond = " The kernel spreads some mass below 0, where no score is." if below else ""
    beyond_zh = "核估计使部分密度落在 0 以下，而得分不小于 0。" if below else ""
    return both(
        f"Index: {facts['index']['en']}. Gaussian kernel density of the units by year, one scale for all "
        "years; bandwidth by the rule "
        f"'{facts['rule']}' (Silverman 1986). Tick: median.{beyond}",
        f"指数：{facts['index']['zh']}。各年单位得分的高斯核密度，各年采用同一纵轴尺度；带宽逐年取 "
        f"{RULES[facts['rule']]}（Silverman 1986）。短竖线：中位数。{beyond_zh}",
    )
