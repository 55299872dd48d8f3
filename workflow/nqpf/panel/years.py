"""Steps along the calendar within a unit. A year that is not in the panel is a missing year."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def earlier(values: pd.Series, years: int) -> pd.Series:
    """Give each cell the value that its unit had `years` earlier; missing where there is none.

    values: by (unit, year), in any order. Returns the same index.
    """
    return from_calendar(by_calendar(values).shift(years, axis=1), values.index)


def by_calendar(values: pd.Series) -> pd.DataFrame:
    """Spread a series to units x years without a hole between the first and the last year.

    values: by (unit, year), in any order.
    """
    units, years = _positions(values.index)
    names, span = _units(values.index), pd.RangeIndex(years.min(), years.max() + 1)
    table = np.full((len(names), len(span)), np.nan)
    table[units, years - span.start] = values.to_numpy(dtype=float)
    return pd.DataFrame(table, index=names, columns=span)


def from_calendar(table: pd.DataFrame, index: pd.Index) -> pd.Series:
    """Bring units x years, as `by_calendar` made them of a series with this index, back to its cells."""
    units, years = _positions(index)
    cells = table.to_numpy()[units, years - ends(table)[0]]
    return pd.Series(cells, index=index)


def _units(index: pd.Index) -> pd.Index:
    assert isinstance(index, pd.MultiIndex)
    return index.levels[0]


def _positions(index: pd.Index) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each cell, the position of its unit among the units, and its year."""
    assert isinstance(index, pd.MultiIndex)
    return np.asarray(index.codes[0]), index.levels[1].to_numpy()[index.codes[1]]


def ends(table: pd.DataFrame) -> tuple[int, int]:
    """Name the first and the last year of a table of units x years."""
    return int(table.columns[0]), int(table.columns[-1])
