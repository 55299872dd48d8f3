"""What the indicators of an index weigh; schemes of the same indicators stand side by side."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page import drawing
from nqpf.page.table import Language, say
from nqpf.page.words import both, is_known
from nqpf.specs.base import Label
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study
from nqpf.variants.words import scheme

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEAVY = 0.25  # METHOD 1: a weight above a quarter is flagged
NOTES = both(
    "Dot: effective weight of the first scheme, the correlation ratio of the index on the indicator, "
    "rescaled to "
    "sum to one. Bold: dimensions.",
    "圆点：第一种方法的有效权重，即指数对该指标的相关比，归一化。粗体：维度。",
)
_BARS = 0.76  # of a row's height


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:
    """index, scheme, dimension, indicator, w, effective; the figure's own index first.

    inputs: `weights`, {index: frame}. Indices of other indicators than the figure's own are left out.
    """
    frames = inputs["weights"]
    own = spec.index or next(iter(frames))
    indicators = set(frames[own]["indicator"])
    names = [own, *(name for name in frames if name != own and set(frames[name]["indicator"]) == indicators)]
    columns = ["dimension", "indicator", "w", "effective"]
    parts = [frames[name][columns].assign(index=name, scheme=study.indices[name].weights) for name in names]
    table: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return table.reindex(columns=["index", "scheme", *columns])


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw horizontal bars, the effective weight as a dot, the line at a quarter."""
    table = data(spec, study, inputs)
    rows = _rows(study, table, language)
    with drawing.style():
        figure = drawing.canvas(height=0.75 + _height(rows))
        axis = figure.subplots()
        parts = {
            _scheme(study, str(name), table, language): part
            for name, part in table.groupby("index", sort=False)
        }
        _bars(axis, rows, parts)
        _effective(axis, rows, next(iter(parts.values())), len(parts), language)
        _labels(axis, rows)
        _line(axis, table)
        axis.set_xlabel(say(both("weight", "权重"), language))
        return drawing.dress(figure, spec.title, NOTES, simulated=study.simulated, language=language)


def _rows(study: Study, table: pd.DataFrame, language: Language) -> pd.DataFrame:
    """List the lines of the figure from top to bottom: a heading per dimension, then its indicators."""
    index = study.indices[str(table["index"].iloc[0])]
    own, lines = table[table["index"] == table["index"].iloc[0]], []
    for dimension, part in own.groupby("dimension", sort=False):
        known = index.dimensions.get(str(dimension))
        label = known.label if known else Label(en=str(dimension), zh=str(dimension))
        lines.append(("", drawing.stacked(label, language)))
        names = [str(name) for name in part["indicator"]]
        lines += [
            (name, drawing.stacked(study.label(name), language) if is_known(study, name) else name)
            for name in names
        ]
    return pd.DataFrame(lines, columns=["indicator", "label"])


def _height(rows: pd.DataFrame) -> float:
    """Inches for all lines: more for each where a label takes two."""
    return len(rows) * (0.26 if rows["label"].str.contains("\n").any() else 0.19)


def _scheme(study: Study, name: str, table: pd.DataFrame, language: Language) -> str:
    """Say what the legend calls an index: its scheme, or its label where schemes repeat."""
    schemes = table.drop_duplicates("index")["scheme"]
    spec = study.indices[name]
    if not schemes.is_unique:
        return drawing.bilingual(spec.label, language)
    return say(both(f"{spec.weights} weights".replace("_", " "), scheme(spec.weights).zh), language)


def _bars(axis: "Axes", rows: pd.DataFrame, parts: Mapping[str, pd.DataFrame]) -> None:
    height = _BARS / len(parts)
    for place, (label, part) in enumerate(parts.items()):
        lines = _placed(rows, part, place, len(parts))
        look: dict[str, Any] = {"hatch": None if place == 0 else "/" * (5 - place % 3), "linewidth": 0.5}
        look["color"] = drawing.SERIES[0] if place == 0 else "white"
        look["edgecolor"] = drawing.SERIES[place % len(drawing.SERIES)]
        axis.barh(lines["centre"], lines["w"], height, label=label, **look)


def _placed(rows: pd.DataFrame, part: pd.DataFrame, place: int, schemes: int) -> pd.DataFrame:
    """Weights of a scheme with the height at which each is drawn."""
    lines = rows[rows["indicator"] != ""].reset_index(names="line").merge(part, on="indicator")
    return lines.assign(centre=lines["line"] - _BARS / 2 + _BARS / schemes * (place + 0.5))


def _effective(
    axis: "Axes", rows: pd.DataFrame, part: pd.DataFrame, schemes: int, language: Language
) -> None:
    """Draw the effective weights of the first scheme as dots."""
    lines = _placed(rows, part, 0, schemes)
    dot: dict[str, Any] = {"markeredgecolor": drawing.INK, "markeredgewidth": 0.5, "markersize": 4}
    label = say(both("effective weight", "有效权重"), language)
    axis.plot(lines["effective"], lines["centre"], "o", color=drawing.ORANGE, label=label, zorder=5, **dot)


def _labels(axis: "Axes", rows: pd.DataFrame) -> None:
    axis.set_yticks(range(len(rows)), list(rows["label"]))
    for text, name in zip(axis.get_yticklabels(), rows["indicator"], strict=True):
        text.set_fontweight("bold" if name == "" else "normal")
    axis.tick_params(axis="y", length=0)
    axis.set_ylim(len(rows) - 0.4, -0.6)


def _line(axis: "Axes", table: pd.DataFrame) -> None:
    """Draw the 25% line, and the legend where the bars leave room."""
    reach = max(HEAVY, table["w"].max(), table["effective"].max()) * 1.08
    axis.set_xlim(0, reach)
    axis.axvline(HEAVY, color=drawing.GREY, linestyle=(0, (4, 2)), linewidth=0.8)
    place: dict[str, Any] = {"xytext": (3, 0), "textcoords": "offset points", "va": "center"}
    axis.annotate("25%", (HEAVY, 0), fontsize=7, color=drawing.GREY, **place)  # line 0 is a heading: no bar
    axis.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=4, borderaxespad=0.2, handlelength=1.4)
