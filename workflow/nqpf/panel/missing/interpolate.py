"""Straight lines across short gaps inside a series; its ends are never extrapolated."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nqpf.panel.years import by_calendar, from_calendar


def fill(values: pd.Series, *, gap: int = 1) -> pd.Series:
    """Fill gaps of at most `gap` missing years in a row, by calendar, unit by unit.

    A longer gap is left whole. Years before the first and after the last value stay missing.
    values: by (unit, year). Returns the same index.
    """
    table = by_calendar(values)
    cells = table.to_numpy(dtype=float)
    filled = pd.DataFrame(_across(cells, gap), index=table.index, columns=table.columns)
    return values.fillna(from_calendar(filled, values.index))


def _across(cells: NDArray[np.float64], gap: int) -> NDArray[np.float64]:
    """Interpolate along rows (units x years)."""
    count = cells.shape[1]
    here = np.broadcast_to(np.arange(count), cells.shape)
    known = ~np.isnan(cells)
    before = np.maximum.accumulate(np.where(known, here, -1), axis=1)
    after = np.minimum.accumulate(np.where(known, here, count)[:, ::-1], axis=1)[:, ::-1]
    inside = ~known & (before >= 0) & (after < count) & (after - before - 1 <= gap)
    rows, columns = np.nonzero(inside)
    left, right = before[rows, columns], after[rows, columns]
    start, end = cells[rows, left], cells[rows, right]
    result = cells.copy()
    result[rows, columns] = start + (end - start) * (columns - left) / (right - left)
    return result
