"""Serial correlation in the errors of a panel (Wooldridge 2002, 10.6.3; Drukker 2003, Stata's xtserial).

First differences take the unit effects out. If the errors in levels are not correlated over time, their
differences have correlation -1/2. So: regress Dy on Dx, regress the residuals on their own lag without a
constant, and test that the slope is -1/2 with errors clustered by unit. Valid for short panels with many
units.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nqpf.diagnostics import (
    Fit,
    Floats,
    Ints,
    Result,
    Rows,
    clustered,
    complete,
    dummies,
    independent,
    missing,
    residuals,
    result,
)

name = "Wooldridge test of serial correlation"
source = "Wooldridge (2002, 10.6.3); Drukker (2003)"
REFERENCE = "F(1, units - 1), clustered by unit; H0: no first-order correlation of the errors"


def test(sample: pd.DataFrame, *, outcome: str, regressors: Sequence[str], unit: str, time: str) -> Result:
    """Test that errors in levels are uncorrelated, year effects included: a small p asks for clusters."""
    rows = complete(sample, outcome, regressors, unit, time)
    return xtserial(rows, np.hstack([rows.regressors, dummies(rows.year)]))


def xtserial(rows: Rows, columns: Floats) -> Result:
    """Run the test of Stata's xtserial on regressors in levels, (n x k).

    Differences are taken between consecutive years only, so a gap loses the rows beside it.
    """
    from scipy import stats

    pairs = consecutive(rows.unit, rows.years)
    change = rows.outcome[pairs] - rows.outcome[pairs - 1]
    fit = slope(change, columns[pairs] - columns[pairs - 1], rows.unit[pairs], rows.years[pairs])
    if fit is None:
        return missing(REFERENCE, "too few consecutive years, or differences without any variation left")
    statistic = float((fit.coefficients[0] + 0.5) ** 2 / fit.covariance[0, 0])
    df = (1, fit.clusters - 1)
    return result(statistic, float(stats.f.sf(statistic, *df)), df, REFERENCE)


def slope(change: Floats, columns: Floats, unit: Ints, years: Floats) -> Fit | None:
    """Regress the residuals of the differenced equation on their lag; None where that cannot be done."""
    pairs = consecutive(unit, years)
    if len(change) <= independent(columns).sum() or len(np.unique(unit[pairs])) < 2:
        return None
    rest = residuals(columns, change)
    if rest @ rest <= 1e-18 * (change @ change):  # a perfect fit leaves rounding
        return None
    fit = clustered(rest[pairs - 1][:, None], rest[pairs], unit[pairs])
    return fit if fit.covariance[0, 0] > 0 else None


def consecutive(unit: Ints, years: Floats) -> Ints:
    """Row numbers whose row before is the same unit one year earlier; rows sorted by unit and year."""
    return np.flatnonzero((np.diff(unit) == 0) & (np.diff(years) == 1)) + 1
