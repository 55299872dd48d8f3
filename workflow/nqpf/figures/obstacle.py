"""Obstacle degrees of the indicators, in the first and in the last year."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page import drawing
from nqpf.page.numbers import percent
from nqpf.page.table import Language, say
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHARE = both("share of the distance to the best score", "障碍度：占与最优得分差距的比重")


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001
    """dimension, indicator, year, obstacle, weight; indicators in the order of the index. inputs: `rows`."""
    rows = inputs["rows"]
    part = rows[(rows["by"] == "year") & (rows["level"] == "indicator")]
    table = part.rename(columns={"name": "indicator", "of": "year"}).astype({"year": int})
    kept: pd.DataFrame = table[["dimension", "indicator", "year", "obstacle", "weight"]]
    return kept.reset_index(drop=True)


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw one line per indicator from the first (hollow) to the last year (filled), the weight as a tick."""
    table = data(spec, study, inputs)
    wide = table.pivot_table(index="indicator", columns="year", values="obstacle", sort=False)
    weights = table.drop_duplicates("indicator").set_index("indicator")["weight"]
    with drawing.style():
        figure = drawing.canvas(height=0.7 + 0.27 * len(wide))
        axis = figure.subplots()
        labels = [drawing.stacked(study.label(str(name)), language) for name in wide.index]
        drawing.coefficient_axis(axis, labels)
        for place, (name, line) in enumerate(wide.iterrows()):
            _line(axis, place, line, float(weights[str(name)]))
        axis.set_xlabel(say(SHARE, language))
        axis.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}%")
        return drawing.dress(
            figure, spec.title, _notes(inputs["facts"], wide), simulated=study.simulated, language=language
        )


def _line(axis: "Axes", place: int, line: "pd.Series[float]", weight: float) -> None:
    first, last = float(line.iloc[0]), float(line.iloc[-1])
    axis.plot([first, last], [place, place], color=drawing.BLUE, linewidth=1.2, zorder=2)
    axis.plot([first], [place], "o", markerfacecolor="white", markeredgecolor=drawing.BLUE, markersize=4.5)
    axis.plot([last], [place], "o", color=drawing.BLUE, markersize=4.5)
    axis.plot([weight], [place], "|", color=drawing.VERMILLION, markersize=9, markeredgewidth=1.4, zorder=1.8)
    drawing.beside(axis, place, percent(last))


def _notes(facts: Mapping[str, Any], wide: pd.DataFrame) -> Label:
    first, last = wide.columns[0], wide.columns[-1]
    return both(
        f"Index: {facts['index']['en']}. Hollow: {first}; filled: {last} (number beside). Tick: weight in "
        "the index, where the dot would "
        "stand if all indicators were equally far from their best. Mean over units; all sum to 100% in a "
        "year.",
        f"指数：{facts['index']['zh']}。空心：{first} 年；实心：{last} 年（右侧数字）。短竖线：指标权重，"
        "即所有指标"
        "与最优值差距相同时圆点所在位置。各单位均值；每年合计 100%。",
    )
