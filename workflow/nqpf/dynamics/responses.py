"""What a vector autoregression implies: roots, orthogonalised responses, shares of the forecast error.

Companion form and Cholesky factor as in Luetkepohl (2005, sections 2.1, 2.3). Every array has a leading axis
of draws.
"""

import numpy as np
import numpy.typing as npt

from nqpf.algebra.groups import Floats


def companion(lags: Floats) -> Floats:
    """Stack lag matrices (D, p, m, m) into the companion matrix (D, p m, p m)."""
    draws, p, m, _ = lags.shape
    made = np.zeros((draws, p * m, p * m))
    made[:, :m] = lags.transpose(0, 2, 1, 3).reshape(draws, m, p * m)
    made[:, m:, :-m] = np.eye((p - 1) * m)
    return made


def roots(lags: Floats) -> npt.NDArray[np.complex128]:
    """Give the eigenvalues of the companion matrix, largest first, (D, p m); stable: all below one."""
    values = np.linalg.eigvals(companion(lags)).astype(np.complex128)
    order = np.lexsort((-values.imag, -np.abs(values).round(12)), axis=-1)
    return np.asarray(np.take_along_axis(values, order, axis=-1))


def responses(lags: Floats, covariance: Floats, order: list[int], horizon: int) -> Floats:
    """Respond to shocks of one standard deviation, (D, horizon + 1, responding, shocked).

    order: columns from the one that moves all others at once to the one that moves none (Cholesky).
    """
    _, _, m, _ = lags.shape
    step = companion(lags)
    factor = impacts(covariance, order)
    power, found = np.broadcast_to(np.eye(step.shape[1]), step.shape), []
    for _ in range(horizon + 1):
        found.append(power[:, :m, :m] @ factor)
        power = power @ step
    return np.stack(found, axis=1)


def impacts(covariance: Floats, order: list[int]) -> Floats:
    """Factor the covariance (D, m, m) with the variables in an order, and put them back into their own."""
    back = np.argsort(order)
    lower = np.linalg.cholesky(covariance[:, order][:, :, order])
    return np.asarray(lower[:, back][:, :, back])


def shares(response: Floats) -> Floats:
    """Share of each shock in the forecast-error variance 1 ... horizon + 1 steps ahead, laid out alike."""
    total = np.cumsum(response**2, axis=1)
    return np.asarray(total / total.sum(axis=3, keepdims=True))
