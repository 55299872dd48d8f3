"""Arellano & Bond's (1991) test of serial correlation in differenced errors, whatever the transformation.

With v_i the differenced residuals and v_i,-l those l years before, s_i = v_i'v_i,-l and
m_l = sum s_i / sqrt(sum s_i^2 - 2 g' sum psi_i s_i + g'V g), g = sum_i X_i'v_i,-l of the differenced
regressors, psi_i the unit's share of the estimate, V its covariance. Normal under no correlation. First order
is expected in differences; second order says that lags dated t - 2 are no instruments.
"""

from dataclasses import dataclass

import numpy as np

from nqpf.algebra.groups import Floats
from nqpf.dynamics import helmert
from nqpf.dynamics.equations import Rows
from nqpf.dynamics.gmm import SINGULAR, Moments, Products, Step


@dataclass(frozen=True)
class Serial:
    """statistic: standard normal; p: two-sided. Both None where no unit has the years for it."""

    order: int
    statistic: float | None
    p: float | None


def test(residuals: Floats, regressors: Floats, shares: Floats, covariance: Floats, order: int) -> Serial:
    """Test one order. residuals (N, T), regressors (N, T, k): differenced, zero where there is no row.

    shares: (N, k) the unit's share of the estimate. covariance: (k, k).
    """
    from scipy.special import ndtr

    earlier = np.zeros_like(residuals)
    earlier[:, order:] = residuals[:, :-order]
    own = np.einsum("nt,nt->n", residuals, earlier)
    if not own.any():
        return Serial(order, None, None)
    slope = np.einsum("ntk,nt->k", regressors, earlier)
    spread = own @ own - 2 * slope @ (shares.T @ own) + slope @ covariance @ slope
    if spread <= 0:
        return Serial(order, None, None)
    value = float(own.sum() / np.sqrt(spread))
    return Serial(order, value, float(2 * ndtr(-abs(value))))


def of_equation(
    rows: Rows, given: Products, moments: Moments, step: Step, covariance: Floats, place: int = 0
) -> tuple[Serial, Serial]:
    """Test orders 1 and 2 of one of the stacked equations; what the nuisance adds to the noise is counted.

    covariance: (m k, m k) of all coefficients. place: of the equation among the m.
    """
    m, k, _, _ = given.sizes
    own, left = slice(place * k, (place + 1) * k), moments.nuisance[0]
    y, x, nuisance = (helmert.apply(helmert.differences(rows.present), piece) for piece in rows.pieces)
    beta = step.beta[0][own]
    rest = left[:, place] - left[:, m:] @ beta
    residuals = y[:, :, place] - x @ beta - nuisance @ rest
    change = np.concatenate([x - nuisance @ left[:, m:], nuisance], axis=2)
    share = (step.scores[0] @ step.map[0].T)[:, own]
    shares = np.hstack([share, _nuisance_share(given, place, beta, rest)])
    spread = shares.T @ shares
    spread[:k, :k] = covariance[own, own]
    first, second = (test(residuals, change, shares, spread, order) for order in (1, 2))
    return first, second


def _nuisance_share(given: Products, place: int, beta: Floats, rest: Floats) -> Floats:
    """Each unit's share of the nuisance coefficients at given slopes, (K'C)^-1 K_i'e_i, (N, c)."""
    m, k, many, c = given.sizes
    below = given.cross[:, many:]
    scores = below[:, :, place] - below[:, :, m : m + k] @ beta - below[:, :, m + k :] @ rest
    total = below[:, :, m + k :].sum(axis=0)
    return np.asarray(scores @ np.linalg.pinv(total, rcond=SINGULAR).T) if c else scores
