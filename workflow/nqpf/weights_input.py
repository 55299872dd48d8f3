"""What a weighting scheme may be given: the door in front of `nqpf.weights`."""

import pandas as pd

from nqpf.errors import DataError


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


def cell(wrong: pd.DataFrame) -> str:
    """Name the first cell that is marked, row by row."""
    row = wrong.index[wrong.any(axis=1)][0]
    column = wrong.columns[wrong.loc[row].to_numpy().ravel()[: wrong.shape[1]]][0]
    where = ", ".join(map(str, row)) if isinstance(row, tuple) else str(row)
    return f"indicator '{column}' of ({where})"
