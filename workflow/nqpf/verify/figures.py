"""The figures of `verify`: coverage, few clusters, rejections of true nulls, power. All are SIMULATED."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page import drawing
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.verify import pool
from nqpf.verify.beliefs import BAND
from nqpf.verify.names import SUM
from nqpf.verify.pool import INTERVALS, QUANTITIES, TESTS, Findings
from nqpf.verify.summary import LEVEL
from nqpf.verify.tables import power_grid, rejection, scenarios

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

METHODS = {**INTERVALS, "wild": TESTS["wild"]}
STYLE: dict[str, dict[str, Any]] = {
    method: {"color": colour, "marker": marker}
    for method, colour, marker in zip(
        METHODS, (*drawing.SERIES, drawing.INK), (*drawing.MARKERS, "X"), strict=True
    )
}
FEW = (QUANTITIES[0], QUANTITIES[2], QUANTITIES[8])


def coverage(findings: Findings) -> pd.DataFrame:
    """Coverage in the main design: a row per quantity, method and channel with a and b not zero."""
    rows = findings.rates[findings.rates["scenario"] == findings.main]
    among = {*pool.channels(rows), "", SUM}
    parts = []
    for quantity in QUANTITIES:
        kept = rows[(rows["set"] == quantity.set) & (rows["quantity"] == quantity.quantity)]
        names = among - {"", SUM} if quantity.name is None else {quantity.name}
        kept = kept[kept["name"].isin(names) & kept["method"].isin(list(INTERVALS))]
        parts.append(kept.assign(label=quantity.label.en))
    found = pd.concat(parts, ignore_index=True)
    columns = ["label", "method", "name", "coverage", "coverage_mc_error", "panels"]
    return found.loc[found["coverage"].notna(), columns].reset_index(drop=True)


def draw_coverage(findings: Findings) -> "Figure":
    """Draw one line per quantity, one dot per channel and method, over the band."""
    table = coverage(findings)
    labels = [q.label for q in QUANTITIES if q.label.en in set(table["label"])]
    with drawing.style():
        figure = drawing.canvas(height=0.42 * len(labels) + 0.8)
        axis = figure.subplots()
        axis.axvspan(*(100 * end for end in BAND), color=drawing.PALE, alpha=0.5, zorder=0)
        axis.axvline(95, color=drawing.GREY, linewidth=0.8, zorder=1)
        for place, label in enumerate(labels):
            _dots(axis, place, table[table["label"] == label.en])
        axis.set_yticks(range(len(labels)), [drawing.bilingual(label) for label in labels])
        axis.set_ylim(len(labels) - 0.5, -0.5)
        axis.set_xlabel("coverage of 95% intervals, % 覆盖率" if drawing.chinese_family() else "coverage, %")
        _legend(axis, [m for m in INTERVALS if m in set(table["method"])])
        notes = (
            f"One dot per channel whose a and b are not zero; bars: two Monte-Carlo errors; "
            f"{int(table['panels'].min())} panels. "
            f"Band: {100 * BAND[0]:g} to {100 * BAND[1]:g}%."
        )
        title = both("Coverage where the truth is known", "已知真值下的区间覆盖率")
        return drawing.dress(figure, title, notes, simulated=True)


def _dots(axis: "Axes", place: int, part: pd.DataFrame) -> None:
    methods = [method for method in INTERVALS if method in set(part["method"])]
    for number, method in enumerate(methods):
        kept = part[part["method"] == method]
        for other, (_, line) in enumerate(kept.iterrows()):
            height = place - 0.36 + 0.72 * (number + (other + 0.5) / len(kept)) / len(methods)
            axis.errorbar(
                100 * line["coverage"], height, xerr=200 * line["coverage_mc_error"],
                markersize=2.8, linewidth=0.6, linestyle="none", **STYLE[method],
            )  # fmt: skip


def few(findings: Findings) -> pd.DataFrame:
    """What few clusters do: quantity, method, clusters, kind (coverage or size), share, mc_error."""
    found, rates = [], findings.rates
    for _, rows in rates[rates["purpose"] == "clusters"].groupby("scenario", sort=False):
        effect, cities = rows["strength"].iloc[0], rows["cities"].iloc[0]
        for quantity in FEW:
            for method in METHODS:
                one = (
                    pool.rate(rows, quantity, method, "coverage", pool.channels(rows))
                    if effect
                    else rejection(rows, quantity, method)
                )
                if one is not None:
                    kind = "coverage" if effect else "size"
                    found.append((quantity.label.en, method, cities, kind, one.mean, one.error))
    return pd.DataFrame(found, columns=["quantity", "method", "clusters", "kind", "share", "mc_error"])


def draw_few(findings: Findings) -> "Figure":
    """Draw coverage (above) and rejection of true nulls (below) against the number of clusters."""
    table = few(findings)
    with drawing.style():
        figure = drawing.canvas(height=4.2)
        grid = figure.subplots(2, len(FEW), sharex=True, sharey="row", squeeze=False)
        for column, quantity in enumerate(FEW):
            part = table[table["quantity"] == quantity.label.en]
            for axis, kind, target in zip(grid[:, column], ("coverage", "size"), (95, 5), strict=True):
                _lines(axis, part[part["kind"] == kind], target)
            grid[0, column].set_title(_two_lines(quantity.label), loc="left")
            grid[1, column].set_xlabel("clusters G")
            grid[1, column].set_ylim(bottom=0)
        grid[0, 0].set_ylim(top=100.5)
        grid[0, 0].set_ylabel("coverage, %")
        grid[1, 0].set_ylabel("true nulls rejected, %")
        shown = [m for m in METHODS if m in set(table["method"])]
        _legend(figure, shown)
        notes = "Clusters are cities. Mean over channels; bars: two Monte-Carlo errors of one channel."
        title = both("Few clusters", "聚类数较少时")
        return drawing.dress(figure, title, notes, simulated=True)


def _lines(axis: "Axes", part: pd.DataFrame, target: float) -> None:
    axis.axhline(target, color=drawing.GREY, linewidth=0.8, linestyle="--", zorder=1)
    for method, line in part.groupby("method", sort=False):
        axis.errorbar(
            line["clusters"], 100 * line["share"], yerr=200 * line["mc_error"],
            markersize=3.2, linewidth=1.1, elinewidth=0.5, **STYLE[str(method)],
        )  # fmt: skip
    axis.set_xticks(sorted(part["clusters"].unique()))


def size(findings: Findings) -> pd.DataFrame:
    """Rejections of true nulls: scenario, label, quantity, method, rejected, mc_error."""
    found, rates = [], findings.rates
    for name, rows in scenarios(rates[rates["purpose"] == "size"], "size"):
        for quantity in (QUANTITIES[2], QUANTITIES[3], QUANTITIES[8]):
            for method in INTERVALS:
                one = rejection(rows, quantity, method)
                if one is not None:
                    place = (name, findings.labels[name].en, quantity.label.en, method)
                    found.append((*place, one.mean, one.error))
    return pd.DataFrame(found, columns=["scenario", "label", "quantity", "method", "rejected", "mc_error"])


def draw_size(findings: Findings) -> "Figure":
    """Draw bars of rejections, one group per scenario and quantity."""
    table = size(findings)
    keys = list(table[["scenario", "quantity"]].drop_duplicates().itertuples(index=False, name=None))
    methods = [m for m in INTERVALS if m in set(table["method"])]
    with drawing.style():
        figure = drawing.canvas(height=0.46 * len(keys) + 0.9)
        axis = figure.subplots()
        for place, (scenario, quantity) in enumerate(keys):
            part = table[(table["scenario"] == scenario) & (table["quantity"] == quantity)]
            _bars(axis, place, part.set_index("method"), methods)
        names = [f"{drawing.stacked(findings.labels[scenario])}\n{quantity}" for scenario, quantity in keys]
        axis.set_yticks(range(len(keys)), names, fontsize=6.5)
        axis.set_ylim(len(keys) - 0.5, -0.5)
        axis.axvline(100 * LEVEL, color=drawing.INK, linewidth=0.8, linestyle="--")
        axis.set_xlim(0, 102)
        axis.set_xlabel("true nulls rejected at 5%, %")
        _legend(axis, methods)
        notes = "Mean over channels for which the null is true; bars: two Monte-Carlo errors of one channel."
        title = both("How often nothing is called something", "真零假设的拒绝率")
        return drawing.dress(figure, title, notes, simulated=True)


def _bars(axis: "Axes", place: int, part: pd.DataFrame, methods: list[str]) -> None:
    width = 0.8 / len(methods)
    for number, method in enumerate(methods):
        if method not in part.index:
            continue
        line = part.loc[method]
        axis.barh(
            place - 0.4 + width * (number + 0.5), 100 * line["rejected"], width * 0.9,
            xerr=200 * line["mc_error"], color=STYLE[method]["color"],
            error_kw={"linewidth": 0.6, "ecolor": drawing.INK},
        )  # fmt: skip


def power(findings: Findings) -> pd.DataFrame:
    """The power grid: quantity, cities, years, effect, rejected, mc_error, channels, panels."""
    return power_grid(findings.rates)


def draw_power(findings: Findings) -> "Figure":
    """Draw power against effect: a column per quantity, a colour per N, a dash per T."""
    table = power(findings)
    names = list(table["quantity"].unique())
    with drawing.style():
        figure = drawing.canvas(height=2.6)
        grid = figure.subplots(1, len(names), sharey=True, squeeze=False)[0]
        for axis, name in zip(grid, names, strict=True):
            _curves(axis, table[table["quantity"] == name])
            label = next(q.label for q in QUANTITIES if q.label.en == name)
            axis.set_title(_two_lines(label), loc="left")
            axis.set_xlabel("effects, × default")
            axis.set_xticks(sorted(table["strength"].unique()))
            axis.set_ylim(0, 102)
        grid[0].set_ylabel("zero rejected at 5%, %")
        figure.legend(*grid[0].get_legend_handles_labels(), loc="outside right center")
        notes = (
            "Effect multiplies a, b, c' and moderation. a and total: t(G − 1); indirect: percentile. "
            "Mean over channels; bars: two Monte-Carlo errors of one channel. Dashed: 5% and 80%."
        )
        title = both("Power by size and effect", "功效：样本量与效应大小")
        return drawing.dress(figure, title, notes, simulated=True)


def _two_lines(label: Label) -> str:
    return f"{label.en}\n{label.zh}" if drawing.chinese_family() and label.zh != label.en else label.en


def _curves(axis: "Axes", part: pd.DataFrame) -> None:
    for target in (5, 80):
        axis.axhline(target, color=drawing.GREY, linewidth=0.6, linestyle="--", zorder=1)
    years = sorted(part["years"].unique())
    for number, (cities, of_size) in enumerate(part.groupby("cities")):
        for length, line in of_size.groupby("years"):
            style: dict[str, Any] = {
                "color": drawing.SERIES[number],
                "marker": drawing.MARKERS[number],
                "linestyle": "-" if length == years[-1] else ":",
            }
            axis.errorbar(
                line["strength"], 100 * line["rejected"], yerr=200 * line["mc_error"],
                markersize=3.2, linewidth=1.1, elinewidth=0.5, label=f"{cities} × {length}", **style,
            )  # fmt: skip


def _legend(place: "Axes | Figure", methods: list[str]) -> None:
    """Name the methods: above an axis, or to the right of a figure of several."""
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], linestyle="none", markersize=4, label=METHODS[m].en, **STYLE[m]) for m in methods
    ]
    if isinstance(place, Figure):
        place.legend(handles=handles, loc="outside right center")
        return
    close: dict[str, Any] = {"ncols": len(methods), "handletextpad": 0.2, "columnspacing": 1.2}
    place.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), **close)
