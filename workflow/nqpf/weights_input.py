"""What a weighting scheme may be given: the door in front of `nqpf.weights`."""

import warnings

import pandas as pd

from nqpf.errors import DataError

SETTLED = 1e-12
"""Range, relative to the largest score, below which an indicator is constant but for rounding."""


def complete(scores: pd.DataFrame, scheme: str) -> pd.DataFrame:
    """Pass the scores on, or raise DataError that names the first missing cell."""
    missing = scores.isna()
    if missing.to_numpy().any():
        raise DataError(
            f"{scheme} weights: {cell(missing)} is missing; declare a missing-data policy for it."
        )
    return scores


def non_negative(scores: pd.DataFrame, scheme: str) -> pd.DataFrame:
    """Pass complete, non-negative scores on, or raise DataError that names the first wrong cell."""
    negative = complete(scores, scheme) < 0
    if negative.to_numpy().any():
        raise DataError(f"{scheme} weights: {cell(negative)} is negative; use a normaliser such as minmax.")
    return scores


def varying(scores: pd.DataFrame, scheme: str) -> pd.DataFrame:
    """Leave out the indicators that are constant, with a warning that they weigh nothing.

    Raises DataError when none is left.
    """
    low, high = scores.min(), scores.max()
    varies = (high - low) > SETTLED * pd.concat([low.abs(), high.abs()], axis=1).max(axis=1)
    warn_of_constants(scores.columns[~varies.to_numpy()])
    if not varies.any():
        raise DataError(
            f"{scheme} weights: no indicator varies, so nothing can be weighed; check the base window."
        )
    return scores.loc[:, varies.to_numpy()]


def warn_of_constants(names: pd.Index) -> None:
    """Warn that indicators which do not vary weigh nothing."""
    if len(names):
        listed = ", ".join(map(str, names))
        warnings.warn(f"constant in the base window, so weight 0: {listed}.", stacklevel=4)


def shares(raw: pd.Series, columns: pd.Index) -> pd.Series:
    """Rescale non-negative numbers to a sum of one; columns without a number weigh nothing."""
    return (raw / raw.sum()).reindex(columns, fill_value=0.0)


def dimensions(groups: pd.Series | None, columns: pd.Index) -> pd.Series:
    """The dimension of each column; all in one where no groups are given.

    groups: indicator -> dimension. Raises DataError that names an indicator without a dimension.
    """
    if groups is None:
        return pd.Series("all", index=columns)
    lacking = [name for name in columns if name not in groups.index]
    if lacking:
        raise DataError(f"the indicator '{lacking[0]}' stands in no dimension; give it one.")
    return groups.reindex(columns)


def cell(wrong: pd.DataFrame) -> str:
    """Name the first cell that is marked, row by row."""
    row = wrong.index[wrong.any(axis=1)][0]
    column = wrong.columns[wrong.loc[row].to_numpy().ravel()[: wrong.shape[1]]][0]
    where = ", ".join(map(str, row)) if isinstance(row, tuple) else str(row)
    return f"indicator '{column}' of ({where})"
