"""A nominal amount in the prices of a base year."""

from typing import Literal

import pandas as pd

from nqpf.errors import DataError
from nqpf.panel.division import divide
from nqpf.panel.refuse import refuse
from nqpf.panel.years import by_calendar, ends, from_calendar

DENOMINATORS = (1,)


def compute(
    nominal: pd.Series,
    prices: pd.Series,
    *,
    base: int,
    chain: Literal["previous_year", "fixed"] = "previous_year",
) -> pd.Series:
    """real(t) = nominal(t) * P(base) / P(t), unit by unit.

    prices: an index with the previous year = 100 (chained here), or a fixed-base index (any base).
    Where the chain between t and the base is broken by a missing price, the result is missing.
    Raises DataError when the base year is not in the panel, or for a price that is not positive.
    """
    if base not in prices.index.get_level_values(1):
        raise DataError(f"the base year {base} is not among the years read; widen read_years.")
    refuse(prices <= 0, "is no price index; correct the series or list the cell under unusable", prices)
    levels = _chained(prices, base) if chain == "previous_year" else _fixed(prices, base)
    return divide(nominal, levels)


def _chained(prices: pd.Series, base: int) -> pd.Series:
    """Price level with the base year = 1: multiply on after the base, divide back before it."""
    rates = by_calendar(prices) / 100.0
    first, last = ends(rates)
    levels = {base: pd.Series(1.0, index=rates.index)}
    for year in range(base + 1, last + 1):
        levels[year] = levels[year - 1] * rates[year]
    for year in range(base - 1, first - 1, -1):
        levels[year] = levels[year + 1] / rates[year + 1]
    return from_calendar(pd.DataFrame(levels), prices.index)


def _fixed(prices: pd.Series, base: int) -> pd.Series:
    table = by_calendar(prices)
    return from_calendar(table.div(table[base], axis=0), prices.index)
