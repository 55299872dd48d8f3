"""Intervals of effects from draws, from jackknife values, from normal errors; pure functions of arrays.

Columns are effects; a draw that does not identify an effect is NaN there and left out.
"""

import numpy as np

from nqpf.blocks.design import Floats

MONTE_CARLO = 10_000
"""Parametric draws: the Monte-Carlo error of a 2.5% limit is then about 2% of the standard error."""


def percentile(draws: Floats, level: float = 0.95) -> tuple[Floats, Floats]:
    """Percentile limits (Efron 1979); draws (B x k), returns two of (k,)."""
    tail = (1 - level) / 2
    low, high = quantiles(draws, np.array([[tail], [1 - tail]]) * np.ones(draws.shape[1]))
    return low, high


def bca(draws: Floats, point: Floats, jackknife: Floats, level: float = 0.95) -> tuple[Floats, Floats]:
    """Bias-corrected and accelerated limits (Efron 1987, eq. 2.3; Efron & Tibshirani 1993, 14.10).

    draws (B x k), point (k,), jackknife (G x k): the effect without each cluster. Draws equal to the point
    count half. NaN where all draws lie on one side of the point, and where the sample without some cluster
    does not identify the effect.
    """
    from scipy.special import ndtr, ndtri

    finite = np.isfinite(draws)
    below = ((draws < point) + 0.5 * (draws == point)).sum(axis=0) / np.maximum(finite.sum(axis=0), 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        bias = ndtri(below)
        away = jackknife.mean(axis=0) - jackknife
        curve = (away**3).sum(axis=0) / (6 * (away**2).sum(axis=0) ** 1.5)
        reach = bias + ndtri((1 - level) / 2) * np.array([[1.0], [-1.0]])
        levels = ndtr(bias + reach / (1 - curve * reach))
    levels[:, ~np.isfinite(bias)] = np.nan
    low, high = quantiles(draws, levels)
    return low, high


def quantiles(draws: Floats, levels: Floats) -> Floats:
    """Quantiles of each column at its own levels, NaN left out; draws (B x k), levels (q x k).

    Linear between order statistics (Hyndman & Fan 1996, type 7), as numpy and pandas do it.
    """
    ordered = np.sort(draws, axis=0)  # NaN go last
    many = np.isfinite(draws).sum(axis=0)
    place = levels * np.maximum(many - 1, 0)
    usable = np.isfinite(place) & (many > 0)
    first = np.where(usable, np.floor(place), 0).astype(int)
    second = np.minimum(first + 1, np.maximum(many - 1, 0))
    columns = np.arange(draws.shape[1])
    lower, upper = ordered[first, columns], ordered[second, columns]
    return np.where(usable, lower + (place - first) * (upper - lower), np.nan)


def normal_draws(values: Floats, influence: Floats, draws: int, seed: int) -> Floats:
    """Draw coefficients from their joint normal distribution, (draws x k).

    values (k,); influence (k x G), whose cross-product is their covariance (MacKinnon, Lockwood & Williams
    2004: the Monte-Carlo method).
    """
    size, axes = np.linalg.eigh(influence @ influence.T)
    root = axes * np.sqrt(np.maximum(size, 0.0))
    normal = np.random.default_rng(seed).standard_normal((draws, len(values)))
    return np.asarray(values + normal @ root.T)


def sobel(estimate: Floats, se: Floats, level: float = 0.95) -> tuple[Floats, Floats, Floats]:
    """Normal limits and p from first-order standard errors (Sobel 1982): low, high, p.

    A convention: a product of estimates is not normal near zero.
    """
    from scipy.special import ndtr, ndtri

    reach = ndtri(0.5 + level / 2) * se
    with np.errstate(invalid="ignore", divide="ignore"):
        p = 2 * ndtr(-np.abs(estimate / se))
    return estimate - reach, estimate + reach, p


def fieller(
    numerator: float, denominator: float, covariance: Floats, critical: float
) -> tuple[float, float, str]:
    """All ratios that (numerator - ratio x denominator) / se does not reject (Fieller 1954).

    covariance: (2 x 2) of numerator and denominator; critical: of t or the normal. Returns low, high and the
    set's shape: "bounded" [low, high]; "outside": everything but (low, high); "whole line".
    """
    top, both, bottom = covariance[0, 0], covariance[0, 1], covariance[1, 1]
    square = denominator**2 - critical**2 * bottom
    middle = numerator * denominator - critical**2 * both
    rest = numerator**2 - critical**2 * top
    under = middle**2 - square * rest
    if not np.isfinite(under):
        return float("nan"), float("nan"), ""
    if square > 0:
        root = np.sqrt(max(under, 0.0))
        return (middle - root) / square, (middle + root) / square, "bounded"
    if square == 0 or under <= 0:
        return float("nan"), float("nan"), "whole line"
    root = np.sqrt(under)
    return (middle + root) / square, (middle - root) / square, "outside"
