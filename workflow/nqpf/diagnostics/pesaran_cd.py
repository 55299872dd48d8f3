"""Cross-sectional dependence of two-way residuals (Pesaran 2004, 2021, eq. for unbalanced panels).

CD = sqrt(1 / P) sum_{i<j} sqrt(T_ij) r_ij over the P pairs of units with at least two years in common, r_ij
the correlation of the residuals over those T_ij years. N(0, 1) without dependence when no year effects are
estimated.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nqpf.diagnostics import Floats, Result, complete, missing, residuals, result, two_way

name = "Pesaran CD test"
source = "Pesaran (2004, 2021); Juodis & Reese (2022)"
REFERENCE = "N(0, 1), two-sided; H0: no cross-sectional dependence"
CAUTION = (
    "year effects are taken out, which pulls CD below zero (Juodis & Reese 2022): "
    "read a small p with a negative CD as an effect of that"
)
STRIP = 512  # units compared with all others at once


def test(sample: pd.DataFrame, *, outcome: str, regressors: Sequence[str], unit: str, time: str) -> Result:
    """Test the residuals of the two-way fixed-effects regression; adds `average`, the mean correlation."""
    from scipy import stats

    rows = complete(sample, outcome, regressors, unit, time)
    if rows.units < 2:
        return missing(REFERENCE, "fewer than two units")
    columns = two_way(np.column_stack([rows.regressors, rows.outcome]), rows)
    rest = residuals(columns[:, :-1], columns[:, -1])
    table = np.full((rows.units, int(rows.year.max()) + 1), np.nan)
    noise = np.abs(rest) <= 1e-12 * np.abs(rows.outcome)  # rounding left by the effects
    table[rows.unit, rows.year] = np.where(noise, 0.0, rest)
    weighted, total, pairs = correlations(table)
    if not pairs:
        return missing(REFERENCE, "no two units vary over two years in common")
    statistic = weighted / np.sqrt(pairs)
    p = 2 * float(stats.norm.sf(abs(statistic)))
    return {**result(statistic, p, (), REFERENCE, CAUTION), "average": total / pairs}


def correlations(table: Floats) -> tuple[float, float, int]:
    """Sum up sqrt(T_ij) r_ij and r_ij over the pairs i < j, and count them.

    table: (units x years), NaN where unseen. Each correlation is centred on the years that both units have.
    Pairs in which a unit does not vary are left out.
    """
    seen = ~np.isnan(table)
    length = np.sqrt((np.where(seen, table, 0.0) ** 2).sum(axis=1, keepdims=True))
    values = np.where(seen, table, 0.0) / np.where(length > 0, length, 1.0)
    sums = np.array([strip(values, seen.astype(np.float64), low) for low in range(0, len(table), STRIP)])
    weighted, total, pairs = sums.sum(axis=0)
    return float(weighted), float(total), int(pairs)


def strip(values: Floats, seen: Floats, low: int) -> tuple[float, float, int]:
    """Compare units low..low+STRIP-1 with all units after each of them."""
    mine, here = values[low : low + STRIP], seen[low : low + STRIP]
    common = here @ seen.T
    after = np.arange(len(values)) > np.arange(low, low + len(mine))[:, None]
    count = np.maximum(common, 1.0)
    own, other = mine @ seen.T, here @ values.T
    spread = (mine**2 @ seen.T - own**2 / count) * (here @ (values**2).T - other**2 / count)
    usable = after & (common >= 2) & (spread > 1e-20)  # lengths are 1, so less is rounding
    r = (mine @ values.T - own * other / count)[usable] / np.sqrt(spread[usable])
    return float((np.sqrt(common[usable]) * r).sum()), float(r.sum()), int(usable.sum())
