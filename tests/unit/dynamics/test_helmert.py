"""Forward orthogonal deviations by hand, and what they are good for."""

import numpy as np
import pytest

from nqpf.dynamics import helmert

EXACT = 1e-12  # sums of a few numbers of size one


def test_three_years_by_hand():
    made = helmert.deviations(np.ones((1, 3), dtype=bool))[0]
    values = np.array([5.0, 2.0, 4.0])
    expected = [0.0, np.sqrt(2 / 3) * (5 - 3), np.sqrt(1 / 2) * (2 - 4)]
    assert made @ values == pytest.approx(expected, abs=EXACT)


def test_over_a_gap_no_year_is_lost_where_differences_lose_two():
    present = np.array([[True, True, False, True, True]])
    assert helmert.deviations(present).any(axis=2).sum() == 3
    assert helmert.differences(present).any(axis=2).sum() == 2
    row = helmert.deviations(present)[0, 2]  # of the second year: the mean is of the fourth and fifth
    assert row == pytest.approx(np.sqrt(2 / 3) * np.array([0, 1, 0, -0.5, -0.5]), abs=EXACT)


@pytest.mark.parametrize("seed", range(3))
def test_rows_are_orthonormal_and_free_of_the_unit_effect(seed):
    present = np.random.default_rng(seed).random((6, 9)) < 0.7
    made = helmert.deviations(present)
    rows = made @ made.transpose(0, 2, 1)
    there = made.any(axis=2)
    assert rows == pytest.approx(np.eye(9) * there[:, None, :], abs=EXACT)
    assert (made @ present[:, :, None]) == pytest.approx(np.zeros((6, 9, 1)), abs=EXACT)


def test_least_squares_on_deviations_is_within():
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=(2, 20, 6, 1))
    made = helmert.matrices(np.ones((20, 6), dtype=bool), "fod")
    fod_x, fod_y = helmert.apply(made, x), helmert.apply(made, y)
    own_x, own_y = (one - one.mean(axis=1, keepdims=True) for one in (x, y))
    assert (fod_x * fod_y).sum() / (fod_x**2).sum() == pytest.approx((own_x * own_y).sum() / (own_x**2).sum())
