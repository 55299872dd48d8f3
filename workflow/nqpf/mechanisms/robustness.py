"""How strong an unobserved confounder has to be to overturn a coefficient (Cinelli & Hazlett 2020).

Making sense of sensitivity: extending omitted variable bias, JRSS-B 82:39.

Strength is measured by two partial R2 of the confounder: with the regressor and with the outcome. All of it
is exact algebra of least squares (omitted-variable bias), whatever the effects and controls.
"""

import numpy as np
import numpy.typing as npt

from nqpf.blocks.design import Floats

STRENGTHS = (1, 2, 3)


def robustness_value(r2: npt.ArrayLike, q: npt.ArrayLike = 1.0) -> Floats:
    """Partial R2 with regressor and outcome alike that would take away the share q of the estimate.

    r2: partial R2 of the regressor with the outcome. RV_q = (sqrt(f^4 + 4 f^2) - f^2) / 2 with
    f^2 = q^2 r2 / (1 - r2), written as 2 / (1 + sqrt(1 + 4 / f^2)), which holds at r2 = 0 and 1 too.
    """
    explained, share = np.asarray(r2, dtype=float), np.asarray(q, dtype=float)
    f2 = share**2 * explained
    inverse = np.divide(1.0 - explained, f2, out=np.full(np.shape(f2), np.inf), where=f2 != 0)
    value = 2.0 / (1.0 + np.sqrt(1.0 + 4.0 * inverse))
    return np.asarray(np.where(np.isnan(f2), np.nan, value))


def interval_robustness(r2: npt.ArrayLike, t: npt.ArrayLike, df: float, level: float) -> Floats:
    """Robustness value at which the house interval, coefficient +- t* se with clustered se, touches zero.

    t: coefficient over its CR1 clustered error; df: G - 1. The estimate has to fall to t* se, that is by the
    share q = 1 - t*/|t|; 0 where |t| <= t*. The classical RV_{q, alpha} (`classical_robustness`) asks
    the same with the error that assumes independent rows. At equal strengths that error does not move
    (but for one degree of freedom), which is why its closed form exists. How a clustered error would move
    depends on how the confounder itself clusters, which no partial R2 tells, so it is held where it is.
    With independent rows both agree up to the degree of freedom; where rows of a unit hang together the
    classical value is too generous, for its interval is too short.
    """
    from scipy.special import stdtrit

    critical = stdtrit(df, 0.5 + level / 2)
    size = np.abs(np.asarray(t, dtype=float))
    ratio = np.divide(critical, size, out=np.full(np.shape(size), np.inf), where=size != 0)
    return robustness_value(r2, np.where(np.isnan(size), np.nan, np.maximum(0.0, 1.0 - ratio)))


def classical_r2(t: npt.ArrayLike, df: float) -> Floats:
    """Partial R2 of a coefficient from its classical t and residual degrees of freedom: t^2/(t^2 + df)."""
    square = np.asarray(t, dtype=float) ** 2
    return np.asarray(square / (square + df))


def classical_robustness(t: npt.ArrayLike, df: float, level: float) -> Floats:
    """Robustness value RV_{q=1, alpha} with the classical, homoskedastic error.

    t: classical; df: residual degrees of freedom. For comparison with other software; no table uses it.
    """
    from scipy.special import stdtrit

    f = np.abs(np.asarray(t, dtype=float)) / np.sqrt(df)
    left = np.maximum(0.0, f - stdtrit(df - 1, 0.5 + level / 2) / np.sqrt(df - 1))
    return robustness_value(left**2 / (1.0 + left**2))


def confounder(r2_regressor: Floats, r2_outcome: Floats, strength: float) -> tuple[Floats, Floats]:
    """Partial R2 of a confounder that is `strength` times as strong as an observed control: their bounds.

    r2_regressor, r2_outcome: of the control with the regressor given the other controls, and with the outcome
    given those and the regressor. Returns the confounder's two, the second an upper bound, at most 1; NaN
    where no confounder can be that strong (the first would reach 1).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        first = strength * r2_regressor / (1.0 - r2_regressor)
        lost = strength * r2_regressor**2 / ((1.0 - strength * r2_regressor) * (1.0 - r2_regressor))
        f2 = r2_outcome / (1.0 - r2_outcome)
        second = (np.sqrt(strength) + np.sqrt(lost)) ** 2 / (1.0 - lost) * f2
    possible = first < 1.0
    return np.where(possible, first, np.nan), np.where(possible, np.minimum(second, 1.0), np.nan)


def adjusted(estimate: Floats, scale: Floats, r2_regressor: Floats, r2_outcome: Floats) -> Floats:
    """Estimate after a confounder of these partial R2 that works against it: their bias formula.

    scale: residual spread of the outcome over that of the regressor (classical se times sqrt(df)). Passes
    zero where the confounder is strong enough to turn the sign.
    """
    bias = scale * np.sqrt(r2_outcome * r2_regressor / (1.0 - r2_regressor))
    return np.asarray(np.sign(estimate) * (np.abs(estimate) - bias))
