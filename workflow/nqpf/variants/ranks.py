"""Ranks of units within their year, for many variants at once; rank 1 is the highest score."""

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
TIE = 1e-12
"""Scores closer than this share of their range are one score: rounding must not decide a rank."""


def year_ranks(scores: Floats, years: npt.ArrayLike) -> Floats:
    """Rank the columns of scores (unit-years x variants) within each year; ties share their mean rank."""
    from scipy.stats import rankdata

    at = np.asarray(years)
    ranks = np.empty(scores.shape)
    rounded = _rounded(scores)
    for year in np.unique(at):
        rows = at == year
        ranks[rows] = rankdata(-rounded[rows], axis=0)
    return ranks


def mean_ranks(ranks: Floats, units: pd.Index) -> pd.DataFrame:
    """Average ranks (unit-years x variants) over the years of each unit; returns (units x variants)."""
    return pd.DataFrame(ranks).groupby(units.to_numpy()).mean()


def mean_shift(values: Floats, default: Floats) -> Floats:
    """Average absolute distance of every column (n x variants) from the default's (n,).

    Saisana, Saltelli & Tarantola (2005, eq. 7) for ranks. Returns (variants,).
    """
    return np.asarray(np.abs(values - default[:, None]).mean(axis=0))


def standardise(scores: Floats) -> Floats:
    """Give every column mean 0 and standard deviation 1, so that variants on different scales compare."""
    centred = scores - scores.mean(axis=0)
    spread = centred.std(axis=0)
    return np.asarray(centred / np.where(spread > 0, spread, 1.0))


def quantiles(values: Floats, shares: tuple[float, ...]) -> Floats:
    """Take quantiles of each row (n x variants): the smallest value that so many variants do not exceed."""
    places = [max(int(np.ceil(share * values.shape[1])) - 1, 0) for share in shares]
    return np.asarray(np.partition(values, places, axis=1)[:, places])


def _rounded(scores: Floats) -> Floats:
    width = np.ptp(scores, axis=0)
    step = np.where(width > 0, width, 1.0) * TIE
    return np.asarray(np.round(scores / step) * step)
