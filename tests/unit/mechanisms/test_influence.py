"""Influences give the errors of the house recipe, and sums and products of parts theirs."""

from dataclasses import replace

import numpy as np
import pytest
from unit.mechanisms import invented

from nqpf.errors import DataError
from nqpf.estimators import twfe
from nqpf.mechanisms.influence import Part, equations

ROUNDING = 1e-12  # relative; both project exactly, in another order of sums

CASES = {
    "balanced": (invented.panel(), invented.SETTING),
    "ugly": (invented.ugly(), invented.SETTING),
    "weighted": (invented.ugly(), replace(invented.SETTING, weights="weight")),
    "clusters of units": (invented.ugly(), replace(invented.SETTING, cluster="block")),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("outcome", "regressors"), [("m0", ["x", "z"]), ("y", ["x", "m0", "m1", "m2", "z"])])
def test_coefficients_and_errors_are_the_estimators(case, outcome, regressors):
    sample, setting = CASES[case]
    sample = sample.dropna(subset=setting.needed)
    found = equations(sample, setting).coefficients(outcome, regressors, regressors)
    theirs = twfe.estimate(
        sample,
        outcome=outcome,
        regressors=regressors,
        unit="unit",
        time="year",
        cluster=setting.cluster,
        weights=setting.weights,
    )
    for name, part in found.items():
        assert part.value == pytest.approx(theirs.terms["coef"][name], rel=ROUNDING)
        assert part.se == pytest.approx(theirs.terms["se"][name], rel=ROUNDING)
        assert part.covariance(found["x"]) == pytest.approx(
            theirs.covariance.loc[name, "x"], rel=1e-7, abs=1e-12
        )


def test_the_error_of_a_product_is_the_delta_methods():
    one, two = Part(0.5, np.array([0.1, 0.0])), Part(0.4, np.array([0.0, 0.2]))
    assert (one * two).value == pytest.approx(0.2)
    assert (one * two).se == pytest.approx(np.sqrt(0.0116))  # see test_sobel_by_hand
    assert (one - one).se == 0
    assert (one + two).se == pytest.approx(np.sqrt(0.05))


def test_a_collinear_regressor_is_refused_by_name():
    sample = invented.panel()
    sample["m1"] = 2 * sample["m0"]
    fitted = equations(sample, invented.SETTING)
    with pytest.raises(DataError, match="m1"):
        fitted.coefficients("y", ["x", "m0", "m1", "z"], ["m1"])


def test_the_covariance_of_two_equations_is_that_of_a_sum_of_outcomes():
    """Var(a0 + a1) over equations is the squared error of a regression of m0 + m1."""
    sample = invented.ugly().dropna()
    fitted = equations(sample, invented.SETTING)
    parts = [fitted.coefficients(m, ["x", "z"], ["x"])["x"] for m in ("m0", "m1")]
    both = sample.assign(s=sample["m0"] + sample["m1"])
    own = twfe.estimate(both, outcome="s", regressors=["x", "z"], unit="unit", time="year").terms.loc["x"]
    assert (parts[0] + parts[1]).se == pytest.approx(own["se"], rel=ROUNDING)
    assert (parts[0] + parts[1]).value == pytest.approx(own["coef"], rel=ROUNDING)
