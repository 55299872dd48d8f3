"""A flat sample laid out as units x years, so that a lag is a shift and a gap is an empty cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nqpf.algebra.groups import Flags, Floats
from nqpf.errors import DataError

Term = tuple[str, int]
"""A column and how many years it is lagged."""


@dataclass(frozen=True)
class Grid:
    """units: sorted labels (N,). years: every calendar year from first to last (T,). columns: name -> (N, T).

    A cell that the sample does not have is NaN.
    """

    units: tuple[str, ...]
    years: tuple[int, ...]
    columns: Mapping[str, Floats]

    def lag(self, name: str, years: int) -> Floats:
        """Give a column so many calendar years before, (N, T); NaN where there is none."""
        values = self.columns[name]
        if not years:
            return values
        return np.hstack([np.full((len(values), min(years, values.shape[1])), np.nan), values[:, :-years]])

    def stack(self, terms: Iterable[Term]) -> Floats:
        """Stand lagged columns behind one another, (N, T, terms)."""
        parts = [self.lag(name, years) for name, years in terms]
        return np.stack(parts, axis=2) if parts else np.empty((len(self.units), len(self.years), 0))


def lay_out(sample: pd.DataFrame, names: Iterable[str], unit: str = "unit", time: str = "year") -> Grid:
    """Lay out columns of a flat sample. Raises DataError for a unit that has a year twice, or no rows."""
    if sample.empty:
        raise DataError("the sample has no rows; widen its years.")
    twice = sample[sample.duplicated([unit, time])]
    if len(twice):
        first = twice.iloc[0]
        raise DataError(f"the sample has '{first[unit]}' twice in {first[time]}; keep one row.")
    years = tuple(range(int(sample[time].min()), int(sample[time].max()) + 1))
    wide = {name: sample.pivot_table(index=unit, columns=time, values=name, dropna=False) for name in names}
    units = tuple(sorted(sample[unit].unique()))
    columns = {
        name: table.reindex(index=units, columns=years).to_numpy(float) for name, table in wide.items()
    }
    return Grid(tuple(map(str, units)), years, columns)


def complete(*stacks: Floats) -> Flags:
    """Say where every column of the stacks (N, T, k) is there, (N, T)."""
    found: Flags = np.logical_and.reduce([~np.isnan(stack).any(axis=2) for stack in stacks])
    return found
