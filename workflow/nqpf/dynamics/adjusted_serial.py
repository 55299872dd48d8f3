"""Test that the errors behind the adjusted equations are not serially correlated (module `adjusted`).

With r = w_t - A w_t-1 freed of effects and controls, f_t = r_t less the mean of r_t ... r_T and
b_t-1 = r_t-1 less the mean of r_1 ... r_t-1,

    s_i = sum_t f_it b_i,t-1,   statistic = sum_i s_i / SD of it over redraws of whole units, t(G - 1)

(the heteroskedasticity-robust test of Born & Breitung 2016, adapted: the coefficients are of a dynamic
equation). The two factors share no year, so that sum_i s_i has mean zero at any T, however large the
errors of a unit or a year are. The noise of A enters because every redraw takes its own; controls are
strictly exogenous and year means of order 1 / N, so the sample's are kept.
The second order in differences (Arellano & Bond 1991) asks the same question of the same residuals.
"""

from dataclasses import dataclass

import numpy as np

from nqpf.algebra.groups import Floats

LEAST_YEARS = 4  # rows of a unit: one between the first and the last two


@dataclass(frozen=True)
class Serial:
    """statistic: t(G - 1) under no correlation, positive for positive; p: two-sided. None where undefined."""

    statistic: float | None = None
    p: float | None = None


def products(columns: Floats) -> Floats:
    """Sum f_t b_t-1' over each unit's rows, (units x k x k).

    columns: (units x T x k) freed of effects and controls, a unit's rows earliest first, NaN after its last.
    A unit with fewer than LEAST_YEARS rows has zeros.
    """
    held = ~np.isnan(columns).any(axis=2, keepdims=True)
    values, order = np.where(held, columns, 0.0), np.arange(1, columns.shape[1] + 1)[:, None]
    before, rows = values.cumsum(axis=1), held.sum(axis=1, keepdims=True)
    ahead = before[:, -1:] - before + values
    left = np.where(held, values - ahead / np.maximum(rows - order + 1, 1), 0.0)
    right = np.where(held, values - before / order, 0.0)
    return np.asarray(np.einsum("ntk,ntl->nkl", left[:, 1:], right[:, :-1]))


def test(made: Floats, matrix: Floats, counts: Floats, place: int) -> Serial:
    """Test one of the two equations.

    made: (units x 4 x 4) from `products` of both pasts, then both series. matrix: (draws x 2 x 2) the
    coefficients of each draw, the first the sample's. counts: (draws x units). place: of the equation.
    """
    from scipy.special import stdtr

    own = np.broadcast_to(np.eye(2)[place], (len(matrix), 2))
    change = np.concatenate([-matrix[:, place], own], axis=1)
    sums = np.einsum("dk,dkl,dl->d", change, np.tensordot(counts, made, axes=1), change)
    drawn = sums[1:][np.isfinite(sums[1:])]
    error = drawn.std(ddof=1) if len(drawn) > 1 else 0.0
    if not (made.any() and error > 0 and np.isfinite(sums[0])):
        return Serial()
    value = float(sums[0] / error)
    return Serial(value, float(2 * stdtr(counts.shape[1] - 1, -abs(value))))
