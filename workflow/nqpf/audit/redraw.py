"""Independent series that look like an indicator: same values, same persistence, other units.

For an indicator v (N units x T years, complete):

1. normal scores g = Phi^-1((rank - 1/2) / NT), ties sharing their mean rank;
2. g_it = mean + a_i + l_t + e_it; e is an AR(1) with coefficient rho and variance s2;
3. a draw takes g*_it = l_t + a*_i + e*_it: the year effects as they are, the unit effects dealt out anew
   among the units, e* a fresh stationary AR(1), independent from unit to unit;
4. the cells of v are dealt out by the ranks of g*, so that a draw is a permutation of v: the very
   distribution with its skew and its zeros, and every weight that looks at the distribution alone, stays.

rho solves E[sum e_t e_t-1] / E[sum e_t^2] = its sample value for de-meaned AR(1) series of length T, so that
the short-panel bias of de-meaning (Nickell 1981, Econometrica 49) is taken out in expectation; s2 and the
variance of a_i are freed of it likewise. The unit effects stay because a skewed series has its variance in
few units, which is what widens the distribution of a coefficient; they change owners because a series that
keeps the owner is not independent of the original.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from nqpf.algebra.groups import Floats, Integers
from nqpf.errors import DataError

HIGHEST = 0.99  # a unit root has no stationary start; a series closer to one is drawn at this rho


@dataclass(frozen=True)
class Likeness:
    """What the draws keep of an indicator.

    values: (N T,) in the order of the panel; unit: (N,) unit effects, year: (T,) year effects of the normal
    scores; rho, sd: AR(1) coefficient and standard deviation of what is left.
    """

    values: Floats
    unit: Floats
    year: Floats
    rho: float
    sd: float


def likeness(values: pd.Series) -> Likeness:
    """Fit steps 1 and 2 to an indicator by (unit, year), sorted; DataError for a hole in the panel."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    table = values.unstack("year")  # noqa: PD010 - one series to a table, nothing is pivoted
    if table.isna().to_numpy().any():
        raise DataError(
            f"the placebo of '{values.name}' needs every unit in every year; settle its missing cells."
        )
    cells = table.to_numpy(float).ravel()
    scores = ndtri((rankdata(cells) - 0.5) / len(cells)).reshape(table.shape)
    year = scores.mean(axis=0)
    unit = scores.mean(axis=1) - scores.mean()
    left = scores - year - unit[:, None]
    rho, sd = _ar1(left)
    return Likeness(cells, _shrunk(unit, rho, sd, len(year)), year, rho, sd)


def permutations(like: Likeness, draws: int, rng: np.random.Generator) -> Integers:
    """Draw: (draws x N T) positions, so that values[positions] are independent look-alikes."""
    units, years = len(like.unit), len(like.year)
    noise = rng.standard_normal((years, draws, units))
    noise[0] *= like.sd
    fresh = like.sd * np.sqrt(1.0 - like.rho**2)
    for t in range(1, years):
        noise[t] = like.rho * noise[t - 1] + fresh * noise[t]
    dealt = rng.permuted(np.broadcast_to(like.unit, (draws, units)), axis=1)
    latent = np.moveaxis(noise, 0, 2) + dealt[:, :, None] + like.year
    return _by_rank(np.argsort(like.values, kind="stable"), latent.reshape(draws, -1))


def _by_rank(order: Integers, latent: Floats) -> Integers:
    """Put the cell of rank k of the original where the latent series has rank k."""
    positions = np.empty(latent.shape, dtype=np.intp)
    # Single precision: a tie in 24 bits is settled by chance alike, and the sort takes half the time.
    np.put_along_axis(positions, np.argsort(latent.astype(np.float32), axis=1), order[None, :], axis=1)
    return positions


def _ar1(left: Floats) -> tuple[float, float]:
    """Coefficient and standard deviation of an AR(1) seen through two-way de-meaning; left: (N x T)."""
    units, years = left.shape
    total = float((left**2).sum())
    if years < 3 or units < 2 or total == 0:
        return 0.0, float(left.std())
    lag = float((left[:, 1:] * left[:, :-1]).sum()) / total
    grid, mass, product = _moments(years)
    rho = float(np.interp(lag, product / mass, grid))
    return rho, float(np.sqrt(total / (units - 1) / np.interp(rho, grid, mass)))


@cache
def _moments(years: int) -> tuple[Floats, Floats, Floats]:
    """Coefficients in steps of 0.005, and for each what `_expected` gives."""
    grid = np.linspace(-HIGHEST, HIGHEST, 397)
    moments = np.array([_expected(rho, years) for rho in grid])
    return grid, moments[:, 0], moments[:, 1]


def _expected(rho: float, years: int) -> tuple[float, float]:
    """E[sum e_t^2] and E[sum e_t e_t-1] of a de-meaned AR(1) of unit variance over so many years."""
    lags = np.abs(np.subtract.outer(np.arange(years), np.arange(years)))
    centre = np.eye(years) - 1.0 / years
    covariance = centre @ (float(rho) ** lags) @ centre
    return float(np.trace(covariance)), float(np.trace(covariance, offset=1))


def _shrunk(unit: Floats, rho: float, sd: float, years: int) -> Floats:
    """Unit effects less the variance that the means of the AR(1) add to them."""
    lags = np.abs(np.subtract.outer(np.arange(years), np.arange(years)))
    added = sd**2 * float((rho**lags).sum()) / years**2
    spread = float(unit.var())
    return unit * np.sqrt(max(0.0, 1.0 - added / spread)) if spread > 0 else unit
