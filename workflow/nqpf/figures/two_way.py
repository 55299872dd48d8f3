"""Both directions in one coefficient plot: least squares, the jackknife, the adjusted equations."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page import drawing
from nqpf.page.numbers import probability
from nqpf.page.recipe_words import recipe
from nqpf.page.table import Language, say
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = ["direction", "method", "coef", "estimate", "low", "high", "p"]
STYLES = {
    "fixed_effects": (both("least squares", "最小二乘"), drawing.GREY, "o"),
    "half_panel": (both("half-panel jackknife", "半面板刀切法"), drawing.VERMILLION, "s"),
    "adjusted": (both("adjusted equations", "修正方程"), drawing.BLUE, "D"),
}
GAP = 0.24  # between the estimators of a direction


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001
    """One row per direction and estimator: estimate and 95% interval in within-SDs, the coefficient, p.

    inputs: `rows`, `facts`. An estimator that does not exist is left out.
    """
    rows = inputs["rows"]
    kept = rows[rows["method"].isin(list(STYLES)) & rows["coef"].notna()]
    scale = kept["standardised"] / kept["coef"]
    found: pd.DataFrame = kept.assign(
        estimate=kept["standardised"], low=kept["low"] * scale, high=kept["high"] * scale
    )
    shown: pd.DataFrame = found[COLUMNS].reset_index(drop=True)
    return shown


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw a group of estimates per direction, p beside each."""
    table, facts = data(spec, study, inputs), inputs["facts"]
    with drawing.style():
        figure = drawing.canvas(height=2.3)
        axis = figure.subplots()
        drawing.coefficient_axis(axis, [_name(one, language) for one in facts["directions"].values()])
        for place, direction in enumerate(facts["directions"]):
            _group(axis, place, table[table["direction"] == direction])
        axis.set_ylim(1.5, -0.5)
        drawing.beside(axis, -0.56, "p")
        _legend(axis, table, language)
        label = both(
            "effect of one within-SD, in within-SDs of the outcome",
            "一个组内标准差的效应（以被解释变量组内标准差计）",
        )
        axis.set_xlabel(say(label, drawing.spoken(language)))
        return drawing.dress(figure, spec.title, _notes(facts), simulated=study.simulated, language=language)


def _name(direction: Mapping[str, Any], language: Language) -> str:
    """Cause over outcome, in two lines."""
    spoken = drawing.spoken(language)
    return f"{direction['other'][spoken]}, t \N{MINUS SIGN} 1\n→ {direction['outcome'][spoken]}"


def _group(axis: "Axes", place: int, table: pd.DataFrame) -> None:
    methods = list(STYLES)
    for _, line in table.iterrows():
        _, colour, marker = STYLES[line["method"]]
        height = place + GAP * (methods.index(line["method"]) - 1)
        axis.plot([line["low"], line["high"]], [height] * 2, color=colour, solid_capstyle="butt")
        axis.plot([line["estimate"]], [height], marker, color=colour, markersize=4.5)
        drawing.beside(axis, height, probability(line["p"]))


def _legend(axis: "Axes", table: pd.DataFrame, language: Language) -> None:
    from matplotlib.lines import Line2D

    spoken = drawing.spoken(language)
    handles = [
        Line2D([], [], color=colour, marker=marker, markersize=4.5, label=say(label, spoken))
        for method, (label, colour, marker) in STYLES.items()
        if method in set(table["method"])
    ]
    axis.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, borderaxespad=0.2)


def _notes(facts: Mapping[str, Any]) -> Label:
    first, draws = facts["directions"]["forward"]["cross_lagged"], facts["draws"]
    errors = recipe(first["recipe"])
    return both(
        "Each outcome on its own and the other's past, controls, unit and year effects. Marker: estimate; "
        f"line: 95% interval, p beside it (least squares: {errors.en}; the others: units redrawn {draws} "
        "times). Least squares is biased in a short panel; the jackknife takes the first order of it out, "
        "the adjusted equations all of it if errors are not serially correlated.",
        "被解释变量对自身与对方滞后项、控制变量、单位与年份效应回归。标记：估计值；线段：95% 置信区间，右侧"
        f"为 p 值（最小二乘：{errors.zh}；其余：整单位重抽样 {draws} 次）。短面板中最小二乘有偏；刀切法消除一"
        "阶偏误，修正方程在误差无序列相关时完全消除。",
    )
