"""p-values adjusted for a family of tests; a missing p stays missing and does not count in the family."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from nqpf.algebra.groups import Floats


def holm(p: pd.Series) -> pd.Series:
    """Step-down adjusted p (Holm 1979): running maximum of (m - rank + 1) p; controls any false rejection."""
    return _adjusted(p, _step_down)


def benjamini_hochberg(p: pd.Series) -> pd.Series:
    """Step-up adjusted p (Benjamini & Hochberg 1995): running minimum of p m / rank."""
    return _adjusted(p, _step_up)


def _step_down(ascending: Floats) -> Floats:
    left = np.arange(len(ascending), 0, -1)
    return np.asarray(np.maximum.accumulate(ascending * left))


def _step_up(ascending: Floats) -> Floats:
    rank = np.arange(1, len(ascending) + 1)
    inflated = ascending * len(ascending) / rank
    return np.asarray(np.minimum.accumulate(inflated[::-1])[::-1])


def _adjusted(p: pd.Series, steps: Callable[[Floats], Floats]) -> pd.Series:
    """Adjust what is there, by position, so that repeated labels do no harm."""
    values = p.to_numpy(dtype=float, na_value=np.nan)
    order = np.argsort(values, kind="stable")[: int(np.isfinite(values).sum())]
    adjusted = np.full(len(values), np.nan)
    adjusted[order] = np.minimum(steps(values[order]), 1.0)
    return pd.Series(adjusted, index=p.index, name=p.name)
