"""Rates of one scenario, taken together over the channels for which a statement is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.verify.names import ANY, COLUMN, SUM

INTERVALS = {
    "t": both("t(G \N{MINUS SIGN} 1)", "t(G\N{MINUS SIGN}1)"),
    "percentile": both("percentile", "百分位"),
    "bca": both("BCa", "BCa"),
    "studentised": both("bootstrap-t", "自助 t"),
    "monte_carlo": both("Monte Carlo", "蒙特卡洛"),
    "sobel": both("Sobel", "Sobel"),
}
TESTS = {
    "wild": both("wild bootstrap", "Wild 自助法"),
    "unadjusted": both("unadjusted", "未校正"),
    "holm": both("Holm", "Holm"),
    "bh": both("Benjamini-Hochberg", "BH"),
    "romano_wolf": both("Romano-Wolf", "Romano-Wolf"),
}
BOOTSTRAP = ("percentile", "bca")


@dataclass(frozen=True)
class Findings:
    """All that was found: bias and rates from `summarise`, scenario -> label, the scenario to open with."""

    bias: pd.DataFrame
    rates: pd.DataFrame
    labels: Mapping[str, Label]
    main: str


@dataclass(frozen=True)
class Quantity:
    """One line of a table: which set and quantity, of every channel or of one name."""

    set: str
    quantity: str
    name: str | None
    label: Label


QUANTITIES = (
    Quantity("single", "a", None, both("a: x → m", "a: x → m")),
    Quantity("single", "b", None, both("b: m → y", "b: m → y")),
    Quantity("single", "indirect", None, both("indirect (one channel)", "间接效应（单一机制）")),
    Quantity("single", "direct", None, both("direct (one channel)", "直接效应（单一机制）")),
    Quantity("all", "b", None, both("b (all channels jointly)", "b（全部机制联合）")),
    Quantity("all", "indirect", None, both("indirect (jointly)", "间接效应（联合）")),
    Quantity("all", "indirect", SUM, both("sum of indirect effects", "间接效应之和")),
    Quantity("all", "direct", "", both("direct beside all channels", "直接效应（联合）")),
    Quantity("all", "total", "", both("total: x → y", "总效应：x → y")),
)
FAMILY = Quantity(COLUMN, "a", ANY, both("any path a significant", "任一 a 显著"))
TESTED = (
    Quantity(COLUMN, "a", None, both("a: x → m", "a: x → m")),
    Quantity(COLUMN, "total", "", both("total: x → y", "总效应：x → y")),
)


@dataclass(frozen=True)
class Rate:
    """A share of panels: mean over channels, the least and the greatest, the error of one channel."""

    mean: float
    least: float
    greatest: float
    error: float
    lowest: str
    highest: str
    channels: int
    panels: int


def channels(rates: pd.DataFrame, *, zero: bool = False) -> list[str]:
    """Channels whose single indirect effect is not zero (or is), in the order of the file."""
    rows = rates[(rates["set"] == "single") & (rates["quantity"] == "indirect")]
    kept = rows[(rows["truth"] == 0) == zero]
    return [str(name) for name in kept["name"].unique()]


def rate(
    rates: pd.DataFrame, quantity: Quantity, method: str, share: str, among: Sequence[str]
) -> Rate | None:
    """Pool `coverage` or `rejected` of one method over channels; None where it was not measured.

    rates: rows of one scenario. among: the channels, for a quantity that every channel has.
    """
    rows = _rows(rates, quantity, among)
    rows = rows[(rows["method"] == method) & rows[share].notna()]
    if rows.empty:
        return None
    values = rows.set_index("name")[share]
    return Rate(
        mean=float(values.mean()),
        least=float(values.min()),
        greatest=float(values.max()),
        error=float((values.mean() * (1 - values.mean()) / rows["panels"].min()) ** 0.5),
        lowest=str(values.idxmin()),
        highest=str(values.idxmax()),
        channels=len(values),
        panels=int(rows["panels"].min()),
    )


def null_names(rates: pd.DataFrame, quantity: Quantity) -> list[str] | None:
    """All names of the quantity where it is truly zero for each of them, else None."""
    rows = _rows(rates, quantity, None)
    if rows.empty or (rows["truth"] != 0).any():
        return None
    return [str(name) for name in rows["name"].unique()]


def _rows(rates: pd.DataFrame, quantity: Quantity, among: Sequence[str] | None) -> pd.DataFrame:
    rows = rates[(rates["set"] == quantity.set) & (rates["quantity"] == quantity.quantity)]
    if quantity.name is not None:
        return rows[rows["name"] == quantity.name]
    own = rows[~rows["name"].isin(["", SUM, FAMILY.name])]
    return own if among is None else own[own["name"].isin(among)]
