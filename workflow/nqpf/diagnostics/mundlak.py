"""Hausman's test in Mundlak's form, robust to clusters (Mundlak 1978; Wooldridge 2010, 10.7.3; 2019).

y = c'x + d'x_mean + year dummies (and, on unbalanced panels, their unit means) + u. The coefficients of x are
then the two-way fixed-effects ones exactly; d = 0 says that unit effects are unrelated to x and random
effects would do. The classic Hausman statistic assumes that random effects are efficient and may turn out
negative; this one does neither.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nqpf.diagnostics import (
    Floats,
    Result,
    Rows,
    clustered,
    complete,
    dummies,
    independent,
    missing,
    result,
    unit_means,
)

name = "Hausman test, Mundlak form"
source = "Mundlak (1978); Wooldridge (2010, 10.7.3; 2019)"
REFERENCE = "F, clustered by unit; H0: unit effects unrelated to the regressors"


def test(sample: pd.DataFrame, *, outcome: str, regressors: Sequence[str], unit: str, time: str) -> Result:
    """Test that the unit means of the regressors have no coefficient: F(means, units - 1).

    Regressors that do not vary over time, and means that the other columns explain, are not tested.
    """
    from scipy import stats

    rows = complete(sample, outcome, regressors, unit, time)
    if rows.units < 2:
        return missing(REFERENCE, "fewer than two units")
    columns, tested = design(rows)
    q = int(tested.sum())
    if not q or len(rows.outcome) <= columns.shape[1]:
        return missing(REFERENCE, "no regressor varies both within and between units, or too few rows")
    fit = clustered(columns, rows.outcome, rows.unit)
    if q >= fit.clusters:
        return missing(REFERENCE, f"{q} means cannot be tested with {fit.clusters} clusters")
    d = fit.coefficients[tested]
    statistic = float(d @ np.linalg.solve(fit.covariance[np.ix_(tested, tested)], d)) / q
    df = (q, fit.clusters - 1)
    return result(statistic, float(stats.f.sf(statistic, *df)), df, REFERENCE)


def design(rows: Rows) -> tuple[Floats, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Stack [1, years, their means, x | means of x]; columns of full rank, and which are tested."""
    years = dummies(rows.year)
    means = unit_means(rows.regressors, rows.unit)
    before = np.hstack([np.ones((len(means), 1)), years, unit_means(years, rows.unit), rows.regressors])
    columns = np.hstack([before, means])
    keep = independent(columns)
    return columns[:, keep], (np.arange(columns.shape[1]) >= before.shape[1])[keep]
