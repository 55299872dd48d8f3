"""Orthogonalised responses of a panel VAR: each index to a shock of either, bands over redrawn units."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page import drawing
from nqpf.page.table import Language, say
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CUT = 4.0  # times the largest response; a band is not drawn beyond
LONG = 44  # letters of a panel's title that fit into one line


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001
    """What is drawn: first (in the Cholesky order), shock, response, horizon, estimate, low, high."""
    rows = inputs["rows"]
    columns = ["first", "shock", "response", "horizon", "estimate", "low", "high"]
    kept: pd.DataFrame = rows.loc[rows["part"] == "irf", columns].reset_index(drop=True)
    return kept


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw two by two: rows respond, columns are shocked; the reverse order is dashed."""
    table, facts = data(spec, study, inputs), inputs["facts"]
    with drawing.style():
        figure = drawing.canvas(height=4.3)
        axes = figure.subplots(2, 2, sharex=True)
        for down, response in enumerate(facts["names"]):
            for across, shock in enumerate(facts["names"]):
                part = table[(table["shock"] == shock) & (table["response"] == response)]
                _panel(axes[down, across], part, facts, (shock, response), language)
        for axis in axes[1]:
            axis.set_xlabel(say(both("years after the shock", "冲击后年数"), language))
        for axis in axes[:, 0]:
            axis.set_ylabel(say(_unit(facts), language))
        axes[0, 0].legend(loc="best", handlelength=1.8)
        return drawing.dress(figure, spec.title, _notes(facts), simulated=study.simulated, language=language)


def _unit(facts: Mapping[str, Any]) -> Label:
    return both("log points", "对数点") if facts["scale"] == "log" else both("points of the score", "得分点")


def _panel(
    axis: "Axes", part: pd.DataFrame, facts: Mapping[str, Any], pair: tuple[str, str], language: Language
) -> None:
    from matplotlib.ticker import MaxNLocator

    main, turned = (part[part["first"] == name].sort_values("horizon") for name in facts["names"])
    axis.axhline(0, color=drawing.GREY, linewidth=0.8)
    axis.fill_between(main["horizon"], main["low"], main["high"], color=drawing.BLUE, alpha=0.18, linewidth=0)
    names = [say(_order(facts, first), language) for first in (0, 1)]
    axis.plot(main["horizon"], main["estimate"], "o-", color=drawing.BLUE, markersize=3, label=names[0])
    axis.plot(turned["horizon"], turned["estimate"], "--", color=drawing.VERMILLION, label=names[1])
    _limits(axis, main, turned)
    axis.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axis.set_title(_title(facts, pair, language), loc="left")


def _limits(axis: "Axes", main: pd.DataFrame, turned: pd.DataFrame) -> None:
    """Keep the estimate readable where the band of a redraw explodes: cut it at four times the response."""
    size = max(float(part["estimate"].abs().max()) for part in (main, turned))
    low = min(max(float(main["low"].min()), -CUT * size), float(turned["estimate"].min()), 0.0)
    high = max(min(float(main["high"].max()), CUT * size), float(turned["estimate"].max()), 0.0)
    room = 0.06 * (high - low)
    axis.set_ylim(low - room, high + room)


def _order(facts: Mapping[str, Any], first: int) -> Label:
    label = facts["labels"][facts["names"][first]]
    return both(f"{label['en']} first", f"{label['zh']}在前")


def _title(facts: Mapping[str, Any], pair: tuple[str, str], language: Language) -> str:
    """Name shock and response, in two lines where one is too long."""
    shock, response = (facts["labels"][name] for name in pair)
    text = say(both(f"{shock['en']} → {response['en']}", f"{shock['zh']} → {response['zh']}"), language)
    return text if len(text) <= LONG else text.replace(" → ", "\n→ ")


def _notes(facts: Mapping[str, Any]) -> Label:
    lags, draws = facts["lags"], facts["draws"]
    state = (
        both("The VAR is stable.", "VAR稳定。")
        if facts["stable"]
        else both(
            "The VAR is not stable: responses do not die out and stand for the years shown only.",
            "VAR不稳定：响应不衰减，仅代表所示年份。",
        )
    )
    return both(
        "Responses of the second-named index to a shock of one standard deviation in the first-named; VAR("
        f"{lags}). Solid with 95% band "
        f"(percentiles over {draws} redraws of whole units, everything estimated again): shocks in the order "
        "of the legend's first line, "
        f"dashed: the reverse order. A band is cut where it leaves {CUT:.0f} times the largest response. "
        f"{state.en}",
        f"后一指数对前一指数一个标准差冲击的响应，VAR({lags})。实线及95%区间（整单位重抽样 {draws} 次、每次重"
        "新估计的百分位）按图例首行次序，"
        f"虚线为相反次序。区间超出最大响应 {CUT:.0f} 倍处截去。{state.zh}",
    )  # fmt: skip
