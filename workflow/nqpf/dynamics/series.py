"""Series of units beside their own lags and another series' lags, laid out by unit for Granger tests."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.errors import DataError, SpecError
from nqpf.registry import suggest
from nqpf.regression import lagged

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Lagged:
    """Units with the same number R of complete rows.

    units: (m,) labels; years: (m x R); outcome: (m x R); own, other: (m x R x K) lags 1 to K.
    """

    units: npt.NDArray[np.str_]
    years: npt.NDArray[np.int64]
    outcome: Floats
    own: Floats
    other: Floats


def check(sample: pd.DataFrame, outcome: str, other: str, order: int, unit: str, time: str) -> None:
    """Raise SpecError for a column that is not there, one series twice, or an order below 1."""
    for name in (outcome, other, unit, time):
        if name not in sample.columns:
            raise SpecError(f"the sample has no column '{name}'; {suggest(name, list(sample.columns))}.")
    if outcome == other:
        raise SpecError(f"'{outcome}' is tested against itself; name two different series.")
    if order < 1:
        raise SpecError(f"the order is {order}; give 1 or more lags.")


def less_year_means(sample: pd.DataFrame, names: list[str], time: str) -> pd.DataFrame:
    """Take the mean of each year over its units off, so that a common trend is no causality."""
    about = sample[names] - sample.groupby(time)[names].transform("mean")
    return sample.assign(**{name: about[name] for name in names})


def rows_of(
    sample: pd.DataFrame, outcome: str, other: str, order: int, unit: str, time: str, demean: bool
) -> pd.DataFrame:
    """Complete rows with columns unit, year, y, y1 ... yK, x1 ... xK; lags are by calendar year.

    demean: year means are taken off first, over the rows where both series are known. Raises DataError where
    no row is complete.
    """
    known = sample[[unit, time, outcome, other]].dropna()
    known = known.set_axis(["unit", "year", "y", "x"], axis=1).sort_values(["unit", "year"])
    frame = less_year_means(known, ["y", "x"], "year") if demean else known
    lags = {f"{name}{k}": lagged(frame, name, k) for name in ("y", "x") for k in range(1, order + 1)}
    rows = frame.assign(**lags).drop(columns="x").dropna()
    if rows.empty:
        raise DataError(f"no unit has {order + 1} years in a row of '{outcome}' and '{other}'.")
    return rows.reset_index(drop=True)


def by_length(rows: pd.DataFrame, order: int) -> Iterator[Lagged]:
    """Split rows from `rows_of` into stacks of units that have equally many rows, shortest first."""
    lengths = rows.groupby("unit")["year"].transform("size")
    own, other = ([f"{name}{k}" for k in range(1, order + 1)] for name in ("y", "x"))
    for length, part in rows.groupby(lengths):
        size = int(str(length))
        yield Lagged(
            units=part["unit"].to_numpy(str)[::size],
            years=part["year"].to_numpy(np.int64).reshape(-1, size),
            outcome=part["y"].to_numpy(float).reshape(-1, size),
            own=part[own].to_numpy(float).reshape(-1, size, order),
            other=part[other].to_numpy(float).reshape(-1, size, order),
        )


def freed(own: Floats, *columns: Floats) -> list[Floats]:
    """Residuals of columns (m x R x c) on a constant and own lags (m x R x K), unit by unit."""
    basis, _ = np.linalg.qr(np.concatenate([np.ones((*own.shape[:-1], 1)), own], axis=-1))
    turned = basis.swapaxes(-1, -2)
    return [column - basis @ (turned @ column) for column in columns]
