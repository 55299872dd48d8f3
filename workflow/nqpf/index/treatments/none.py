"""No treatment: values stay as they are."""

from collections.abc import Mapping

import pandas as pd


def fit(values: pd.Series, direction: int) -> dict[str, float]:  # noqa: ARG001 - one signature for all
    """Freeze nothing."""
    return {}


def apply(values: pd.Series, limits: Mapping[str, float]) -> pd.Series:  # noqa: ARG001 - one signature for all
    """Return the values (unit-years) as they are."""
    return values
