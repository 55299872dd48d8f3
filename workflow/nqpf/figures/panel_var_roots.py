"""Stability of a panel VAR: roots in the unit circle; and whose shocks the forecast errors are made of."""

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

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = [
    "part",
    "real",
    "imaginary",
    "modulus",
    "first",
    "shock",
    "response",
    "horizon",
    "estimate",
    "low",
    "high",
]


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001
    """What is drawn, by part: roots (real, imaginary, modulus), fevd (shares of the other's shocks)."""
    rows = inputs["rows"]
    shares = (rows["part"] == "fevd") & (rows["shock"] != rows["response"])
    kept: pd.DataFrame = rows.loc[(rows["part"] == "roots") | shares, COLUMNS].reset_index(drop=True)
    return kept


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw the roots (left) and, by years ahead, the share of the other's shocks (right)."""
    table, facts = data(spec, study, inputs), inputs["facts"]
    with drawing.style():
        figure = drawing.canvas(height=3.1)
        left, right = figure.subplots(1, 2, width_ratios=[1, 1.5])
        _circle(left, table[table["part"] == "roots"], language)
        _shares(right, table[table["part"] == "fevd"], facts, language)
        return drawing.dress(figure, spec.title, _notes(facts), simulated=study.simulated, language=language)


def _circle(axis: "Axes", roots: pd.DataFrame, language: Language) -> None:
    turn = np.linspace(0, 2 * np.pi, 200)
    axis.plot(np.cos(turn), np.sin(turn), color=drawing.GREY, linewidth=0.8)
    inside = roots["modulus"] < 1
    for chosen, colour, marker in ((inside, drawing.BLUE, "o"), (~inside, drawing.VERMILLION, "X")):
        axis.plot(
            roots.loc[chosen, "real"],
            roots.loc[chosen, "imaginary"],
            marker,
            color=colour,
            markersize=6,
            zorder=3,
        )
    axis.axhline(0, color=drawing.PALE, linewidth=0.6, zorder=0)
    axis.axvline(0, color=drawing.PALE, linewidth=0.6, zorder=0)
    reach = max(1.1, 1.08 * float(roots["modulus"].max()))
    axis.set_xlim(-reach, reach)
    axis.set_ylim(-reach, reach)
    axis.set_aspect("equal")
    axis.set_title(say(both("Roots", "特征根"), language), loc="left")
    axis.set_xlabel(say(both("real part", "实部"), language))
    axis.set_ylabel(say(both("imaginary part", "虚部"), language))


def _shares(axis: "Axes", table: pd.DataFrame, facts: Mapping[str, Any], language: Language) -> None:
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    x, y = facts["names"]
    styles = {(x, y): (drawing.BLUE, "o"), (y, x): (drawing.VERMILLION, "s")}
    for (shock, response), (colour, marker) in styles.items():
        own = table[(table["shock"] == shock) & (table["response"] == response)].sort_values("horizon")
        main, turned = (own[own["first"] == name] for name in (x, y))
        axis.fill_between(main["horizon"], main["low"], main["high"], color=colour, alpha=0.14, linewidth=0)
        label = say(_pair(facts, shock, response), language)
        axis.plot(main["horizon"], main["estimate"], marker + "-", color=colour, markersize=3, label=label)
        axis.plot(turned["horizon"], turned["estimate"], "--", color=colour)
    top = min(1.25, 1.5 * max(float(table["high"].max()), 0.05))  # room for the legend above the bands
    axis.yaxis.set_major_locator(MaxNLocator(6))
    axis.set_yticks(
        [tick for tick in axis.yaxis.get_major_locator().tick_values(0, top) if tick <= min(1, top)]
    )
    axis.set_ylim(0, top)
    axis.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axis.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axis.set_xlabel(say(both("years ahead", "预测年数"), language))
    axis.set_title(
        say(both("Share in the forecast-error variance", "预测误差方差份额"), language), loc="left"
    )
    axis.legend(loc="upper left", handlelength=1.8)


def _pair(facts: Mapping[str, Any], shock: str, response: str) -> Label:
    one, two = facts["labels"][shock], facts["labels"][response]
    return both(f"shocks of {one['en']}\nin {two['en']}", f"{one['zh']}冲击\n占{two['zh']}的份额")


def _notes(facts: Mapping[str, Any]) -> Label:
    first = facts["labels"][facts["names"][0]]
    return both(
        f"Left: eigenvalues of the companion matrix of the VAR({facts['lags']}); largest modulus "
        f"{number(facts['largest_root'])}, 1 or more in "
        f"{percent(facts['unstable_draws'])} of {facts['draws']} redraws of whole units; the VAR is stable "
        "where all are inside the circle. "
        f"Right: solid with 95% band with {first['en']} first in the Cholesky order, dashed: the reverse "
        "order.",
        f"左图：VAR({facts['lags']}) 伴随矩阵的特征根；最大模 {number(facts['largest_root'])}，在 "
        f"{facts['draws']} 次整单位重抽样中有 "
        f"{percent(facts['unstable_draws'])} 不小于 1；全部位于圆内则VAR稳定。右图：实线及95%区间以"
        f"{first['zh']}在Cholesky次序之前，虚线为相反次序。",
    )  # fmt: skip
