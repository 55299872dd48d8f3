"""Lagged instruments by hand, collapsed and not."""

import numpy as np
import pytest

from nqpf.dynamics.instruments import Past, differences, levels
from nqpf.errors import SpecError

VALUES = np.array([[1.0, 2.0, 4.0, 8.0]])


def test_collapsed_levels_have_one_column_a_lag():
    made = levels(VALUES, Past("x"))
    np.testing.assert_array_equal(made[0], [[0, 0], [0, 0], [1, 0], [2, 1]])


def test_uncollapsed_levels_have_one_column_a_year_and_lag():
    made = levels(VALUES, Past("x", collapse=False))[0]
    used = made[:, np.abs(made).sum(axis=0) > 0]
    assert sorted(map(tuple, used.T)) == [(0, 0, 0, 1), (0, 0, 0, 2), (0, 0, 1, 0)]


def test_limits_of_lags():
    assert levels(VALUES, Past("x", 2, 2)).shape[2] == 1
    assert levels(VALUES, Past("x", 2, 99)).shape[2] == 2
    for first, last in ((0, None), (3, 2)):
        with pytest.raises(SpecError, match="hold none"):
            Past("x", first, last)


def test_the_levels_equation_has_last_years_difference():
    np.testing.assert_array_equal(differences(VALUES, Past("x"))[0, :, 0], [0, 0, 1, 2])


def test_an_empty_cell_instruments_nothing():
    np.testing.assert_array_equal(
        levels(np.array([[1.0, np.nan, 4.0, 8.0]]), Past("x", 2, 2))[0, :, 0], [0, 0, 1, 0]
    )
