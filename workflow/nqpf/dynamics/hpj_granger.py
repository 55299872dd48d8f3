"""Half-panel-jackknife Wald test of Granger non-causality (Juodis, Karavias & Sarafidis 2021).

y_it = a_i + sum_k g_ik y_i,t-k + sum_k b_k x_i,t-k + e_it, k = 1 ... K. Under the null the b are zero in
every unit, hence alike, so they are pooled while constants and own lags keep every unit's own coefficients:

    b = (sum_i x_i'M_i x_i)^-1 sum_i x_i'M_i y_i,   M_i clears a constant and own lags (their eq. 7)
    b~ = 2 b - (b_first + b_second) / 2             halves of the years that share none (eq. 9)
    W = b~' V^-1 b~, chi2(K),   V = J^-1 (sum_i s_i s_i') J^-1 NT / (NT - N - NK - K),
    J = sum_i x_i'M_i x_i,   s_i = x_i'M_i (y_i - x_i b~)   (heteroskedastic units; Xiao et al. 2023)

That V leaves out what the jackknife adds to the variance when years are few; the other, from whole units
redrawn, holds it and allows for errors that depend on each other within a unit.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nqpf.dynamics.half_panel import counts_of
from nqpf.dynamics.series import Floats, Lagged, by_length, check, freed, rows_of
from nqpf.errors import DataError


@dataclass(frozen=True)
class Wald:
    """statistic, p: chi2(K); se: (K,) of the coefficients; total_se: of their sum; draws behind V, if any."""

    statistic: float
    p: float
    se: Floats
    total_se: float
    draws: int | None


@dataclass(frozen=True)
class Pooled:
    """coef: (K,) jackknifed, by lag; total: their sum; pooled: (K,) without the jackknife.

    robust, redrawn: the test by either variance; redrawn is None where no draws were asked for. facts: order,
    n, units, years, demeaned, seed.
    """

    coef: Floats
    total: float
    pooled: Floats
    robust: Wald
    redrawn: Wald | None
    facts: dict[str, Any]


def non_causality(
    sample: pd.DataFrame,
    *,
    outcome: str,
    other: str,
    order: int = 1,
    unit: str = "unit",
    time: str = "year",
    demean: bool = False,
    draws: int | None = None,
    seed: int = 0,
) -> Pooled | None:
    """Test that the other series does not Granger-cause the outcome, by pooled, jackknifed coefficients.

    draws: redraws of whole units, for the second V. Halves are those of the calendar window. None where a
    half has too few years: K lags, K + 1 coefficients of each unit and one row to spare. Raises SpecError and
    DataError, each a sentence.
    """
    check(sample, outcome, other, order, unit, time)
    rows = rows_of(sample, outcome, other, order, unit, time, demean)
    years = np.arange(rows["year"].min() - order, rows["year"].max() + 1)
    if len(years) // 2 < 2 * order + 2:
        return None
    middle = years[len(years) // 2]  # first year of the second half
    spans = [rows, rows[rows["year"] < middle], rows[rows["year"] >= middle + order]]
    names = np.unique(rows["unit"].to_numpy(str))
    parts = [_moments(part, order, names) for part in spans]
    if any(np.linalg.matrix_rank(square.sum(axis=0)) < order for square, _ in parts):
        raise DataError(f"'{other}' does not vary enough within units beside the lags of '{outcome}'.")
    counts = counts_of(len(names), draws or 0, seed)
    whole, first, second = (_slopes(*part, counts) for part in parts)
    found = 2 * whole - (first + second) / 2
    used = _known(found[1:])
    robust = _wald(found[0], _robust(rows, order, found[0], parts[0][0], names), None)
    redrawn = _wald(found[0], np.cov(used.T).reshape(order, order), len(used)) if len(used) > order else None
    facts = _facts(rows, order, years, demean, seed)
    return Pooled(found[0], float(found[0].sum()), whole[0], robust, redrawn, facts)


def _known(drawn: Floats) -> Floats:
    """Draws in which every part has slopes."""
    return drawn[~np.isnan(drawn).any(axis=1)]


def _moments(rows: pd.DataFrame, order: int, names: Any) -> tuple[Floats, Floats]:
    """Products x'Mx (N x K x K) and x'My (N x K) of every unit, zero for one without rows to spare."""
    square, right = np.zeros((len(names), order, order)), np.zeros((len(names), order))
    for stack in by_length(rows, order):
        place = np.searchsorted(names, stack.units)
        x, y = _cleared(stack)
        square[place] = x.swapaxes(1, 2) @ x
        right[place] = (x.swapaxes(1, 2) @ y)[..., 0]
    return square, right


def _cleared(stack: Lagged) -> tuple[Floats, Floats]:
    """Other lags (m x R x K) and outcome (m x R x 1), freed of a constant and own lags."""
    rows, order = stack.own.shape[1:]
    if rows <= order + 1:
        return np.zeros_like(stack.other), np.zeros((*stack.outcome.shape, 1))
    x, y = freed(stack.own, stack.other, stack.outcome[..., None])
    return x, y


def _slopes(square: Floats, right: Floats, counts: Floats) -> Floats:
    """Pooled coefficients in every draw, (draws x K); NaN where a draw has none."""
    left, give = np.tensordot(counts, square, axes=1), counts @ right
    bad = np.linalg.matrix_rank(left) < left.shape[1]
    left[bad] = np.eye(left.shape[1])
    found = np.linalg.solve(left, give[..., None])[..., 0]
    found[bad] = np.nan
    return np.asarray(found)


def _robust(rows: pd.DataFrame, order: int, coef: Floats, square: Floats, names: Any) -> Floats:
    """Sandwich with one score per unit, and the count of degrees of freedom of xtgrangert."""
    meat = np.zeros((order, order))
    for stack in by_length(rows, order):
        x, y = _cleared(stack)
        scores = (x.swapaxes(1, 2) @ (y - x @ coef[:, None]))[..., 0]
        meat += scores.T @ scores
    bread = np.linalg.inv(square.sum(axis=0))
    total = len(rows) + order * len(names)
    return np.asarray(bread @ meat @ bread * total / (total - len(names) * (1 + order) - order))


def _wald(coef: Floats, v: Floats, draws: int | None) -> Wald:
    from scipy.special import chdtrc

    statistic = float(coef @ np.linalg.solve(v, coef))
    p, total_se = float(chdtrc(len(coef), statistic)), float(np.sqrt(v.sum()))
    return Wald(statistic, p, np.sqrt(np.diag(v)), total_se, draws)


def _facts(rows: pd.DataFrame, order: int, years: Any, demean: bool, seed: int) -> dict[str, Any]:
    units = int(rows["unit"].nunique())
    told = {"order": order, "n": len(rows), "units": units, "years": len(years)}
    return {**told, "demeaned": demean, "seed": seed}
