"""The diagnostics; this folder is a registry, so every file in it is a test that a table may name.

Each offers `test(sample, outcome=, regressors=, unit=, time=) -> dict` and the constants `name` and `source`.
The dict holds statistic, p, df (a tuple, empty for a normal reference), reference (the distribution or rule
in words) and note (why a number is missing or to be read with care, else ""). Input that a test cannot use,
such as one unit or a constant column, gives NaN and a note, never a traceback; a column that is not there
raises SpecError.

Here stands what the tests share: complete rows, two-way residuals, least squares with clustered errors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.errors import DataError, SpecError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Result = dict[str, Any]

# What is left of a column's length when it is explained by others up to rounding.
COLLINEAR = 1e-9


@dataclass(frozen=True)
class Rows:
    """Complete rows sorted by unit and year: outcome (n,), regressors (n x k), codes, years as given."""

    outcome: Floats
    regressors: Floats
    unit: Ints
    year: Ints
    years: Floats

    @property
    def units(self) -> int:
        """Number of units."""
        return int(self.unit.max()) + 1 if self.unit.size else 0


@dataclass(frozen=True)
class Fit:
    """Least squares with errors clustered by unit: coefficients, covariance, number of clusters."""

    coefficients: Floats
    covariance: Floats
    clusters: int


def result(statistic: float, p: float, df: tuple[int, ...], reference: str, note: str = "") -> Result:
    """Make the dict that every diagnostic returns."""
    return {"statistic": float(statistic), "p": float(p), "df": df, "reference": reference, "note": note}


def missing(reference: str, note: str) -> Result:
    """Make the result of a test that cannot be computed, and say why."""
    return result(np.nan, np.nan, (), reference, note)


def complete(sample: pd.DataFrame, outcome: str, regressors: Sequence[str], unit: str, time: str) -> Rows:
    """Take the rows without missing cells in the named columns.

    Raises SpecError for a column that is not there, DataError for text where numbers belong.
    """
    named = list(dict.fromkeys([outcome, *regressors, unit, time]))
    absent = [column for column in named if column not in sample.columns]
    if absent:
        raise SpecError(f"The sample has no column {absent[0]!r}: add it or correct the name.")
    rows = sample[named].dropna().sort_values([unit, time], kind="stable")
    text = [column for column in named if column != unit and not pd.api.types.is_numeric_dtype(rows[column])]
    if text:
        raise DataError(f"Column {text[0]!r} holds text: make it numeric first.")
    return Rows(
        rows[outcome].to_numpy(dtype=np.float64),
        rows[list(regressors)].to_numpy(dtype=np.float64),
        pd.factorize(rows[unit])[0],
        pd.factorize(rows[time], sort=True)[0],
        rows[time].to_numpy(dtype=np.float64),
    )


def dummies(codes: Ints) -> Floats:
    """One column per code, the first left out, (n x codes - 1)."""
    return np.asarray(codes[:, None] == np.unique(codes)[1:], dtype=np.float64)


def unit_means(columns: Floats, unit: Ints) -> Floats:
    """Mean of each column over the rows of the unit, repeated on those rows, (n x k)."""
    size = np.bincount(unit).astype(np.float64)
    sums = [np.bincount(unit, weights=column) for column in columns.T]
    return (np.stack(sums, axis=1) / size[:, None])[unit] if sums else columns


def two_way(columns: Floats, rows: Rows) -> Floats:
    """Residuals of columns on unit and year effects, exact on unbalanced panels too, (n x k)."""
    years = dummies(rows.year)
    years = years - unit_means(years, rows.unit)
    within = columns - unit_means(columns, rows.unit)
    return within - years @ np.linalg.lstsq(years, within)[0] if years.shape[1] else within


def independent(columns: Floats) -> npt.NDArray[np.bool_]:
    """Find the columns that those before them do not explain (Gram-Schmidt, twice against rounding)."""
    length = np.sqrt((columns**2).sum(axis=0))
    base = columns / np.where(length > 0, length, 1.0)
    kept = np.zeros(columns.shape[1], dtype=bool)
    for j in range(columns.shape[1]):
        for _ in range(2):
            base[:, j] -= base[:, :j] @ (base[:, :j].T @ base[:, j])
        size = np.sqrt(base[:, j] @ base[:, j])
        kept[j] = size > COLLINEAR
        base[:, j] /= size if kept[j] else np.inf
    return kept


def residuals(columns: Floats, outcome: Floats) -> Floats:
    """Take residuals of least squares at unit length; columns that others explain are left out."""
    kept = columns[:, independent(columns)]
    if not kept.shape[1]:
        return outcome
    basis, _ = np.linalg.qr(kept / np.sqrt((kept**2).sum(axis=0)))
    return np.asarray(outcome - basis @ (basis.T @ outcome), dtype=np.float64)


def clustered(columns: Floats, outcome: Floats, unit: Ints) -> Fit:
    """Fit least squares with errors clustered by unit, factor G / (G - 1) x (n - 1) / (n - K).

    columns: (n x K) of full rank, solved at unit length so that units of measurement do not matter.
    Source: Liang & Zeger (1986), CR1 as in Stata's regress.
    """
    n, k = columns.shape
    length = np.sqrt((columns**2).sum(axis=0))
    inverse = np.linalg.pinv(columns / length) / length[:, None]
    coefficients = np.asarray(inverse @ outcome, dtype=np.float64)
    rest = outcome - columns @ coefficients
    codes = pd.factorize(unit)[0]
    parts = np.stack([np.bincount(codes, weights=row * rest) for row in inverse], axis=1)
    g = len(parts)
    factor = g / (g - 1) * (n - 1) / (n - k) if g > 1 and n > k else np.nan
    return Fit(coefficients, np.asarray(factor * parts.T @ parts, dtype=np.float64), g)
