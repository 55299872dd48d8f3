"""Wooldridge's test against plm's pieces, size and power."""

import numpy as np
import pytest
from unit.diagnostics.panels import COLUMNS, EXACT, GOLDEN, golden, panel, rejections

from nqpf.diagnostics import complete, wooldridge


@pytest.mark.parametrize("study", GOLDEN)
def test_without_year_effects_equals_drukkers_form_in_r(study):
    sample, roles, witness = golden(study)
    rows = complete(sample, **roles)
    found = wooldridge.xtserial(rows, rows.regressors)
    assert found["statistic"] == pytest.approx(witness["wooldridge_no_years"], rel=EXACT)
    assert found["df"] == (1, sample["unit"].nunique() - 1)


def test_year_effects_are_taken_out():
    sample = panel()
    shift = {year: 50.0 * np.sin(year) for year in sample["year"].unique()}
    shocked = sample.assign(y=sample["y"] + sample["year"].map(shift))
    found, again = (wooldridge.test(frame, **COLUMNS)["statistic"] for frame in (sample, shocked))
    assert again == pytest.approx(found, rel=1e-8)


def test_size_and_power():
    assert rejections(wooldridge.test, units=60) < 0.10  # 5% plus three Monte-Carlo errors of 1.5%
    assert rejections(wooldridge.test, units=60, draws=30, rho=0.6) > 0.9


def test_differences_never_span_a_gap():
    unit = np.array([0, 0, 0, 1, 1])
    years = np.array([2010.0, 2011.0, 2013.0, 2014.0, 2015.0])
    assert wooldridge.consecutive(unit, years).tolist() == [1, 4]
