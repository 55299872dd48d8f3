"""Other ways to fill the cells of indicators that rest on a filled cell.

The study fills series before it makes indicators of them. Here the indicator's own cells are emptied and
filled again, so that every alternative is open to every indicator, whatever it is made of.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from nqpf.panel.years import by_calendar, from_calendar
from nqpf.specs.variables import Codebook

DECLARED = "as declared"
Table = pd.DataFrame


def alternatives() -> tuple[str, ...]:
    """Name the ways, the study's own first."""
    return (DECLARED, *_WAYS)


def rests_on_filled(
    panel: pd.DataFrame, indicators: list[str], imputed: pd.DataFrame | None, codebook: Codebook
) -> pd.DataFrame:
    """Mark the cells (unit-years x indicators) that a filled cell of the same unit and year went into.

    imputed: variable, unit, year of every filled cell, as `build_panel` lists them. Recipes that reach
    into other years (lags, growth) are followed for the same year only.
    """
    marks = pd.DataFrame(False, index=panel.index, columns=indicators)
    if imputed is None or imputed.empty:
        return marks
    cells = imputed.groupby("variable")
    for name in indicators:
        for source in _made_of(name, codebook) & set(cells.groups):
            found = cells.get_group(source)
            at = pd.MultiIndex.from_frame(found[["unit", "year"]])
            marks[name] |= panel.index.isin(at)
    return marks


def refill(panel: pd.DataFrame, marks: pd.DataFrame, way: str) -> pd.DataFrame:
    """Empty the marked cells and fill them again in one of the ways; other cells stay as they are.

    panel: by (unit, year), indicators only. Raises KeyError for a way that does not exist.
    """
    if way == DECLARED or not marks.to_numpy().any():
        return panel
    filled = {
        name: _refilled(panel[name], marks[name], _WAYS[way]) if marks[name].any() else panel[name]
        for name in marks.columns
    }
    return pd.DataFrame(filled)


def _made_of(name: str, codebook: Codebook) -> set[str]:
    """List a variable and all variables it is made of."""
    if name not in codebook.variables:
        return set()
    parts = (_made_of(part, codebook) for part in codebook.variables[name].recipe.of)
    return {name}.union(*parts)


def _refilled(values: pd.Series, marked: pd.Series, way: Callable[[Table], Table]) -> pd.Series:
    """Fill marked cells and hold them inside the range of the cells that were seen."""
    seen = values.mask(marked)
    if not seen.notna().any():
        return values
    filled = from_calendar(way(by_calendar(seen)), values.index).clip(seen.min(), seen.max())
    return values.mask(marked, filled).fillna(values)


def _interpolate(table: Table) -> Table:
    """Straight lines over the years; the ends carry the nearest value."""
    return table.T.interpolate(method="index", limit_direction="both").T


def _carry(table: Table) -> Table:
    """Carry the last value forward; before the first, the first backward."""
    return table.ffill(axis=1).bfill(axis=1)


def _two_way_mean(table: Table) -> Table:
    """Unit mean plus year mean less the grand mean; a year without any cell lies between its neighbours."""
    units, years, grand = table.mean(axis=1), table.mean(axis=0), np.nanmean(table.to_numpy())
    years = years.interpolate(method="index", limit_direction="both")
    fitted = np.add.outer(units.to_numpy(), years.to_numpy()) - grand
    return table.fillna(pd.DataFrame(fitted, index=table.index, columns=table.columns))


_WAYS: Mapping[str, Callable[[Table], Table]] = {
    "straight line": _interpolate,
    "carried forward": _carry,
    "two-way mean": _two_way_mean,
}
