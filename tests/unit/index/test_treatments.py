"""Every treatment: by hand, against COINr's documentation, and what must hold for all of them."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqpf.errors import DataError
from nqpf.index.treatments import coinr, log1p, none, winsorise
from nqpf.registry import load, names

TREATMENTS = names("nqpf.index.treatments")
ROUNDING = 1e-12
PRINTED = 5e-7
"""COINr prints seven digits."""
COINR_EXAMPLE = pd.Series([*range(1, 11), 30, 100], dtype=float)
"""COINr, vignette "Outlier Treatment", section "Numeric vectors", and reference page of winsorise()."""


def treat(module, values, later=None, direction=1, **options):
    limits = module.fit(pd.Series(values, dtype=float, name="x"), direction, **options)
    return module.apply(pd.Series(values if later is None else later, dtype=float, name="x"), limits).tolist()


def test_none():
    assert treat(none, [1, 2, 900]) == [1, 2, 900]


def test_winsorise_by_hand():
    """0..10: the 10% and 90% points are 1 and 9; the limits hold for later values too."""
    assert treat(winsorise, range(11), share=0.1) == [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9]
    assert treat(winsorise, range(11), later=[-50, 5, 50], share=0.1) == [1, 5, 9]


@pytest.mark.parametrize("share", [0.0, 0.5, -0.1])
def test_winsorise_refuses_a_share_that_leaves_nothing(share):
    with pytest.raises(DataError, match=r"'share' is .*between 0 and 0\.5"):
        treat(winsorise, range(11), share=share)


def test_log1p_by_hand():
    assert treat(log1p, [0, np.e - 1]) == pytest.approx([0, 1], abs=ROUNDING)


def test_log1p_depends_on_units_and_says_so():
    yuan, wan = treat(log1p, [0, 1e4, 5e4]), treat(log1p, [0, 1, 5])
    assert abs(yuan[1] / yuan[2] - wan[1] / wan[2]) > 0.1
    assert "Units of measurement matter" in log1p.__doc__


def test_log1p_refuses_a_cost_indicator():
    with pytest.raises(DataError, match="log1p: 'x' is a cost indicator"):
        treat(log1p, [0, 1], direction=-1)


@pytest.mark.parametrize("later", [None, [0, -1]])
def test_log1p_refuses_a_negative_cell_by_name(later):
    values = [0, -1] if later is None else [0, 1]
    with pytest.raises(DataError, match="log1p: 'x' of 1 is negative"):
        treat(log1p, values, later)


def test_skewness_and_kurtosis_of_the_coinr_example():
    assert coinr.skewness(COINR_EXAMPLE) == pytest.approx(3.063241, abs=PRINTED)
    assert coinr.excess_kurtosis(COINR_EXAMPLE) == pytest.approx(9.741391, abs=PRINTED)


def test_the_coinr_example_needs_one_point():
    """The vignette: one point winsorised, skew 1.712038 and kurtosis 1.815781 after; the page: 30, 30."""
    found = pd.Series(treat(coinr, COINR_EXAMPLE, points=2))
    assert found.tolist() == [*range(1, 11), 30, 30]
    assert coinr.skewness(found) == pytest.approx(1.712038, abs=PRINTED)
    assert coinr.excess_kurtosis(found) == pytest.approx(1.815781, abs=PRINTED)


def test_coinr_mirrors_low_outliers():
    found = treat(coinr, -COINR_EXAMPLE)
    assert found == [-value for value in treat(coinr, COINR_EXAMPLE)]


def test_coinr_takes_the_logarithm_of_the_original_where_points_do_not_suffice():
    """COINr's own test treats c(1:20, 100, 200) by one point in vain; log_CT is ln(x - min + 0.01 range)."""
    values = pd.Series([*range(1, 21), 100, 200], dtype=float)
    expected = np.log(values - 1 + 0.01 * 199)
    assert treat(coinr, values, points=1) == pytest.approx(expected.tolist(), abs=ROUNDING)
    mirrored = treat(coinr, -values, points=1)
    assert mirrored == pytest.approx((-expected).tolist(), abs=ROUNDING)


def test_coinr_leaves_an_even_indicator_alone():
    assert treat(coinr, range(30)) == list(range(30))
    assert treat(coinr, [4] * 30) == [4] * 30
    assert treat(coinr, [0, 0, 900]) == [0, 0, 900]


def test_coinr_counts_ties_one_by_one():
    """Two tied outliers are two points: with one point allowed they still move together, as in COINr."""
    values = [*range(1, 31), 400, 400]
    assert coinr.fit(pd.Series(values, dtype=float), 1, points=2) == {"low": 1.0, "high": 30.0}


def test_coinr_has_an_answer_below_the_base_window():
    base = [*range(1, 21), 100, 200]
    found = treat(coinr, base, later=[-500, -5, 0, 1, 2, 900], points=1)
    assert np.isfinite(found).all()
    assert found == sorted(found)


def test_the_tangent_meets_the_logarithm_without_a_bend():
    base, step = [*range(1, 21), 100, 200], 1e-6
    below, at, above = treat(coinr, base, later=[1 - step, 1, 1 + step], points=1)
    assert (at - below) == pytest.approx(above - at, rel=1e-5)


@pytest.mark.parametrize("name", TREATMENTS)
@given(values=st.lists(st.integers(0, 10_000), min_size=2, max_size=30))
def test_order_is_kept(name, values):
    module = load("nqpf.index.treatments", name)
    found = [score for _, score in sorted(zip(values, treat(module, values), strict=True))]
    assert all(low <= high + 1e-9 for low, high in itertools.pairwise(found))


@pytest.mark.parametrize("name", TREATMENTS)
def test_later_values_are_treated_with_frozen_limits(name):
    module = load("nqpf.index.treatments", name)
    base = np.random.default_rng(3).lognormal(sigma=2, size=60)
    alone = treat(module, base)
    assert treat(module, base, later=[*base, 1e9])[:60] == alone


@pytest.mark.parametrize("name", TREATMENTS)
def test_what_is_frozen_is_numbers(name):
    limits = load("nqpf.index.treatments", name).fit(pd.Series([0.0, 1, 2, 3, 400], name="x"), 1)
    assert all(type(value) is float for value in limits.values())
