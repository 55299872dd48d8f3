"""VIF against car and against the definition."""

import numpy as np
import pytest
from unit.diagnostics.panels import COLUMNS, EXACT, GOLDEN, golden, panel

from nqpf.diagnostics import vif


@pytest.mark.parametrize("study", GOLDEN)
def test_equals_car(study):
    sample, roles, witness = golden(study)
    found = vif.test(sample, **roles)
    assert found["terms"] == pytest.approx(witness["vif"], rel=EXACT)
    assert found["within"] == pytest.approx(witness["vif_within"], rel=EXACT)
    assert found["statistic"] == max(found["terms"].values())


def test_a_copy_of_a_regressor_is_infinite():
    sample = panel().assign(copy=lambda f: 3 * f["x"] + 2)
    found = vif.test(sample, **{**COLUMNS, "regressors": ["x", "z", "copy"]})
    assert found["terms"]["x"] == np.inf
    assert found["terms"]["copy"] == np.inf
    assert np.isfinite(found["terms"]["z"])
    assert found["note"]


def test_a_regressor_that_the_effects_absorb_is_infinite_within_only():
    sample = panel().assign(trend=lambda f: f["year"] + 0.1)
    found = vif.test(sample, **{**COLUMNS, "regressors": ["x", "trend"]})
    assert np.isfinite(found["terms"]["trend"])
    assert found["within"]["trend"] == np.inf
    assert found["within"]["x"] == pytest.approx(1.0)


def test_one_regressor_has_none():
    found = vif.test(panel(), **{**COLUMNS, "regressors": ["x"]})
    assert found["statistic"] == pytest.approx(1.0)
