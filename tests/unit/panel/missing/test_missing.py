"""What a policy fills, and above all what it leaves."""

import numpy as np
import pandas as pd
import pytest

from nqpf.errors import SpecError
from nqpf.registry import load, names
from nqpf.specs.base import check
from nqpf.specs.variables import Missing

POLICIES = "nqpf.panel.missing"
NAN = np.nan


def fill(name, series, **options):
    return load(POLICIES, name).fill(series, **options)


@pytest.fixture
def holed(panel):
    return panel(
        a={2010: NAN, 2011: 1.0, 2012: NAN, 2013: 3.0, 2014: NAN, 2015: NAN, 2016: 6.0, 2017: NAN},
        b={2010: NAN, 2011: 5.0, 2012: NAN, 2013: NAN, 2014: NAN, 2015: NAN, 2016: NAN, 2017: NAN},
        c=dict.fromkeys(range(2010, 2018), NAN),
    )


@pytest.mark.parametrize("name", names(POLICIES))
def test_no_policy_touches_a_given_cell_or_its_input(name, holed):
    kept = holed.copy()
    filled = fill(name, holed)
    pd.testing.assert_series_equal(filled[holed.notna()], holed.dropna())
    pd.testing.assert_series_equal(holed, kept)
    pd.testing.assert_series_equal(fill(name, holed[::-1]).sort_index(), filled.sort_index())


@pytest.mark.parametrize(
    ("gap", "expected"), [(0, [1, NAN, 3, NAN, NAN, 6]), (1, [1, 2, 3, NAN, NAN, 6]), (2, [1, 2, 3, 4, 5, 6])]
)
def test_interpolation_fills_whole_short_gaps_and_no_ends(gap, expected, holed):
    filled = fill("interpolate", holed, gap=gap)
    np.testing.assert_allclose(filled.loc["a"], [NAN, *expected, NAN], rtol=1e-15)
    assert filled.loc["b"].notna().sum() == 1
    assert filled.loc["c"].isna().all()


def test_interpolation_goes_by_calendar(panel):
    values = panel(u={2011: 1.0, 2012: NAN, 2014: 4.0})
    assert fill("interpolate", values, gap=1).isna().sum() == 1
    assert fill("interpolate", values, gap=2)[("u", 2012)] == 2


def test_zero_fills_inside_and_at_the_ends(holed):
    assert fill("zero", holed).loc["a"].tolist() == [0, 1, 0, 3, 0, 0, 6, 0]


def test_leave_leaves(holed):
    pd.testing.assert_series_equal(fill("leave", holed), holed)


@pytest.mark.parametrize(
    ("missing", "problem"),
    [("interpolat", "did you mean 'interpolate'"), ({"interpolate": {"gap": "one"}}, "option 'gap'")],
)
def test_a_policy_that_does_not_fit_is_refused_when_it_is_read(missing, problem):
    with pytest.raises(SpecError, match=problem):
        check(missing, Missing, where="variables.yaml")
