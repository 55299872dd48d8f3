"""What an estimate holds, by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from nqpf.estimate import largest_difference
from nqpf.estimators import twfe

ROUNDING = 1e-12
"""Closed forms on four to forty rows."""
ARGUMENTS = {"outcome": "y", "regressors": ["x"], "unit": "unit", "time": "year"}


@pytest.fixture
def two_by_two():
    """Difference in differences: treated rises by 5, control by 2, so the effect of x is 3 per step of 1."""
    return pd.DataFrame(
        {"unit": list("aabb"), "year": [1, 2, 1, 2], "x": [0, 1, 0, 0], "y": [1.0, 6.0, 4.0, 6.0]}
    )


def larger(seed=2):
    rng = np.random.default_rng(seed)
    unit, year = np.repeat(np.arange(8), 5), np.tile(np.arange(5), 8)
    x = rng.normal(size=40) + unit
    return pd.DataFrame({"unit": unit, "year": year, "x": x, "y": 2 * x + unit + rng.normal(size=40)})


def test_difference_in_differences_by_hand(two_by_two):
    """One row is left for noise in the one-way column; the two-way column has none and says so."""
    found = twfe.estimate(two_by_two, **ARGUMENTS, effects=("unit",))
    assert found.terms.loc["x", "coef"] == pytest.approx(5.0, rel=ROUNDING)
    with pytest.raises(Exception, match="cannot carry 4 coefficients"):
        twfe.estimate(two_by_two, **ARGUMENTS)


def test_terms_have_exactly_the_public_columns():
    found = twfe.estimate(larger(), **ARGUMENTS)
    assert list(found.terms.columns) == ["coef", "se", "t", "p"]
    assert found.terms.index.name == "term"
    assert list(found.covariance.index) == list(found.covariance.columns) == ["x"]
    assert found.covariance.loc["x", "x"] == pytest.approx(found.terms.loc["x", "se"] ** 2, rel=ROUNDING)


def test_p_and_interval_come_from_t_with_clusters_less_one():
    found = twfe.estimate(larger(), **ARGUMENTS)
    coef, se, t, p = found.terms.loc["x"]
    assert t == pytest.approx(coef / se, rel=ROUNDING)
    assert p == pytest.approx(2 * stats.t.sf(abs(t), 7), rel=ROUNDING)
    reach = stats.t.ppf(0.95, 7) * se
    low, high = found.interval(0.90).loc["x"]
    assert (low, high) == (
        pytest.approx(coef - reach, rel=ROUNDING),
        pytest.approx(coef + reach, rel=ROUNDING),
    )


def test_the_recipe_is_one_computed_sentence():
    data = larger().assign(region=lambda frame: frame["unit"] % 4)
    found = twfe.estimate(data, **ARGUMENTS, cluster="region", convention="full").facts
    assert found["recipe"] == "clustered by region (G = 4), CR1, full convention, t(3)"
    assert (found["clusters"], found["df"], found["reference"]) == (4, 3, "t(3)")


@pytest.mark.parametrize("effects", [(), ("unit",), ("time",), ("unit", "time")])
def test_standardised_effects_use_unit_demeaned_spread_in_every_column(effects):
    data = larger()
    within = data[["x", "y"]] - data.groupby("unit")[["x", "y"]].transform("mean")
    found = twfe.estimate(data, **ARGUMENTS, effects=effects)
    assert found.facts["sd_within"] == pytest.approx(within.std().to_dict(), rel=ROUNDING)
    expected = found.terms.loc["x", "coef"] * within["x"].std() / within["y"].std()
    assert found.standardised["x"] == pytest.approx(expected, rel=ROUNDING)


def test_missing_keys_and_nullable_columns():
    data = larger().astype({"x": "Float64", "unit": "Int64"})
    data.loc[0, "unit"], data.loc[1, "x"] = pd.NA, pd.NA
    found = twfe.estimate(data, **ARGUMENTS).facts
    assert found["missing_by_column"] == {"x": 1, "unit": 1}
    assert found["n"] == 38


def test_the_largest_difference_is_relative():
    found = twfe.estimate(larger(), **ARGUMENTS)
    other = replace(found, terms=found.terms.assign(se=found.terms["se"] * 1.001))
    assert largest_difference(found, found) == 0.0
    assert largest_difference(found, other) == pytest.approx(0.001, rel=1e-2)


def test_an_index_level_asks_for_reset_index():
    with pytest.raises(Exception, match=r"reset_index\(\)"):
        twfe.estimate(larger().set_index(["unit", "year"]), **ARGUMENTS)
