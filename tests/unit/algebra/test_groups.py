"""Sums by group, in order and out of it."""

import numpy as np
import pytest

from nqpf.algebra.groups import compact, grouping, nested, whole


@pytest.mark.parametrize("codes", [[0, 0, 1, 2, 2], [2, 0, 1, 0, 2]])
@pytest.mark.parametrize("weight", [None, [1.0, 2.0, 3.0, 4.0, 5.0]])
def test_sums_mass_and_means_equal_a_loop(codes, weight):
    made, column = grouping(np.array(codes)), np.array([1.0, 10.0, 100.0, 1000.0, 10000.0])
    w = np.ones(5) if weight is None else np.array(weight)
    mass = made.mass(None if weight is None else w)
    for level in range(3):
        inside = np.array(codes) == level
        assert made.sums(column)[level] == column[inside].sum()
        assert mass[level] == w[inside].sum()
        mean = made.means(column, None if weight is None else w, mass)[level]
        assert mean == pytest.approx(np.average(column[inside], weights=w[inside]), rel=1e-15)


def test_starts_are_known_only_in_order():
    assert grouping(np.array([0, 0, 1, 2])).starts.tolist() == [0, 2, 3]
    assert grouping(np.array([0, 1, 0])).starts is None
    assert grouping(np.array([0])).size == 1


def test_compact_closes_gaps_and_keeps_the_order():
    assert compact(np.array([4, 1, 4, 7])).tolist() == [1, 0, 1, 2]
    assert compact(np.array([1, 0, 2])).tolist() == [1, 0, 2]


def test_nested_means_each_level_in_one_group():
    city, region = grouping(np.array([0, 0, 1, 1, 2, 2])), grouping(np.array([0, 0, 0, 0, 1, 1]))
    moved = grouping(np.array([0, 1, 0, 0, 1, 1]))
    assert nested(city, region)
    assert nested(city, city)
    assert not nested(region, city)
    assert not nested(city, moved)


def test_whole_is_one_group():
    assert whole(3).sums(np.array([1.0, 2.0, 4.0])).tolist() == [7.0]
