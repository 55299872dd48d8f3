"""The marginal effect of x along a moderator w, with a pointwise and a uniform band.

    y = b1 x + b3 (x - x0)(w - w0) + b2 w + g'z + FE,     dy/dx = b1 + b3 (w - w0)

(Brambor, Clark & Golder 2006, Political Analysis 14:63). Its standard error at w is the root of
V11 + 2 d V13 + d^2 V33, d = w - w0. A pointwise band covers the line at one w, the uniform one at all w of a
range at once: its reach is the quantile of sup |t(w)|. (1, d) turns through an angle phi in the metric of V
as w crosses the range, and with S(r) = (1 + r^2 / df)^(-df/2), the tail of the radius of a bivariate t,

    P(sup |t| > c) = (phi / pi) S(c) + (2 / pi) integral over a from 0 to (pi - phi)/2 of S(c / cos a) da

(Wynn & Bloomfield 1971, JRSS B 33:202; Uusipaikka 1983, JASA 78:638). phi = 0 gives Student's t, phi = pi
the band of Scheffe (1953) over the whole line.
"""

from dataclasses import dataclass
from math import cos, pi

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.algebra.groups import Floats
from nqpf.estimate import Estimate

WIDEST = 1e3
"""Upper end of the search for the critical value; t(1) at 95% has 12.7, and Scheffe's with it 20."""


@dataclass(frozen=True)
class Line:
    """A marginal effect that is linear in w: slope + change (w - centre).

    covariance: (2 x 2) of slope and change, clustered; df: of t.
    """

    slope: float
    change: float
    covariance: Floats
    centre: float
    df: int

    def at(self, values: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Effect and standard error at values of the moderator, both (k,)."""
        distance = np.asarray(values, float) - self.centre
        v = self.covariance
        variance = v[0, 0] + 2.0 * distance * v[0, 1] + distance**2 * v[1, 1]
        return self.slope + self.change * distance, np.sqrt(np.maximum(variance, 0.0))

    def reach(self, level: float = 0.95) -> float:
        """Critical value of a pointwise interval, from t(df)."""
        from scipy.special import stdtrit

        return float(stdtrit(self.df, 0.5 + level / 2))


def line_of(estimate: Estimate, treatment: str, product: str, centre: float) -> Line:
    """Take the line out of a fitted model; product: the regressor (x - x0)(w - w0); centre: w0."""
    terms = [treatment, product]
    slope, change = estimate.terms.loc[terms, "coef"].to_numpy(float)
    covariance = estimate.covariance.loc[terms, terms].to_numpy(float)
    return Line(float(slope), float(change), covariance, float(centre), int(estimate.facts["df"]))


def curve(line: Line, values: npt.ArrayLike, level: float = 0.95) -> pd.DataFrame:
    """The effect along sorted values of the moderator: w, estimate, se, low, high, uniform_low, uniform_high.

    The uniform band covers the whole line between the first and the last value with the level.
    """
    at = np.asarray(values, float)
    effect, se = line.at(at)
    point, uniform = line.reach(level), uniform_reach(line, at[0], at[-1], level)
    return pd.DataFrame(
        {
            "w": at,
            "estimate": effect,
            "se": se,
            "low": effect - point * se,
            "high": effect + point * se,
            "uniform_low": effect - uniform * se,
            "uniform_high": effect + uniform * se,
        }
    )


def uniform_reach(line: Line, low: float, high: float, level: float = 0.95) -> float:
    """Critical value of the uniform band over [low, high], from the distribution of sup |t|."""
    from scipy.optimize import brentq

    phi = angle(line, low, high)
    return float(brentq(lambda c: exceeds(c, phi, line.df) - (1.0 - level), 0.0, WIDEST, xtol=1e-12))


def angle(line: Line, low: float, high: float) -> float:
    """Angle (0 to pi) that (1, w - centre) turns through in the metric of the covariance."""
    ends = np.array([[1.0, 1.0], [low - line.centre, high - line.centre]])
    within = ends.T @ line.covariance @ ends
    cosine = within[0, 1] / np.sqrt(within[0, 0] * within[1, 1])
    return float(np.arccos(np.clip(cosine, -1.0, 1.0)))


def exceeds(c: float, phi: float, df: int) -> float:
    """P(sup |t| > c) over an arc of phi."""
    from scipy.integrate import quad

    def tail(radius: float) -> float:
        return float((1.0 + radius**2 / df) ** (-df / 2.0))

    rest, _ = quad(lambda a: tail(c / cos(a)), 0.0, (pi - phi) / 2.0, epsabs=1e-13, epsrel=1e-12)
    return float(phi / pi * tail(c) + 2.0 / pi * rest)
