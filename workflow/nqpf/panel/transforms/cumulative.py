"""A stock made of flows by perpetual inventory (Goldsmith 1951)."""

from typing import Literal

import pandas as pd

from nqpf.errors import DataError
from nqpf.panel.years import by_calendar, ends, from_calendar


def compute(
    flow: pd.Series,
    *,
    depreciation: float,
    initial: Literal["first", "steady"] = "first",
    growth: float = 0.0,
) -> pd.Series:
    """K(t) = (1 - depreciation) K(t - 1) + flow(t), from the first year in which a unit has a flow.

    The first stock is the first flow, or with `steady` the first flow / (growth + depreciation).
    A missing flow later on leaves the stock missing from there to the end.
    Raises DataError when `steady` is asked for and growth + depreciation is not positive.
    """
    rate = growth + depreciation
    if initial == "steady" and rate <= 0:
        raise DataError(f"a steady first stock needs growth + depreciation above 0, not {rate:g}.")
    table = by_calendar(flow)
    first = table if initial == "first" else table / rate
    stocks: dict[int, pd.Series] = {}
    started = pd.Series(False, index=table.index)
    opening, closing = ends(table)
    for year in range(opening, closing + 1):
        grown = (1.0 - depreciation) * stocks[year - 1] + table[year] if stocks else first[year]
        stocks[year] = grown.where(started, first[year])
        started = started | table[year].notna()
    return from_calendar(pd.DataFrame(stocks), flow.index)
