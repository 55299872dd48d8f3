"""Refuse a computation at its first impossible cell, and say which cell that is."""

import pandas as pd

from nqpf.errors import DataError


def refuse(wrong: pd.Series, problem: str, shown: pd.Series | None = None) -> None:
    """Raise DataError at the first cell where `wrong` holds.

    wrong: bool by (unit, year). `problem` says what is wrong and what to do. `shown` holds the
    offending values (same index).
    """
    if not wrong.any():
        return
    first = int(wrong.to_numpy().argmax())
    unit, year = wrong.index[first]
    value = "" if shown is None else f" the value {shown.iloc[first]:g}:"
    raise DataError(f"unit '{unit}', year {year}:{value} {problem}.")
