"""Ranks as shares of the base window (OECD/JRC Handbook 2008, step 5; mid-distribution: Parzen 2004).

F(x) = (#{base < x} + #{base <= x}) / (2 n), n values in the base window; 1 - F(x) for a cost indicator.
On the base window this is (mean rank - 1/2) / n, ties sharing their mean rank. A later value is placed among
the values of the base window, so that no published score moves; scores lie in [0, 1] whatever comes.
"""

import numpy as np
import pandas as pd

GIVES = "non-negative"


def fit(values: pd.DataFrame) -> pd.DataFrame:
    """The ordered values of each indicator: frame (indicators x [v0, v1, ...]), n columns."""
    ordered = np.sort(values.to_numpy(float), axis=0).T
    return pd.DataFrame(ordered, index=values.columns, columns=[f"v{place}" for place in range(len(values))])


def apply(values: pd.DataFrame, bounds: pd.DataFrame, directions: pd.Series) -> pd.DataFrame:
    """Scores (unit-years x indicators); an indicator that is constant in the base window scores 0.

    directions: +1 where more is better, -1 for a cost indicator.
    """
    kept = bounds[[name for name in bounds.columns if str(name).startswith("v")]]
    return pd.DataFrame(
        {
            name: _place(values[name].to_numpy(float), kept.loc[name].to_numpy(float), directions[name])
            for name in values.columns
        },
        index=values.index,
    )


def _place(values: np.ndarray, ordered: np.ndarray, direction: int) -> np.ndarray:
    if ordered[0] == ordered[-1]:
        return np.zeros(len(values))
    below, upto = np.searchsorted(ordered, values, "left"), np.searchsorted(ordered, values, "right")
    share = (below + upto) / (2.0 * len(ordered))
    return np.asarray(share if direction > 0 else 1.0 - share)
