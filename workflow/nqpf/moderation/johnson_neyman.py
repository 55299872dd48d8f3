"""Where an effect that changes with a moderator is told apart from zero (Johnson & Neyman 1936).

The interval b1 + b3 d +- c se(d), d = w - w0, leaves zero out where A d^2 + B d + C > 0, with

    A = b3^2 - c^2 V33,   B = 2 (b1 b3 - c^2 V13),   C = b1^2 - c^2 V11

(Bauer & Curran 2005, Multivariate Behavioral Research 40:373, eq. 15). A > 0, the interaction itself is told
apart from zero: outside two roots. A < 0: between two roots, or nowhere. With c from t the statement holds
at each w by itself; with the reach of the uniform band for all w at once (Esarey & Sumner 2018, Comparative
Political Studies 51:1144, on why that is what a region needs).
"""

from dataclasses import dataclass
from math import copysign, inf, sqrt

import numpy as np
import numpy.typing as npt

from nqpf.moderation.marginal import Line

Interval = tuple[float, float]


@dataclass(frozen=True)
class Region:
    """Where zero is left out, within the observed range of the moderator.

    case: everywhere, nowhere, above, below (one bound), between, outside (two bounds), by where zero is left
    out. bounds: the bounds inside the range, ascending. parts: the intervals where zero is left out. share,
    positive, negative: shares of the observations given that lie there, by the sign of the effect.
    """

    case: str
    bounds: tuple[float, ...]
    parts: tuple[Interval, ...]
    share: float
    positive: float
    negative: float


def region(line: Line, observed: npt.ArrayLike, reach: float) -> Region:
    """Solve for the region; observed: the moderator's values, one per observation; reach: critical value."""
    values = np.asarray(observed, float)
    low, high = float(values.min()), float(values.max())
    whole = [(a + line.centre, b + line.centre) for a, b in solutions(line, reach)]
    parts = tuple((max(a, low), min(b, high)) for a, b in whole if max(a, low) < min(b, high))
    bounds = sorted(w for part in whole for w in part if low < w < high)
    inside = np.array([any(a <= w <= b for a, b in parts) for w in values])
    effect = line.at(values)[0]
    return Region(
        case=_case(parts, low, high),
        bounds=tuple(bounds),
        parts=parts,
        share=float(inside.mean()),
        positive=float((inside & (effect > 0)).mean()),
        negative=float((inside & (effect < 0)).mean()),
    )


def solutions(line: Line, reach: float) -> list[Interval]:
    """Intervals of d = w - w0 on the whole line where zero is left out, in ascending order."""
    v, square = line.covariance, reach**2
    a = line.change**2 - square * v[1, 1]
    b = 2.0 * (line.slope * line.change - square * v[0, 1])
    c = line.slope**2 - square * v[0, 0]
    if a == 0:
        return _linear(b, c)
    discriminant = b * b - 4.0 * a * c
    if discriminant <= 0:
        return [(-inf, inf)] if a > 0 else []
    first, second = _roots(a, b, c, discriminant)
    return [(-inf, first), (second, inf)] if a > 0 else [(first, second)]


def _roots(a: float, b: float, c: float, discriminant: float) -> Interval:
    """Both roots, ascending, without loss of digits where b^2 is much larger than 4 a c."""
    half = -0.5 * (b + copysign(sqrt(discriminant), b))
    first, second = sorted((half / a, c / half))
    return first, second


def _linear(b: float, c: float) -> list[Interval]:
    if b == 0:
        return [(-inf, inf)] if c > 0 else []
    return [(-c / b, inf)] if b > 0 else [(-inf, -c / b)]


def _case(parts: tuple[Interval, ...], low: float, high: float) -> str:
    if not parts:
        return "nowhere"
    starts, ends = parts[0][0] <= low, parts[-1][1] >= high
    if len(parts) == 2:
        return "outside"
    if starts and ends:
        return "everywhere"
    if starts or ends:
        return "below" if starts else "above"
    return "between"
