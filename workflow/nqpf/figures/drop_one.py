"""The index without each of its indicators: weights, rank shift and the coefficient side by side."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page import drawing
from nqpf.page.table import Language, say
from nqpf.page.words import both, is_known
from nqpf.specs.base import Label
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study
from nqpf.variants.words import true_effect

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001 - one signature
    """List the indicators in the order of the index, the whole index first, with its truth."""
    rows: pd.DataFrame = inputs["rows"].fillna({"indicator": "", "dimension": ""})
    true = true_effect(study, inputs["facts"], inputs.get("truth"))
    return rows.assign(truth=[float("nan") if true is None else true] + [float("nan")] * (len(rows) - 1))


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw three panels that share their lines."""
    table = data(spec, study, inputs)
    with drawing.style():
        figure = drawing.canvas(height=0.9 + 0.3 * len(table))
        weights, ranks, effect = figure.subplots(1, 3, sharey=True, width_ratios=[1, 0.8, 1.2])
        _weights(weights, table.iloc[1:], language)
        _ranks(ranks, table.iloc[1:], language)
        _effect(effect, table, language)
        weights.set_yticks(range(len(table)), _labels(study, table, language))
        weights.set_ylim(len(table) - 0.4, -0.6)
        for axis in (weights, ranks, effect):
            axis.tick_params(axis="y", length=0)
        return drawing.dress(figure, spec.title, _notes(table), simulated=study.simulated, language=language)


def _labels(study: Study, table: pd.DataFrame, language: Language) -> list[str]:
    names = [str(name) for name in table["indicator"].iloc[1:]]
    labels = [
        drawing.stacked(study.label(name), language) if is_known(study, name) else name for name in names
    ]
    return [say(both("none left out", "不剔除"), language), *labels]


def _weights(axis: "Axes", table: pd.DataFrame, language: Language) -> None:
    nominal, effective = both("nominal", "名义权重"), both("effective", "有效权重")
    axis.barh(table.index, table["weight"], 0.6, color=drawing.BLUE, label=say(nominal, language))
    dot: dict[str, Any] = {"markeredgecolor": drawing.INK, "markeredgewidth": 0.5, "markersize": 4.5}
    dot |= {"color": drawing.ORANGE, "label": say(effective, language)}
    axis.plot(table["effective"], table.index, "o", **dot)
    axis.set_xlabel(say(both("weight", "权重"), language))
    place: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0, 1.0), "borderaxespad": 0.2}
    legend = axis.legend(ncols=2, handlelength=1.2, **place)
    # It may reach over the next panel, whose top is free, and must not push it; the title keeps its height.
    legend.set_in_layout(False)
    axis.set_title(" ")


def _ranks(axis: "Axes", table: pd.DataFrame, language: Language) -> None:
    axis.barh(table.index, table["rank_shift"], 0.6, color=drawing.GREEN)
    axis.set_xlabel(say(both("rank shift", "排名变动"), language))


def _effect(axis: "Axes", table: pd.DataFrame, language: Language) -> None:
    axis.axvline(0, color=drawing.GREY, linewidth=0.8, zorder=1.5)
    own = table["standardised"].iloc[0]
    axis.axvline(own, color=drawing.BLUE, linewidth=0.8, linestyle=(0, (2, 2)), zorder=1)
    for place, line in table.iterrows():
        drawing.estimate(axis, int(str(place)), line.rename({"standardised": "estimate"}))
    axis.locator_params(axis="x", nbins=4)
    axis.set_xlabel(say(both("standardised effect", "标准化效应"), language))


def _notes(table: pd.DataFrame) -> Label:
    known = table["truth"].notna().any()
    truth = " Diamond: truth, which belongs to the study's own index." if known else ""
    truth_zh = "菱形：真值，仅对应本研究指数。" if known else ""
    return both(
        "Effective weight: correlation ratio of the index on the indicator, rescaled to sum to one. Rank "
        "shift: mean "
        "absolute shift within a year. Effect: of one within-SD of the index in within-SDs of the "
        "outcome, with 95% "
        f"intervals; dashed: the study's own index.{truth}",
        "有效权重：指数对该指标的相关比，归一化。排名变动：年内排名的平均绝对变动。效应："
        "指数变动一个组内标准差时"
        f"被解释变量变动的组内标准差数，附 95% 置信区间；虚线：本研究指数。{truth_zh}",
    )
