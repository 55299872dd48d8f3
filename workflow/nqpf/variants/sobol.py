"""Sobol indices of categorical factors (Sobol' 2001; Saltelli et al. 2010), estimated by SALib.

A factor with L levels is a step function of a uniform number, each step 1/L wide, so the indices of the
uniform inputs are those of the factor, whatever order its levels stand in: first order is
Var(E[Y | factor]) / Var(Y), total is E[Var(Y | all other factors)] / Var(Y). SALib's estimators (first order:
Saltelli et al. 2010, table 2 row b; total: Jansen 1999) use nothing but the values of Y.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
LEVEL = 0.95


def saltelli(levels: Sequence[int], points: int, seed: int) -> Floats:
    """Sample uniform inputs (points x (varying factors + 2), factors) in Saltelli's arrangement.

    levels: of each factor; one with a single level stays at 0 and costs nothing. points: a power of two.
    """
    from SALib.sample import sobol

    varying = _varying(levels)
    unit = np.zeros((points * (len(varying) + 2) if varying else 1, len(levels)))
    if varying:
        unit[:, varying] = sobol.sample(_problem(varying), points, calc_second_order=False, seed=seed)
    return unit


def indices(
    output: Floats, names: Sequence[str], levels: Sequence[int], resamples: int, seed: int
) -> pd.DataFrame:
    """Estimate the indices of an output that was computed on `saltelli`'s sample, row by row.

    Returns one row per factor: factor, first, first_low, first_high, total, total_low, total_high; the
    intervals are 95% percentiles of bootstrap resamples of the base points. A factor with one level, and
    every factor of an output that does not move, has index 0.
    """
    varying = _varying(levels)
    zero = {key: np.zeros(len(levels)) for key in _COLUMNS}
    if varying and np.ptp(output) > _ROUNDING * np.abs(output).max():
        found = _analyse(output, varying, resamples, seed)
        for key in _COLUMNS:
            zero[key][varying] = found[key]
    return pd.DataFrame({"factor": list(names), **zero})


def _analyse(output: Floats, varying: list[int], resamples: int, seed: int) -> dict[str, Floats]:
    from SALib.analyze import sobol

    # SALib takes seed 0 for "no seed", so it is moved by one.
    options: dict[str, Any] = {"calc_second_order": False, "keep_resamples": True, "seed": seed + 1}
    found = sobol.analyze(_problem(varying), output, num_resamples=resamples, **options)
    tails = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    columns: dict[str, Floats] = {}
    for key, name in (("first", "S1"), ("total", "ST")):
        low, high = np.quantile(found[f"{name}_conf_all"], tails, axis=0)
        columns |= {key: found[name], f"{key}_low": low, f"{key}_high": high}
    return columns


def exact(output: Floats, codes: npt.NDArray[np.intp], levels: Sequence[int]) -> pd.DataFrame:
    """Compute the indices from an output on the full factorial: no sampling, no error.

    output: (variants,), one per combination of levels. codes: (variants x factors). Returns first, total by
    factor. Sobol' (2001), the definitions in the head of this module, each level equally likely.
    """
    table = np.empty(tuple(levels))
    table[tuple(codes.T)] = output
    variance, rows = table.var(), []
    for factor in range(len(levels)):
        others = tuple(axis for axis in range(len(levels)) if axis != factor)
        first, total = table.mean(axis=others).var(), table.var(axis=factor).mean()
        rows.append((first / variance, total / variance) if variance > 0 else (0.0, 0.0))
    return pd.DataFrame(rows, columns=["first", "total"])


def _problem(varying: list[int]) -> dict[str, Any]:
    names = [f"factor {place}" for place in varying]
    return {"num_vars": len(varying), "names": names, "bounds": [[0.0, 1.0]] * len(varying)}


def _varying(levels: Sequence[int]) -> list[int]:
    return [place for place, count in enumerate(levels) if count > 1]


_COLUMNS = ("first", "first_low", "first_high", "total", "total_low", "total_high")
_ROUNDING = 1e-12
"""Range of an output, relative to its size, below which it does not move at all."""
