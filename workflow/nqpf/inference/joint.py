"""Joint Wald test of several coefficients, with the F reference that goes with clustered errors."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from nqpf.errors import DataError


@dataclass(frozen=True)
class Wald:
    """A joint test that q coefficients are all zero: F = b'V^-1 b / q on (q, df) degrees of freedom."""

    statistic: float
    p: float
    q: int
    df: int


def wald(coef: pd.Series, covariance: pd.DataFrame, df: int) -> Wald:
    """Test that all coefficients (q) are zero; p from F(q, df), df = G - 1 (Stata's `test`).

    Raises DataError where the covariance (q x q) is singular: with q >= G clusters it always is.
    """
    beta = coef.to_numpy(float)
    matrix = covariance.loc[coef.index, coef.index].to_numpy(float)
    scale = np.sqrt(np.diag(matrix))
    if np.linalg.matrix_rank(matrix / np.outer(scale, scale)) < len(beta):
        raise DataError(f"a joint test of {len(beta)} coefficients needs more than {df + 1} clusters.")
    studentised = beta / scale
    value = studentised @ np.linalg.solve(matrix / np.outer(scale, scale), studentised) / len(beta)
    return Wald(float(value), upper_tail(float(value), len(beta), df), len(beta), df)


def upper_tail(value: float, q: int, df: int) -> float:
    """Probability that F(q, df) exceeds a value."""
    from scipy.special import fdtrc

    return float(fdtrc(q, df, value))
