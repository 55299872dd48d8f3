"""The joint test: its identity with t, a case by hand, and its refusal."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from nqpf.errors import DataError
from nqpf.inference.joint import wald

ROUNDING = 1e-12
"""Closed forms of two or three numbers."""


def test_one_coefficient_is_t_squared():
    found = wald(pd.Series({"x": 0.6}), pd.DataFrame({"x": [0.09]}, index=["x"]), df=9)
    assert found.statistic == pytest.approx(4.0, rel=ROUNDING)
    assert found.p == pytest.approx(2 * stats.t.sf(2.0, 9), rel=ROUNDING)
    assert (found.q, found.df) == (1, 9)


def test_two_coefficients_by_hand():
    """V = [[2, 1], [1, 2]], b = (1, 2): V^-1 b = (0, 1), so b'V^-1 b = 2 and F = 1."""
    covariance = pd.DataFrame([[2.0, 1.0], [1.0, 2.0]], index=["a", "b"], columns=["a", "b"])
    found = wald(pd.Series({"a": 1.0, "b": 2.0}), covariance, df=30)
    assert found.statistic == pytest.approx(1.0, rel=ROUNDING)
    assert found.p == pytest.approx(stats.f.sf(1.0, 2, 30), rel=ROUNDING)


def test_order_and_units_are_irrelevant():
    rng = np.random.default_rng(1)
    half = rng.normal(size=(3, 3))
    covariance = pd.DataFrame(half @ half.T, index=list("abc"), columns=list("abc"))
    coef = pd.Series(rng.normal(size=3), index=list("abc"))
    first = wald(coef, covariance, df=20).statistic
    scale = pd.Series([1e-9, 1.0, 1e7], index=list("abc"))
    scaled = covariance.mul(scale, axis=0).mul(scale, axis=1)
    assert wald((coef * scale)[["c", "a", "b"]], scaled, df=20).statistic == pytest.approx(first, rel=1e-9)


def test_more_coefficients_than_clusters_can_carry():
    half = np.array([[1.0], [2.0]])
    covariance = pd.DataFrame(half @ half.T, index=["a", "b"], columns=["a", "b"])
    with pytest.raises(DataError, match="needs more than 2 clusters"):
        wald(pd.Series({"a": 1.0, "b": 2.0}), covariance, df=1)
