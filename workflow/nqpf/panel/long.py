"""A source's frame, whatever its shape -> long rows of cells as found."""

import re
from collections.abc import Collection

import numpy as np
import pandas as pd

from nqpf.errors import DataError, SpecError
from nqpf.panel.nearest import nearest
from nqpf.panel.numbers import YEAR, by_value, is_blank, text, texts
from nqpf.specs.sources import Reading

ALMOST_YEAR = re.compile(r"(?=(?:\D*\d){2})[12lI][\dlIOoSB]{3}(?:\.0+)?\s*年?", re.ASCII)


def to_long(frame: pd.DataFrame, reading: Reading, columns: Collection[str], file: str) -> pd.DataFrame:
    """Bring the wanted columns of a source to long form; blank rows are left out.

    frame: cells as found, index = row numbers of the file. columns: what series call theirs.
    Returns rows with: row (in the file), name, year, value (as found), column (as the series call it),
    place (the header above the cell).
    Raises SpecError for a column that is not in the source, DataError for one that stands there twice.
    """
    shapes = {"wide": _wide, "long": _long, "years_across": _years_across}
    return shapes[reading.shape](without_blank_rows(frame), reading, sorted(columns), file)


def without_blank_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows that hold nothing at all; the others keep their numbers."""
    return frame[~is_blank(frame)]


def cells(frame: pd.DataFrame, column: str, file: str) -> pd.Series:
    """Take one column of a source by its header.

    Raises SpecError with the nearest headers when there is none, DataError when there are two.
    """
    found = list(frame.columns).count(column)
    if not found:
        raise SpecError(f"{file}: there is no column '{column}'; {nearest(column, frame.columns)}.")
    if found > 1:
        raise DataError(f"{file}: the header '{column}' stands over {found} columns; give each its own name.")
    return frame[column].astype(object)


def _wide(frame: pd.DataFrame, reading: Reading, columns: list[str], file: str) -> pd.DataFrame:
    names, years = cells(frame, reading.unit, file), cells(frame, str(reading.time), file)
    return _beside(frame, columns, file, name=names, year=years).assign(column=lambda rows: rows["place"])


def _long(frame: pd.DataFrame, reading: Reading, columns: list[str], file: str) -> pd.DataFrame:
    names, years = cells(frame, reading.unit, file), cells(frame, str(reading.time), file)
    named = _named(frame, str(reading.variable), columns, file)
    rows = _beside(frame, [str(reading.value)], file, name=names, year=years, column=named)
    return rows.dropna(subset=["column"])


def _years_across(frame: pd.DataFrame, reading: Reading, columns: list[str], file: str) -> pd.DataFrame:
    names = cells(frame, reading.unit, file)
    named = pd.Series(_only(columns, reading, file), index=frame.index)
    if reading.variable is not None:
        named = _named(frame, reading.variable, columns, file)
    rows = _beside(frame, _year_headers(frame, file), file, name=names, column=named)
    return rows.assign(year=rows["place"]).dropna(subset=["column"])


def _beside(frame: pd.DataFrame, headers: list[str], file: str, **traits: pd.Series) -> pd.DataFrame:
    """Stack the columns under `headers`, each with the row's number and traits beside it."""
    stacked = {name: np.tile(trait.to_numpy(object), len(headers)) for name, trait in traits.items()}
    places = np.repeat(np.array(headers, dtype=object), len(frame))
    values = np.concatenate([cells(frame, header, file).to_numpy() for header in headers])
    rows = {"row": np.tile(frame.index, len(headers)), **stacked, "place": places, "value": values}
    return pd.DataFrame(rows, dtype=object).astype({"row": int})


def _named(frame: pd.DataFrame, header: str, columns: list[str], file: str) -> pd.Series:
    """Name the column that each row of a long file belongs to; missing for rows nobody asks for."""
    written = texts(cells(frame, header, file))
    wanted = {text(column): column for column in columns}
    absent = sorted(set(wanted) - set(written))
    if absent:
        raise SpecError(f"{file}: column '{header}' never says '{absent[0]}'; {nearest(absent[0], written)}.")
    return by_value(written, wanted.get)


def _only(columns: list[str], reading: Reading, file: str) -> str:
    """Give the one name of a years_across file that has no column for the variable."""
    if reading.variable is None and len(columns) > 1:
        raise SpecError(
            f"{file}: years_across without the key 'variable' holds one series, but columns {columns[0]} and "
            f"{columns[1]} are asked of it; name the column that tells them apart under 'variable'."
        )
    return columns[0]


def _year_headers(frame: pd.DataFrame, file: str) -> list[str]:
    headers = [str(header) for header in frame.columns]
    slips = [header for header in headers if _is(ALMOST_YEAR, header) and not _is(YEAR, header)]
    if slips:
        raise DataError(
            f"{file}: the header '{slips[0]}' looks like a year but is none; correct a copy of the file."
        )
    years = [header for header in headers if _is(YEAR, header)]
    if not years:
        raise DataError(f"{file}: no header is a year like 2011 or 2011年; {nearest('2011', headers)}.")
    return list(dict.fromkeys(years))


def _is(pattern: re.Pattern[str], header: str) -> bool:
    return pattern.fullmatch(text(header)) is not None
