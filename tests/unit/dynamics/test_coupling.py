"""Coupling coordination: the formulas by hand and as identities; the placebo by enumeration and by size."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqpf.dynamics.coupling import GRADES, coordination, coupling, grade, placebo
from nqpf.errors import DataError, SpecError

EXACT = 1e-12  # roots of the same number, taken in another order
SIZE_LEVEL, RUNS = 0.10, 200  # a binomial count of 200 at 0.10 stays within 4 SDs: 20 +- 17
levels = st.floats(1e-6, 1.5)


def panel(first, second, groups=None):
    """Rows of two (units x years) tables; a NaN leaves the row out."""
    units, years = np.indices(np.shape(first))
    rows = pd.DataFrame({"unit": [f"u{k:03d}" for k in units.ravel()], "year": 2011 + years.ravel()})
    rows = rows.assign(first=np.ravel(first), second=np.ravel(second))
    rows["group"] = "g" if groups is None else np.repeat(groups, np.shape(first)[1])
    return rows.dropna()


@given(levels, levels)
def test_equal_weights_give_the_fourth_root_of_the_product(one, other):
    d = coordination(np.array(one), np.array(other))
    assert d == pytest.approx((one * other) ** 0.25, rel=EXACT)
    assert d == pytest.approx(coordination(np.array(other), np.array(one)), rel=EXACT)


@given(levels, levels, st.floats(0.05, 0.95), st.floats(0.1, 0.9))
def test_d_is_the_root_of_c_times_t_and_grows_with_the_root_of_the_scale(one, other, weight, factor):
    first, second = np.array(one), np.array(other)
    d = coordination(first, second, weight)
    c = coupling(first, second)
    assert d**2 == pytest.approx(c * (weight * one + (1 - weight) * other), rel=EXACT)
    assert coordination(first * factor, second * factor, weight) == pytest.approx(d * factor**0.5, rel=1e-9)
    assert -EXACT <= c <= 1 + EXACT


@given(levels)
def test_equal_indices_couple_fully(value):
    assert coupling(np.array(value), np.array(value)) == pytest.approx(1, rel=EXACT)
    assert coordination(np.array(value), np.array(value), 0.3) == pytest.approx(value**0.5, rel=EXACT)


def test_by_hand():
    first, second = np.array([0.09, 0.0, 0.0, 0.64]), np.array([0.25, 0.5, 0.0, 0.36])
    c = coupling(first, second)
    assert c[:2] == pytest.approx([2 * 0.3 * 0.5 / 0.34, 0.0], abs=EXACT)
    assert np.isnan(c[2])  # nothing times nothing over nothing
    assert coordination(first, second) == pytest.approx([0.15**0.5, 0, 0, 0.48**0.5], abs=EXACT)


def test_missing_stays_missing_and_wrong_input_is_refused():
    assert np.isnan(coordination(np.array([np.nan, 0.2]), np.array([0.2, np.nan]))).all()
    with pytest.raises(DataError, match="not negative"):
        coordination(np.array([-0.01]), np.array([0.2]))
    with pytest.raises(SpecError, match="between 0 and 1"):
        coordination(np.array([0.1]), np.array([0.2]), 1.0)


def test_bounds_belong_to_the_grade_below():
    bounds = np.arange(11) / 10
    assert grade(bounds).tolist() == [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert grade(bounds[1:] + 1e-9).tolist() == [2, 3, 4, 5, 6, 7, 8, 9, 10, 10]
    assert grade(np.array([0.1 + 0.2])).tolist() == [3]  # 0.30000000000000004 is 0.3
    assert len(GRADES) == len({one.zh for one in GRADES}) == 10


@given(levels, levels, levels)
def test_grades_never_fall_when_an_index_rises(one, other, more):
    low, high = (coordination(np.array([value]), np.array([other])) for value in (one, one + more))
    assert grade(low)[0] <= grade(high)[0]


def test_two_units_have_two_pairings():
    first, second = np.array([[0.1], [0.4]]), np.array([[0.2], [0.8]])
    found = placebo(panel(first, second), draws=199, seed=3)
    own = (0.02**0.25 + 0.32**0.25) / 2
    swapped = (0.08**0.25 + 0.08**0.25) / 2
    assert found.observed[0, 0] == pytest.approx(own, rel=EXACT)
    assert sorted(set(np.round(found.drawn[:, 0, 0], 9))) == pytest.approx(sorted([own, swapped]), abs=1e-8)
    again = placebo(panel(first, second), draws=199, seed=3)
    assert (found.drawn == again.drawn).all()


def test_units_exchange_whole_paths_among_those_with_the_same_years():
    hole = np.nan
    first = np.array([[0.1, 0.2], [0.3, 0.4], [0.5, hole]])
    second = np.array([[0.2, 0.3], [0.4, 0.6], [0.9, hole]])
    found = placebo(panel(first, second), draws=99, seed=1)
    assert found.movable == 2
    kept = (0.02**0.25 + 0.12**0.25 + 0.45**0.25) / 3, (0.06**0.25 + 0.24**0.25) / 2
    dealt = (0.04**0.25 + 0.06**0.25 + 0.45**0.25) / 3, (0.12**0.25 + 0.12**0.25) / 2
    pairs = {tuple(row) for row in np.round(found.drawn[:, 0, :2], 9)}
    assert pairs == {tuple(np.round(kept, 9)), tuple(np.round(dealt, 9))}
    assert found.observed[0, 2] == pytest.approx((3 * kept[0] + 2 * kept[1]) / 5, rel=EXACT)


def test_groups_keep_their_first_index():
    rng = np.random.default_rng(5)
    first, second = rng.uniform(0.1, 0.9, (2, 12, 3))
    groups = np.repeat(["a", "b"], 6)
    found = placebo(panel(first, second, groups), draws=49, seed=2)
    table = found.table()
    assert found.groups == ("all", "a", "b")
    d = coordination(first, second)
    own = table[(table["group"] == "b") & (table["year"] == 2012)].iloc[0]
    assert own["mean"] == pytest.approx(d[6:, 1].mean(), rel=EXACT)
    both = table[table["year"].isna()].set_index("group")["placebo_mean"]
    assert both["all"] == pytest.approx((both["a"] + both["b"]) / 2, rel=EXACT)


def test_paths_that_are_all_alike_leave_nothing_to_pairing():
    rng = np.random.default_rng(6)
    first = rng.uniform(0.1, 0.9, (8, 4))
    same = np.tile(rng.uniform(0.1, 0.9, 4), (8, 1))
    table = placebo(panel(first, same), draws=49).table()
    assert table["mean"].to_numpy() == pytest.approx(table["placebo_mean"].to_numpy(), rel=EXACT)
    assert (table["p"] == 1).all()


def test_trends_alone_raise_d_and_the_placebo_rises_as_much():
    rng = np.random.default_rng(7)
    trend = np.linspace(0.1, 0.8, 10)
    first, second = trend + rng.uniform(0, 0.15, (2, 40, 1))
    table = placebo(panel(first, second), draws=199).table()
    own = table[table["group"] == "all"].dropna(subset=["year"])
    rise = own[["mean", "placebo_mean"]].iloc[-1] - own[["mean", "placebo_mean"]].iloc[0]
    assert rise["mean"] > 0.4
    assert rise["mean"] == pytest.approx(rise["placebo_mean"], abs=0.01)


def test_units_that_belong_together_are_told_from_chance():
    rng = np.random.default_rng(8)
    first = rng.uniform(0.05, 0.9, (30, 1)) + np.zeros(5)
    table = placebo(panel(first, first), draws=99).table()
    assert table["p"].max() == pytest.approx(0.01)


def test_size_of_p_where_pairs_are_chance():
    rng = np.random.default_rng(9)
    hits = 0
    for run in range(RUNS):
        first, second = rng.uniform(0.05, 0.9, (2, 15, 1)) + np.zeros(2)
        hits += placebo(panel(first, second), draws=19, seed=run).table()["p"].iloc[0] <= SIZE_LEVEL
    assert 3 <= hits <= 37


def test_what_cannot_be_paired_is_refused():
    lone = panel(np.array([[0.1, 0.2], [0.3, np.nan]]), np.array([[0.1, 0.2], [0.3, np.nan]]))
    with pytest.raises(DataError, match="no two units are seen in the same years"):
        placebo(lone)
    with pytest.raises(SpecError, match="'draws' is 9"):
        placebo(lone, draws=9)
