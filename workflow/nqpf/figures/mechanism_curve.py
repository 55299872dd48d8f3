"""Sensitivity curves: the indirect effect of every channel against the error correlation rho (layer 3)."""

from collections.abc import Mapping
from math import ceil
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page import drawing
from nqpf.page.mechanism import channel_labels, ordered
from nqpf.page.numbers import fixed, whole
from nqpf.page.table import Language, say
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INDIRECT = both("indirect effect a b", "间接效应 a·b")
_ACROSS = 3
_LEAST = 0.5  # the curves run to 0.9, where they say little and hide where they cross zero
_HEIGHT = 1.65  # inches of a row of panels


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001
    """List the curves: mediator, rho, indirect, low, high, and rho_zero with its limits in every row."""
    zero = inputs["fragility"].set_index("mediator")[["rho_zero", "rho_low", "rho_high"]]
    curve: pd.DataFrame = inputs["curve"].join(zero, on="mediator")
    return curve


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw one panel per channel, in the order of the theory."""
    table = data(spec, study, inputs)
    reach = _reach(table)
    curves = dict(list(table[table["rho"].abs() <= reach].groupby("mediator")))
    effects = ordered(study, list(inputs["fragility"]["mediator"]))
    names = [one.name for _, channels in effects for one in channels]
    labels = channel_labels(study, names)
    across = min(_ACROSS, len(names))
    down = ceil(len(names) / across)
    with drawing.style():
        figure = drawing.canvas(height=0.3 + _HEIGHT * down)
        axes = list(figure.subplots(down, across, squeeze=False).flat)
        for axis, name in zip(axes, names, strict=False):
            _panel(axis, curves[name], drawing.bilingual(labels[name], language))
        for axis in axes[len(names) :]:
            axis.set_visible(False)
        for place, axis in enumerate(axes[: len(names)]):
            if place + across >= len(names):
                axis.set_xlabel("ρ", fontsize=7.5)
        axes[across * ((down - 1) // 2)].set_ylabel(say(INDIRECT, language), fontsize=7.5)
        return drawing.dress(figure, spec.title, _notes(inputs), simulated=study.simulated, language=language)


def _reach(table: pd.DataFrame) -> float:
    """How far from zero the axis goes: beyond every crossing and its interval, at least to one half."""
    furthest = float(table[["rho_zero", "rho_low", "rho_high"]].abs().max().max())
    return min(max(_LEAST, 1.25 * furthest), float(table["rho"].max()))


def _panel(axis: "Axes", curve: pd.DataFrame, title: str) -> None:
    """The curve with its band; a dot at ρ = 0, a hollow triangle where it crosses zero."""
    first = curve.iloc[0]
    axis.axhline(0, color=drawing.GREY, linewidth=0.8)
    axis.axvline(0, color=drawing.PALE, linewidth=0.8)
    axis.fill_between(curve["rho"], curve["low"], curve["high"], color=drawing.SKY, alpha=0.35, linewidth=0)
    axis.plot(curve["rho"], curve["indirect"], color=drawing.BLUE)
    here = curve.loc[curve["rho"] == 0, "indirect"]
    axis.plot([0] * len(here), here, "o", color=drawing.BLUE, markersize=4.5)
    hollow: dict[str, Any] = {"markerfacecolor": "white", "markeredgecolor": drawing.VERMILLION}
    axis.plot([first["rho_zero"]], [0], "^", markersize=5.5, zorder=4, **hollow)
    axis.set_title(f"{title}  {_crossing(first)}", fontsize=7.5)
    axis.tick_params(labelsize=6.5)
    axis.locator_params(axis="y", nbins=4)


def _crossing(first: "pd.Series[Any]") -> str:
    return f"ρ\N{SUBSCRIPT ZERO} = {fixed(first['rho_zero'], 2)}"


def _notes(inputs: Mapping[str, Any]) -> Label:
    draws, panels = whole(inputs["facts"]["facts"]["draws"]), len(inputs["fragility"])
    scales = " Every panel has its own vertical scale." if panels > 1 else ""
    scales_zh = "各小图纵轴尺度不同。" if panels > 1 else ""
    return both(
        "Layer 3, one channel at a time. Line: the indirect effect that the data imply if the errors of "
        "channel and outcome had this correlation (Imai, Keele & Yamamoto 2010); band: pointwise 95% "
        f"percentile interval, {draws} draws of whole units. Dot: layer 2's estimate, which takes ρ = 0 "
        f"on trust; triangle: ρ₀, where the indirect effect is zero.{scales} The .csv runs to ±0.9.",
        "第三层，逐一估计各机制。曲线：若机制方程与结果方程误差项的相关系数为 ρ，"
        "数据所隐含的间接效应（Imai, Keele & "
        f"Yamamoto 2010）；阴影：逐点 95% 百分位区间，整单位重抽 {draws} 次。圆点：第二层估计值，"
        "其假定 ρ = 0；"
        f"三角：间接效应为零时的 ρ₀。{scales_zh}CSV 列至 ±0.9。",
    )
