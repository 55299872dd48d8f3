"""Mundlak's test against plm, its algebra, size and power."""

import numpy as np
import pytest
from unit.diagnostics.panels import COLUMNS, EXACT, GOLDEN, golden, holes, panel, rejections

from nqpf.diagnostics import clustered, complete, mundlak, two_way


@pytest.mark.parametrize("study", GOLDEN)
def test_equals_plm(study):
    sample, roles, witness = golden(study)
    found = mundlak.test(sample, **roles)
    assert found["statistic"] == pytest.approx(witness["mundlak"], rel=EXACT)
    assert found["df"] == (2, sample["unit"].nunique() - 1)


@pytest.mark.parametrize("sample", [panel(), holes(panel())])
def test_coefficients_are_the_two_way_ones(sample):
    rows = complete(sample, "y", ["x", "z"], "unit", "year")
    columns, tested = mundlak.design(rows)
    fit = clustered(columns, rows.outcome, rows.unit)
    within = two_way(np.column_stack([rows.regressors, rows.outcome]), rows)
    fixed = np.linalg.lstsq(within[:, :2], within[:, 2])[0]
    position = np.flatnonzero(tested)[0] - 2
    np.testing.assert_allclose(fit.coefficients[position : position + 2], fixed, rtol=EXACT)


def test_size_and_power():
    assert rejections(mundlak.test, units=60) < 0.10  # 200 panels: 5% plus three Monte-Carlo errors of 1.5%
    assert rejections(mundlak.test, units=60, draws=30, related=1.0) > 0.9


def test_a_regressor_constant_over_time_is_not_tested():
    sample = panel().assign(fixed=lambda f: f["unit"].str[1:].astype(float))
    found = mundlak.test(sample, **{**COLUMNS, "regressors": ["x", "fixed"]})
    assert found["df"] == (1, 39)
