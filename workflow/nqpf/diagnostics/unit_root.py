"""Panel unit root for short panels (Harris & Tzavalis 1999, theorem 2: unit effects, no trend).

Why this one: city panels have 10 to 15 years and hundreds of units. Harris-Tzavalis keeps T fixed and lets N
grow, with exact moments for every T. Levin-Lin-Chu, Im-Pesaran-Shin and the Fisher tests run one regression
per unit and lean on Dickey-Fuller p-values that ten years cannot give. The price: no lags, a balanced panel,
one common root. Year means are taken out first, against shocks that all units share. Errors correlated over
time distort the test.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nqpf.diagnostics import Floats, Result, complete, missing, result

name = "Harris-Tzavalis panel unit root test"
source = "Harris & Tzavalis (1999)"
REFERENCE = "N(0, 1), lower tail; H0: every unit has a unit root"


def test(sample: pd.DataFrame, *, outcome: str, regressors: Sequence[str], unit: str, time: str) -> Result:
    """Test the outcome; `terms` has statistic, p, rho, units, note for the outcome and each regressor.

    Units not seen in every year between the first and the last of the sample are left out, and the note says
    so.
    """
    columns = list(dict.fromkeys([outcome, *regressors]))
    terms = {column: series(sample, column, unit, time) for column in columns}
    head = terms[outcome]
    return {**result(head["statistic"], head["p"], (), REFERENCE, head["note"]), "terms": terms}


def series(sample: pd.DataFrame, column: str, unit: str, time: str) -> Result:
    """Test one column."""
    from scipy import stats

    table, left_out = balanced(sample, column, unit, time)
    if len(table) < 2 or table.shape[1] < 3:
        why = "fewer than two units are seen in every year, or fewer than three years"
        return {**missing(REFERENCE, why), "rho": np.nan, "units": len(table)}
    rho = within_rho(table - table.mean(axis=0))
    statistic = standardised(rho, len(table), table.shape[1] - 1)
    why = "no variation within units" if np.isnan(rho) else ""
    note = why or (f"{left_out} units without all years left out" if left_out else "")
    found = result(statistic, float(stats.norm.cdf(statistic)), (), REFERENCE, note)
    return {**found, "rho": rho, "units": len(table)}


def balanced(sample: pd.DataFrame, column: str, unit: str, time: str) -> tuple[Floats, int]:
    """Table (units x consecutive years) of the units seen in every year, and how many are left out."""
    rows = complete(sample, column, [], unit, time)
    if not rows.units:
        return np.empty((0, 0)), 0
    year = (rows.years - rows.years.min()).astype(np.int64)
    table = np.full((rows.units, int(year.max()) + 1), np.nan)
    table[rows.unit, year] = rows.outcome
    whole = ~np.isnan(table).any(axis=1)
    return table[whole], int((~whole).sum())


def within_rho(table: Floats) -> float:
    """Autoregressive slope with unit effects, y(t) on y(t-1); NaN without variation."""
    now, before = table[:, 1:], table[:, :-1]
    now = now - now.mean(axis=1, keepdims=True)
    spread = before - before.mean(axis=1, keepdims=True)
    size = float((spread**2).sum())
    return float((now * spread).sum()) / size if size > 1e-24 * float((before**2).sum()) else float("nan")


def standardised(rho: float, units: int, periods: int) -> float:
    """Turn rho into the standard normal statistic of theorem 2; periods: T, the years after the first."""
    t = periods
    bias = -3.0 / (t + 1)
    variance = 3.0 * (17 * t**2 - 20 * t + 17) / (5.0 * (t - 1) * (t + 1) ** 3)
    return float(np.sqrt(units) * (rho - 1.0 - bias) / np.sqrt(variance))
