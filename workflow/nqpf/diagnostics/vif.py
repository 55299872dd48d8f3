"""Variance inflation: how much of a regressor the others explain (Marquardt 1970; Belsley et al. 1980).

VIF_j = 1 / (1 - R2_j), the j-th diagonal cell of the inverse of the regressors' correlation matrix. Two-way
effects take most of a panel's variation, so the figure that concerns the reported column is the one after
they are taken out.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nqpf.diagnostics import COLLINEAR, Floats, Result, complete, missing, result, two_way

name = "Variance inflation factor"
source = "Marquardt (1970); Belsley, Kuh & Welsch (1980)"
REFERENCE = "largest over the regressors; above 10 is usually called high"


def test(sample: pd.DataFrame, *, outcome: str, regressors: Sequence[str], unit: str, time: str) -> Result:
    """Give the largest pooled VIF as statistic; `terms` has all pooled, `within` all after two-way effects.

    There is no p. A regressor without variation or explained by the others to rounding has an infinite VIF.
    """
    rows = complete(sample, outcome, regressors, unit, time)
    if len(rows.outcome) <= len(regressors) or not len(regressors):
        return {**missing(REFERENCE, "fewer rows than regressors"), "terms": {}, "within": {}}
    pooled = factors(rows.regressors - rows.regressors.mean(axis=0), rows.regressors)
    within = factors(two_way(rows.regressors, rows), rows.regressors)
    note = (
        "" if np.isfinite([*pooled, *within]).all() else "a regressor is constant or explained by the others"
    )
    return {
        **result(pooled.max(), np.nan, (), REFERENCE, note),
        "terms": dict(zip(regressors, pooled.tolist(), strict=True)),
        "within": dict(zip(regressors, within.tolist(), strict=True)),
    }


def factors(centred: Floats, raw: Floats) -> Floats:
    """VIF of every column; centred: (n x k) with means or effects taken out of raw."""
    length = np.sqrt((centred**2).sum(axis=0))
    varies = length > COLLINEAR * np.sqrt((raw**2).sum(axis=0))
    unit = np.where(varies, centred, 0.0) / np.where(varies, length, 1.0)
    found = np.full(len(length), np.inf)
    for j in np.flatnonzero(varies):
        others = np.delete(unit, j, axis=1)
        rest = unit[:, j] - others @ np.linalg.lstsq(others, unit[:, j])[0] if others.size else unit[:, j]
        found[j] = 1.0 / (rest @ rest) if rest @ rest > COLLINEAR**2 else np.inf
    return found
