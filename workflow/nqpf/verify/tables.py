"""The tables of `verify`: coverage, rejections of true nulls, power, bias. All are SIMULATED."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

from nqpf.page.numbers import fixed, number, percent, whole
from nqpf.page.table import Panel, Row, Table, Text, row
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.verify import pool
from nqpf.verify.names import SUM
from nqpf.verify.pool import INTERVALS, QUANTITIES, TESTED, TESTS, Findings, Quantity, Rate

POWER = (
    (Quantity("single", "a", None, QUANTITIES[0].label), "t"),
    (Quantity("single", "indirect", None, QUANTITIES[2].label), "percentile"),
    (Quantity("all", "total", "", QUANTITIES[-1].label), "t"),
)


def scenarios(rates: pd.DataFrame, *purposes: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """Rows of each scenario with one of these purposes; without effect, a few clusters ask for size."""
    for name, rows in rates.groupby("scenario", sort=False):
        purpose, effect = rows["purpose"].iloc[0], rows["strength"].iloc[0]
        if purpose == "clusters":
            purpose = "coverage" if effect else "size"
        if purpose in purposes:
            yield str(name), rows


def sizes_of(rows: pd.DataFrame) -> str:
    """285 x 12."""
    first = rows.iloc[0]
    return f"{first['cities']} × {first['years']}"


def coverage(findings: Findings) -> Table:
    """Coverage of every interval, a panel per scenario in which effects are at work."""
    found = list(scenarios(findings.rates, "coverage"))
    panels = [_panel(name, rows, findings.labels, _covering) for name, rows in found]
    notes = both(
        "Share of panels in which the 95% interval holds the truth of its own panel, in percent: mean over "
        "the channels whose a and b are not zero, in brackets the least and the greatest of them. "
        "t: estimate and CR1 error, t(G − 1).",
        "95% 区间包含本面板真值的面板比例（%）：a、b 均不为零的机制的均值，方括号内为最小值与最大值。"
        "t：估计值、CR1 标准误与 t(G − 1) 分布。",
    )
    title = both("Coverage of 95% intervals", "95% 区间的覆盖率")
    return _made(title, list(INTERVALS.values()), panels, notes, pd.concat([rows for _, rows in found]))


def _covering(rows: pd.DataFrame) -> list[Row]:
    channels = pool.channels(rows)
    made = ((q, [pool.rate(rows, q, m, "coverage", channels) for m in INTERVALS]) for q in QUANTITIES)
    return [row(q.label, *map(_cell, cells)) for q, cells in made if any(cells)]


def size(findings: Findings) -> Table:
    """Rejection of what is truly zero, a panel per scenario."""
    found = [(name, rows) for name, rows in scenarios(findings.rates, "size") if _rejecting(rows)]
    panels = [_panel(name, rows, findings.labels, _rejecting) for name, rows in found]
    notes = both(
        "Share of panels in which what is truly zero is called different from zero at 5%, in percent: mean "
        "over the channels, in brackets the least and the greatest. Below 5%: cautious. Shown are quantities "
        "that are zero for every channel.",
        "真值为零而在 5% 水平被拒绝的面板比例（%）：各机制的均值，方括号内为最小值与最大值。"
        "低于 5% 为保守。仅列出所有机制真值均为零的量。",
    )
    title = both("Rejection of true nulls at 5%", "真零假设在 5% 水平的拒绝率")
    columns = [*INTERVALS.values(), TESTS["wild"]]
    return _made(title, columns, panels, notes, pd.concat([rows for _, rows in found]))


def _rejecting(rows: pd.DataFrame) -> list[Row]:
    lines = []
    for quantity in QUANTITIES:
        cells = [rejection(rows, quantity, method) for method in (*INTERVALS, "wild")]
        if any(cells):
            lines.append(row(quantity.label, *map(_cell, cells)))
    return lines


def rejection(rows: pd.DataFrame, quantity: Quantity, method: str) -> Rate | None:
    """Rejection of a null by one method, where it is true for every name that the quantity has."""
    asked = quantity
    if method in TESTS:  # they are made of columns, not of products
        asked = next((q for q in TESTED if q.label == quantity.label), quantity)
    names = pool.null_names(rows, asked)
    return pool.rate(rows, asked, method, "rejected", names) if names is not None else None


def power(findings: Findings) -> Table:
    """Power by cities, years and size of the effects."""
    grid = power_grid(findings.rates)
    effects = sorted(grid["strength"].unique())
    panels = []
    for label, part in grid.groupby("quantity", sort=False):
        wide = part.pivot_table(index=["cities", "years"], columns="strength", values="rejected")
        places = [f"{cities} × {years}" for cities, years in wide.index]
        lines = [row(place, *map(percent, line)) for place, line in zip(places, wide.to_numpy(), strict=True)]
        panels.append(Panel(tuple(lines), next(q.label for q, _ in POWER if q.label.en == label), rule=True))
    notes = both(
        "Share of panels in which zero is rejected at 5%: mean over the channels whose a and b are not "
        "zero. Columns: by what a, b, c' and moderation of simulation.yaml are multiplied; at 0 it is size. "
        f"{int(grid['panels'].min())} panels or more a cell. a and total: t(G − 1); indirect: percentile.",
        "5% 水平拒绝零假设的面板比例：a、b 均不为零的机制的均值。列：系数的倍数；0 倍即检验水平。",
    )
    header = [Label(en=f"{effect:g} ×", zh=f"{effect:g} 倍") for effect in effects]
    return _made(both("Power by size and effect", "功效"), header, panels, notes, grid)


def power_grid(rates: pd.DataFrame) -> pd.DataFrame:
    """Columns quantity, cities, years, effect, rejected, mc_error, channels, panels of the power grid."""
    rows = rates[rates["purpose"] == "power"]
    active = pool.channels(rows[rows["strength"] == rows["strength"].max()])
    found = []
    for (_, cities, years, effect), cell in rows.groupby(
        ["scenario", "cities", "years", "strength"], sort=False
    ):
        for quantity, method in POWER:
            one = pool.rate(cell, quantity, method, "rejected", active)
            if one is not None:
                place = (quantity.label.en, cities, years, effect)
                found.append((*place, one.mean, one.error, one.channels, one.panels))
    names = ["quantity", "cities", "years", "strength", "rejected", "mc_error", "channels", "panels"]
    return pd.DataFrame(found, columns=names).sort_values(names[:4], ignore_index=True)


def bias(findings: Findings) -> Table:
    """Bias and RMSE of every quantity in the main design."""
    rows = findings.bias[findings.bias["scenario"] == findings.main]
    label = findings.labels[findings.main]
    header = [
        both("truth", "真值"),
        both("bias", "偏误"),
        both("(MC error)", "（蒙特卡洛误差）"),
        both("bias, % of truth", "偏误占真值 %"),
        both("RMSE", "均方根误差"),
        both("mean s.e. / SD", "平均标准误/标准差"),
    ]
    panels = []
    for quantity in QUANTITIES:
        kept = rows[(rows["set"] == quantity.set) & (rows["quantity"] == quantity.quantity)]
        own = kept[~kept["name"].isin(["", SUM])]
        kept = own if quantity.name is None else kept[kept["name"] == quantity.name]
        if len(kept):
            panels.append(
                Panel(tuple(_bias_row(line) for _, line in kept.iterrows()), quantity.label, rule=True)
            )
    notes = both(
        "Every estimate is held against the truth of its own panel, on the scale of the built outcome index. "
        f"Design: {label.en}; {whole(rows['panels'].max())} panels. SD: of the estimation error over panels.",
        "各面板估计值与其自身真值（结果指数尺度）比较。",
    )
    return _made(both("Bias and RMSE", "偏误与均方根误差"), header, panels, notes, rows)


def _bias_row(line: "pd.Series[Any]") -> Row:
    values = {key: float(line[key]) for key in ("truth", "bias", "bias_mc_error", "rmse", "sd", "mean_se")}
    share = percent(values["bias"] / values["truth"]) if values["truth"] else ""
    ratio = fixed(values["mean_se"] / values["sd"], 2) if values["sd"] else ""
    shown = (number(values[key]) for key in ("truth", "bias", "bias_mc_error"))
    return row(str(line["name"]), *shown, share, number(values["rmse"]), ratio)


def _panel(
    name: str, rows: pd.DataFrame, labels: Mapping[str, Label], lines: Callable[[pd.DataFrame], list[Row]]
) -> Panel:
    """Lines of one scenario under a title that says what was drawn."""
    size, panels, label = sizes_of(rows), whole(rows["panels"].max()), labels[name]
    title = both(f"{label.en}: {size}, {panels} panels", f"{label.zh}：{size}，{panels} 个面板")
    return Panel(tuple(lines(rows)), title, rule=True)


def _cell(one: Rate | None) -> str:
    if one is None:
        return ""
    mean = fixed(100 * one.mean, 1)
    if one.channels == 1:
        return mean
    return f"{mean} [{fixed(100 * one.least, 1)}, {fixed(100 * one.greatest, 1)}]"


def _made(title: Label, header: list[Label], panels: list[Panel], note: Text, tidy: pd.DataFrame) -> Table:
    error = both(
        "Monte-Carlo error of a share p from R panels: sqrt(p (1 − p) / R); of 95% from 2,000 panels 0.5, "
        "from 200 panels 1.5 percentage points. The CSV holds every channel with its error.",
        "比例 p 的蒙特卡洛误差为 sqrt(p(1 − p)/R)："
        "2,000 个面板时 95% 的误差为 0.5 个百分点，200 个时为 1.5。",
    )
    return Table(
        title=title,
        header=(row(both("Quantity", "量"), *header),),
        panels=tuple(panels),
        notes=(note, error),
        tidy=tidy,
        simulated=True,
    )
