"""Stacked equations."""

import numpy as np
import pandas as pd
import pytest

from nqpf.estimators import panelols, twfe
from nqpf.mechanisms.joint import stacked

ROUNDING = 1e-9


@pytest.fixture(scope="module")
def sample():
    rng = np.random.default_rng(5)
    unit, year = np.repeat(np.arange(50), 7), np.tile(np.arange(7), 50)
    common = rng.normal(size=350)
    frame = pd.DataFrame(
        {"unit": unit, "year": year, "x": rng.normal(size=350) + unit / 9, "z": rng.normal(size=350)}
    )
    for k, name in enumerate("abc"):
        frame[name] = (0.1 + k) * frame["x"] + 0.2 * frame["z"] + common + rng.normal(size=350)
    return frame.sample(frac=0.9, random_state=1)


@pytest.mark.parametrize("engine", [twfe, panelols])
@pytest.mark.parametrize("convention", ["nested", "full", "none"])
def test_the_diagonal_is_each_equations_own_squared_error(sample, engine, convention):
    coef, covariance, df = stacked(sample, "x", list("abc"), ["z"], convention)
    for name in "abc":
        own = engine.estimate(
            sample, outcome=name, regressors=["x", "z"], unit="unit", time="year", convention=convention
        )
        assert coef[name] == pytest.approx(own.terms.loc["x", "coef"], rel=ROUNDING)
        assert covariance.loc[name, name] == pytest.approx(own.terms.loc["x", "se"] ** 2, rel=ROUNDING)
        assert df == own.facts["df"]


def test_the_covariance_is_that_of_a_sum_of_outcomes(sample):
    """Var(a1 + a2) from the stack is the squared error of a regression of m1 + m2."""
    _, covariance, _ = stacked(sample, "x", ["a", "b"], ["z"])
    both = sample.assign(s=sample["a"] + sample["b"])
    own = twfe.estimate(both, outcome="s", regressors=["x", "z"], unit="unit", time="year")
    assert covariance.to_numpy().sum() == pytest.approx(own.terms.loc["x", "se"] ** 2, rel=ROUNDING)


def test_it_is_symmetric_and_does_not_depend_on_order(sample):
    coef, covariance, _ = stacked(sample, "x", list("abc"), ["z"])
    turned, other, _ = stacked(sample.sample(frac=1, random_state=9), "x", list("cab"), ["z"])
    assert np.allclose(covariance, covariance.T, rtol=1e-14)
    pd.testing.assert_series_equal(turned[list("abc")], coef, rtol=ROUNDING, check_exact=False)
    pd.testing.assert_frame_equal(
        other.loc[list("abc"), list("abc")], covariance, rtol=ROUNDING, check_exact=False
    )
