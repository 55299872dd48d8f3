"""ln(1 + x) (Handbook 2008, step 3). Units of measurement matter: yuan and 10k yuan give different scores.

It is the one treatment whose scores depend on units; `coinr` has a logarithm that is free of them.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from nqpf.errors import DataError


def fit(values: pd.Series, direction: int) -> dict[str, float]:
    """Freeze nothing; check that the logarithm has a meaning.

    Raises DataError for a cost indicator: a logarithm stretches its good end, and for a negative value.
    """
    if direction < 0:
        raise DataError(
            f"log1p: '{values.name}' is a cost indicator, whose good end a logarithm stretches; "
            "take winsorise or coinr."
        )
    _refuse_negative(values)
    return {}


def apply(values: pd.Series, limits: Mapping[str, float]) -> pd.Series:  # noqa: ARG001 - one signature for all
    """ln(1 + x) of the values (unit-years). Raises DataError that names a negative cell."""
    _refuse_negative(values)
    result: pd.Series = np.log1p(values)
    return result


def _refuse_negative(values: pd.Series) -> None:
    negative = values.index[values < 0]
    if len(negative):
        raise DataError(f"log1p: '{values.name}' of {negative[0]} is negative; take winsorise or coinr.")
