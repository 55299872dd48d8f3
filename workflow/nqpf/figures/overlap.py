"""Heat map of the overlap audit: raw series down, roles across, what is shared in another colour."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page import drawing
from nqpf.page.table import Language, say
from nqpf.page.words import both, is_known
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study
from nqpf.tables.overlap import ROLES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHARED, CONTENT, DENOMINATOR = "shared content", "content", "denominator"
NAMES = {
    SHARED: both(SHARED, "作为内容共用"),
    CONTENT: both(CONTENT, "内容"),
    DENOMINATOR: both(DENOMINATOR, "分母"),
}
NOTES = both(
    "Raw series as named in variables.yaml. Shared content: the series, its total or its part stands as "
    "content in another role that meets this one in a regression. Denominator: the series stands below "
    "the line only. Of indices with the same indicators one is shown.",
    "原始序列沿用 variables.yaml 中的名称。作为内容共用：该序列、其总量或其组成部分，"
    "也作为内容出现在同一回归的"
    "另一角色中。分母：该序列仅作为分母出现。指标相同的指数只列其一。",
)
COLOURS = {SHARED: drawing.VERMILLION, CONTENT: drawing.BLUE, DENOMINATOR: drawing.PALE}
_LINE = 0.175  # inches a series takes


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001
    """series, role, variable, indicators, overlaps, cell (shared content, content, denominator).

    inputs: `matrix`, as the audit wrote it. Series are grouped: shared ones first.
    """
    matrix = inputs["matrix"].fillna({"overlaps": "", "indicators": ""})
    cell = matrix["use"].mask(matrix["overlaps"] != "", SHARED)
    shared = matrix["series"].isin(matrix.loc[matrix["overlaps"] != "", "series"])
    place = matrix["series"].map({name: at for at, name in enumerate(matrix["series"].unique())})
    table = matrix.assign(cell=cell, own=~shared, place=place).sort_values(["own", "place"], kind="stable")
    drawn: pd.DataFrame = table.drop(columns=["use", "own", "place"]).reset_index(drop=True)
    return drawn


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw one square per series and role; overlap dark red, with a white dot for readers in grey."""
    table = data(spec, study, inputs)
    series, variables = list(table["series"].unique()), list(inputs["matrix"]["variable"].unique())
    with drawing.style():
        figure = drawing.canvas(height=_LINE * len(series) + 1.6)
        axis = figure.subplots()
        _squares(axis, table, series, variables, language)
        _labels(axis, study, series, variables, language)
        _groups(axis, table, variables, language)
        return drawing.dress(figure, spec.title, NOTES, simulated=study.simulated, language=language)


def _squares(
    axis: "Axes", table: pd.DataFrame, series: list[str], variables: list[str], language: Language
) -> None:
    from matplotlib.patches import Rectangle

    for name, colour in COLOURS.items():
        part = table[table["cell"] == name]
        across = [variables.index(one) for one in part["variable"]]
        down = [series.index(one) for one in part["series"]]
        for x, y in zip(across, down, strict=True):
            axis.add_patch(Rectangle((x - 0.46, y - 0.44), 0.92, 0.88, facecolor=colour, linewidth=0))
        said = NAMES[name] if len(part) else both(f"{name}: none", f"{NAMES[name].zh}：无")
        axis.plot([], [], "s", color=colour, label=say(said, language))
        if name == SHARED:
            axis.plot(across, down, "o", color="white", markersize=3)
    axis.legend(loc="lower left", bbox_to_anchor=(-0.32, 1.02), borderaxespad=0.0, handlelength=1.0)


def _labels(axis: "Axes", study: Study, series: list[str], variables: list[str], language: Language) -> None:
    axis.set_xlim(-0.5, len(variables) - 0.5)
    axis.set_ylim(len(series) - 0.5, -0.5)
    axis.xaxis.tick_top()
    names = [say(study.label(one), language) if is_known(study, one) else one for one in variables]
    axis.set_xticks(range(len(variables)), names, rotation=35, ha="left", rotation_mode="anchor")
    axis.set_yticks(range(len(series)), series)
    axis.tick_params(length=0)
    axis.set_axisbelow(True)
    between = [at + 0.5 for at in range(len(series) - 1)]
    axis.hlines(between, -0.5, len(variables) - 0.5, drawing.PALE, linewidth=0.3)
    for edge in axis.spines.values():
        edge.set_visible(False)


def _groups(axis: "Axes", table: pd.DataFrame, variables: list[str], language: Language) -> None:
    """Part the roles by thin lines and name each below."""
    role = dict(zip(table["variable"], table["role"], strict=True))
    for name in dict.fromkeys(role[one] for one in variables):
        places = [at for at, one in enumerate(variables) if role[one] == name]
        middle = (places[0] + places[-1]) / 2
        text = {"transform": axis.get_xaxis_transform(), "ha": "center", "va": "top", "fontsize": 7.5}
        axis.text(middle, -0.01, say(both(name, ROLES[name][1]), language), **text)  # type: ignore[arg-type]
        if places[0]:
            axis.axvline(places[0] - 0.5, color=drawing.GREY, linewidth=0.6)
