"""Cells as found -> numbers, years and names. Nothing is guessed: what is not plain is not a number."""

import math
import re
import unicodedata
from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import pandas as pd

NUMBER = re.compile(r"[+-]?(?:(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
YEAR = re.compile(r"(\d{4})(?:\.0+)?\s*年?", re.ASCII)


def text(cell: object) -> str:
    """Show a cell as text: full-width forms made plain, no blanks around it, 2011.0 as 2011."""
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return ""
    if isinstance(cell, float | np.floating):
        if np.isnan(cell):
            return ""
        cell = int(cell) if float(cell).is_integer() else float(cell)
    written = str(cell)
    return (written if written.isascii() else unicodedata.normalize("NFKC", written)).strip()


def texts(cells: pd.Series) -> pd.Series:
    """Show every cell as text (see `text`)."""
    return by_value(cells, text)


def is_blank(frame: pd.DataFrame) -> pd.Series:
    """Tell which rows hold nothing at all."""
    blank = np.ones(len(frame), dtype=bool)
    for position in range(frame.shape[1]):
        still = np.flatnonzero(blank)
        blank[still] = (texts(frame.iloc[still, position]) == "").to_numpy()
    return pd.Series(blank, index=frame.index)


def to_numbers(cells: pd.Series, missing: Collection[str]) -> tuple[pd.Series, pd.Series]:
    """Turn cells into floats, and tell which are neither a number nor a text that means missing.

    Knows thousands commas, full-width digits, blanks around. Returns (values, wrong), same index.
    """
    absent = frozenset(["", *(text(word) for word in missing)])
    found = [_number(cell, absent) for cell in cells.to_numpy(dtype=object)]
    wrong = np.fromiter((value is None for value in found), dtype=bool, count=len(found))
    values = np.array(found, dtype=float)
    return pd.Series(values, index=cells.index), pd.Series(wrong, index=cells.index)


def to_years(cells: pd.Series) -> pd.Series:
    """Turn 2011, "2011", "2011年" and "2011.0" into 2011; anything else is missing."""
    return by_value(cells, _year).astype(float)


def _number(cell: object, absent: Collection[str]) -> float | None:
    """One cell as a number, NaN where it means missing, None where it is neither."""
    if isinstance(cell, float | int | np.number) and not isinstance(cell, bool):
        value = float(cell)
        return None if math.isinf(value) else value
    written = text(cell)
    if written in absent:
        return math.nan
    if NUMBER.fullmatch(written) is None:
        return None
    value = float(written.replace(",", ""))
    return None if math.isinf(value) else value


def _year(cell: object) -> float:
    match = YEAR.fullmatch(text(cell))
    return float(match[1]) if match else math.nan


def by_value(cells: pd.Series, function: Callable[[Any], object]) -> pd.Series:
    """Apply a function once per distinct value. Returns objects, same index."""
    codes, distinct = pd.factorize(cells.to_numpy(dtype=object), use_na_sentinel=False)
    shown = np.empty(len(distinct), dtype=object)
    shown[:] = [function(value) for value in distinct]
    return pd.Series(shown[codes], index=cells.index, dtype=object)
