"""The one door: after this check every (unit, year) and every number of the panel is trusted."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nqpf.errors import DataError
from nqpf.panel.numbers import text, to_numbers, to_years
from nqpf.specs.base import Span
from nqpf.specs.sources import Reading
from nqpf.specs.variables import Series

POSSIBLE_YEARS = Span(first=1949, last=2100)


@dataclass(frozen=True)
class Checked:
    """What passed the door: numbers has series, unit, year, value; unusable adds why (value as found)."""

    numbers: pd.DataFrame
    unusable: pd.DataFrame


def check(
    rows: pd.DataFrame,
    series: Mapping[str, Series],
    unusable: pd.DataFrame,
    reading: Reading,
    window: Span,
    file: str,
) -> Checked:
    """Check the years, the (unit, year) index and every cell of one source, and turn cells into numbers.

    rows: long rows with row, unit, year, column, place, value. series: those that this source feeds.
    unusable: cells declared wrong, columns series, unit, year, why.
    Raises DataError that names file, row, column and the offending text: a year that is none, two rows
    for one unit and year, a cell that is no number, a value outside the possible range.
    """
    dated = _within(rows, reading, window, file)
    cells = _per_series(dated, series)
    _refuse_duplicates(cells, file)
    marked = cells.merge(unusable, on=["series", "unit", "year"], how="left")
    usable, set_aside = marked[marked["why"].isna()], marked[marked["why"].notna()]
    values = _numbers(usable, series, reading, file)
    _refuse_impossible(values, series, file)
    columns = ["series", "unit", "year", "value"]
    shown = set_aside.assign(value=[text(value) for value in set_aside["value"]])
    return Checked(values[columns], shown[[*columns, "why"]])


def _within(rows: pd.DataFrame, reading: Reading, window: Span, file: str) -> pd.DataFrame:
    """Years as numbers, all of them possible; then the cut to the years that are read."""
    years = to_years(rows["year"])
    possible = years.between(POSSIBLE_YEARS.first, POSSIBLE_YEARS.last)
    if not possible.all():
        bad = rows[~possible].sort_values("row").iloc[0]
        place = f"column '{reading.time or bad['place']}'"
        raise DataError(
            f"{file}, row {bad['row']}, {place}: '{text(bad['year'])}' is no year between "
            f"{POSSIBLE_YEARS.first} and {POSSIBLE_YEARS.last}; correct it in a copy of the "
            "file, or leave notes out by skip_footer."
        )
    inside = years.between(window.first, window.last)
    return rows.assign(year=years)[inside].astype({"year": int})


def _per_series(rows: pd.DataFrame, series: Mapping[str, Series]) -> pd.DataFrame:
    """One row per series and cell; two series may read the same column."""
    pairs = pd.DataFrame({"series": list(series), "column": [one.column for one in series.values()]})
    return rows.merge(pairs.astype(object), on="column")


def _refuse_duplicates(cells: pd.DataFrame, file: str) -> None:
    index = ["series", "unit", "year"]
    again = cells[cells.duplicated(index)]
    if again.empty:
        return
    second = again.sort_values("row").iloc[0]
    first = cells[(cells[index] == second[index]).all(axis=1)].iloc[0]
    raise DataError(
        f"{file}, rows {first['row']} ('{first['name']}') and {second['row']} ('{second['name']}'): both "
        f"give '{second['unit']}' a value for {second['year']} in column '{second['place']}'; keep one row "
        "or correct the names in units.yaml."
    )


def _numbers(cells: pd.DataFrame, series: Mapping[str, Series], reading: Reading, file: str) -> pd.DataFrame:
    """Cells as floats; texts and numbers that mean missing become missing."""
    values, wrong = to_numbers(cells["value"], reading.missing)
    if wrong.any():
        bad = cells[wrong].sort_values("row").iloc[0]
        raise DataError(
            f"{file}, row {bad['row']}, column '{bad['place']}': '{bad['value']}' is no number; if it means "
            "missing list it under missing in sources.yaml, if it is a slip list the cell under unusable."
        )
    missing = [(name, float(code)) for name, one in series.items() for code in one.missing_values]
    coded = pd.Series(False, index=cells.index)
    for name, code in missing:
        coded |= (cells["series"] == name) & (values == code)
    return cells.assign(value=values.mask(coded))


def _refuse_impossible(cells: pd.DataFrame, series: Mapping[str, Series], file: str) -> None:
    low = cells["series"].map({n: -np.inf if s.range[0] is None else s.range[0] for n, s in series.items()})
    high = cells["series"].map({n: np.inf if s.range[1] is None else s.range[1] for n, s in series.items()})
    outside = cells[(cells["value"] < low) | (cells["value"] > high)]
    if outside.empty:
        return
    bad = outside.sort_values("row").iloc[0]
    lowest, highest = ("any" if end is None else f"{end:g}" for end in series[bad["series"]].range)
    raise DataError(
        f"{file}, row {bad['row']}, column '{bad['place']}': {bad['value']:g} "
        f"('{bad['unit']}', {bad['year']}) is outside the possible values of '{bad['series']}' ({lowest} to "
        f"{highest}); correct the range, or list the cell under unusable in variables.yaml."
    )
