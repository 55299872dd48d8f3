"""Winsorise a share of each tail at limits frozen on the base window (Dixon 1960; Handbook 2008, step 3)."""

from collections.abc import Mapping

import pandas as pd

from nqpf.errors import DataError


def fit(values: pd.Series, direction: int, *, share: float = 0.01) -> dict[str, float]:  # noqa: ARG001 - one signature for all
    """Find the quantiles `share` and 1 - `share` over all units and years (Hyndman & Fan 1996, type 7).

    values: one indicator over the base window. Raises DataError for a share outside (0, 0.5).
    """
    if not 0 < share < 0.5:
        raise DataError(f"winsorise: 'share' is {share}; give a share of each tail between 0 and 0.5.")
    return {"low": float(values.quantile(share)), "high": float(values.quantile(1 - share))}


def apply(values: pd.Series, limits: Mapping[str, float]) -> pd.Series:
    """Pull values (unit-years) beyond a limit back to it; the limits are those of the base window."""
    return values.clip(limits["low"], limits["high"])
