"""Instruments made of a variable's own past (Holtz-Eakin, Newey & Rosen 1988; Arellano & Bond 1991).

A row of year t is instrumented by levels w_t-first ... w_t-last; the levels equation of system GMM by the
difference that ends in t - first + 1 (Blundell & Bond 1998). Uncollapsed, each year and lag has a column of
its own; collapsed, each lag has one (Roodman 2009, section 3.3), which keeps their number from growing with
the square of the years. An empty cell is zero: it instruments nothing.
"""

from dataclasses import dataclass

import numpy as np

from nqpf.algebra.groups import Floats
from nqpf.errors import SpecError


@dataclass(frozen=True)
class Past:
    """Which lags of a variable are instruments. last: None = all there are."""

    name: str
    first: int = 2
    last: int | None = None
    collapse: bool = True

    def __post_init__(self) -> None:
        """Refuse a range that holds no lag."""
        if self.first < 1 or (self.last is not None and self.last < self.first):
            raise SpecError(f"instruments of '{self.name}': lags {self.first} to {self.last} hold none.")


def levels(values: Floats, past: Past) -> Floats:
    """Instruments of the transformed equation, (N, T, columns). values: (N, T), NaN where missing."""
    years = values.shape[1]
    last = min(past.last or years - 1, years - 1)
    shifted = [_shift(values, lag) for lag in range(past.first, last + 1)]
    return _columns(shifted, values, past.collapse)


def differences(values: Floats, past: Past) -> Floats:
    """Instruments of the levels equation, (N, T, columns): one difference, lagged first - 1 years."""
    change = values - _shift(values, 1)
    return _columns([_shift(change, past.first - 1)], values, past.collapse)


def _shift(values: Floats, years: int) -> Floats:
    if not years:
        return values
    return np.hstack([np.full((len(values), years), np.nan), values[:, :-years]])


def _columns(shifted: list[Floats], values: Floats, collapse: bool) -> Floats:
    units, years = values.shape
    if not shifted:
        return np.zeros((units, years, 0))
    together = np.nan_to_num(np.stack(shifted, axis=2))
    if collapse:
        return together
    apart = together[:, :, None, :] * np.eye(years)[None, :, :, None]
    return np.asarray(apart.reshape(units, years, -1))
