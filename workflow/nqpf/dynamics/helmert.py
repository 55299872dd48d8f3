"""What takes the unit effect out: first differences, or forward orthogonal deviations (Helmert).

Arellano & Bover (1995, section 4): each value less the mean of the unit's later ones, times
sqrt(n / (n + 1)) with n later values left; errors that were independent with one variance stay so. Over gaps
the mean is of the years that are there, and no year is lost, where a difference loses two (Roodman 2009,
section 3.2). A deviation of year t stands in row t + 1, as in xtabond2, so that one rule of lags serves
both transformations: what is dated t - 2 and before is an instrument of row t.
"""

from typing import Literal

import numpy as np

from nqpf.algebra.groups import Flags, Floats

Transformation = Literal["difference", "fod"]


def matrices(present: Flags, transformation: Transformation) -> Floats:
    """Make the matrix of every unit, (N, T rows, T columns); rows that cannot be made are zero.

    present: (N, T), where all of a row's columns are there.
    """
    made: Floats = differences(present) if transformation == "difference" else deviations(present)
    return made


def differences(present: Flags) -> Floats:
    """Value less that of the year before; a row stands where both years do."""
    units, years = present.shape
    made = np.zeros((units, years, years))
    both = (present[:, 1:] & present[:, :-1]).astype(float)
    place = np.arange(1, years)
    made[:, place, place] = both
    made[:, place, place - 1] = -both
    return made


def deviations(present: Flags) -> Floats:
    """Value of t less the mean of the later ones, scaled, in row t + 1."""
    there = present.astype(float)
    later = there.sum(axis=1, keepdims=True) - np.cumsum(there, axis=1)
    scale = np.sqrt(later / (later + 1)) * there * (later > 0)
    share = np.divide(scale, later, out=np.zeros_like(scale), where=later > 0)
    ahead = np.triu(np.ones((there.shape[1], there.shape[1])), 1)
    weights = scale[:, :, None] * np.eye(there.shape[1]) - share[:, :, None] * ahead * there[:, None, :]
    made: Floats = np.zeros_like(weights)
    made[:, 1:] = weights[:, :-1]
    return made


def apply(matrix: Floats, values: Floats) -> Floats:
    """Transform columns (N, T, k) by matrices (N, rows, T); empty cells meet zeros only. (N, rows, k)."""
    return np.asarray(matrix @ np.nan_to_num(values))
