"""The two-stage treatment of COINr's Treat() (Becker et al. 2022; COINr vignette "Outlier Treatment").

An indicator with |skew| > 2 and kurtosis > 3.5 is winsorised point by point, the highest (lowest where the
skew is negative) value set to the next, up to 5 points; where that does not bring it within the limits, the
original takes the scaled logarithm ln(x - min + 0.01 (max - min)), mirrored where the skew is negative
(COINr's log_CT_plus; log_CT where it is positive). Skew and kurtosis are the sample versions G1 and G2 of
Joanes & Gill (1998). COINr knows one window; here limits are frozen on the base window, and below its minimum
the logarithm goes on as its tangent, so that every later value has a score and order is kept.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

OFFSET = 0.01
"""COINr's shift, as a share of the range."""


def fit(
    values: pd.Series,
    direction: int,  # noqa: ARG001 - one signature for all
    *,
    points: int = 5,
    skew: float = 2.0,
    kurtosis: float = 3.5,
) -> dict[str, float]:
    """Decide on the base window: nothing ({}), limits {low, high}, or the logarithm {least, most, side}.

    values: one indicator over the base window, no missing cells. points: at most so many are winsorised
    (ties count one by one). skew, kurtosis: limits, both of which an indicator must exceed.
    """
    if _within(values, skew, kurtosis):
        return {}
    settled = _winsorised(values, points, skew, kurtosis)
    if _within(settled, skew, kurtosis):
        return {"low": float(settled.min()), "high": float(settled.max())}
    side = 1.0 if skewness(values) >= 0 else -1.0
    return {"least": float(values.min()), "most": float(values.max()), "side": side}


def apply(values: pd.Series, limits: Mapping[str, float]) -> pd.Series:
    """Treat values (unit-years) of any window as the base window decided."""
    if "low" in limits:
        return values.clip(limits["low"], limits["high"])
    return _scaled_log(values, limits) if "side" in limits else values


def _within(values: pd.Series, skew: float, kurtosis: float) -> bool:
    """Tell whether an indicator has no outliers; fewer than four values, or equal ones, have none."""
    if len(values) < 4 or values.min() == values.max():
        return True
    return not (abs(skewness(values)) > skew and excess_kurtosis(values) > kurtosis)


def skewness(values: pd.Series) -> float:
    """G1, the bias-corrected skewness (Joanes & Gill 1998), of three values or more."""
    centred, n = _centred(values), len(values)
    g1 = (centred**3).mean() / (centred**2).mean() ** 1.5
    return float(g1 * np.sqrt(n * (n - 1)) / (n - 2))


def excess_kurtosis(values: pd.Series) -> float:
    """G2, the bias-corrected excess kurtosis (Joanes & Gill 1998), of four values or more."""
    centred, n = _centred(values), len(values)
    g2 = (centred**4).mean() / (centred**2).mean() ** 2 - 3.0
    return float(((n + 1) * g2 + 6.0) * (n - 1) / ((n - 2) * (n - 3)))


def _centred(values: pd.Series) -> Floats:
    """Deviations from the mean, the largest being 1, so that no unit of measurement is too small."""
    deviations = values.to_numpy(float) - float(values.mean())
    return np.asarray(deviations / np.abs(deviations).max(), dtype=float)


def _winsorised(values: pd.Series, points: int, skew: float, kurtosis: float) -> pd.Series:
    """Set the extreme value to the next one until the limits hold or `points` are used up."""
    high = low = 0
    while not _within(values, skew, kurtosis) and high + low < points:
        if skewness(values) >= 0:
            at = values == values.max()
            values, high = values.where(~at, values[~at].max()), int(at.sum())
        else:
            at = values == values.min()
            values, low = values.where(~at, values[~at].min()), int(at.sum())
    return values


def _scaled_log(values: pd.Series, limits: Mapping[str, float]) -> pd.Series:
    """COINr's log_CT_plus: the distance from the end without the tail, logged; the tangent beyond it."""
    side, shift = limits["side"], OFFSET * (limits["most"] - limits["least"])
    end = limits["least"] if side > 0 else limits["most"]
    distance = side * (values - end)
    inside = np.log(distance.clip(lower=0.0) + shift)
    result: pd.Series = side * (inside + distance.clip(upper=0.0) / shift)
    return result
