import numpy as np
import pandas as pd

from nqpf.variants.ranks import mean_ranks, mean_shift, quantiles, standardise, year_ranks


def test_ranks_by_hand_within_years_ties_share():
    scores = np.array([[0.9, 1.0], [0.1, 1.0], [0.5, 0.0], [0.2, 3.0], [0.3, 2.0], [0.4, 1.0]])
    years = [1, 1, 1, 2, 2, 2]
    expected = [[1, 1.5], [3, 1.5], [2, 3], [3, 1], [2, 2], [1, 3]]
    assert year_ranks(scores, years).tolist() == expected


def test_rounding_does_not_decide_a_rank():
    scores = np.array([[0.3], [0.1 + 0.2], [1.0]])
    assert year_ranks(scores, [1, 1, 1])[:, 0].tolist() == [2.5, 2.5, 1.0]


def test_ranks_do_not_change_under_a_rising_map():
    scores = np.random.default_rng(0).random((50, 3))
    years = np.repeat([1, 2], 25)
    assert np.array_equal(year_ranks(scores, years), year_ranks(np.exp(5 * scores), years))


def test_mean_shift_by_hand():
    assert mean_shift(np.array([[1.0, 2.0], [2.0, 1.0]]), np.array([1.0, 2.0])).tolist() == [0.0, 1.0]


def test_standardised_columns_do_not_know_their_scale():
    scores = np.random.default_rng(0).random((20, 1))
    assert np.allclose(standardise(scores), standardise(7 * scores - 3))
    assert np.array_equal(standardise(np.ones((4, 1))), np.zeros((4, 1)))


def test_quantiles_are_values_that_occur():
    values = np.arange(1.0, 21.0)[None, ::-1]
    assert quantiles(values, (0.05, 0.5, 0.95)).tolist() == [[1.0, 10.0, 19.0]]


def test_mean_ranks_by_unit():
    found = mean_ranks(np.array([[1.0], [2.0], [3.0], [5.0]]), pd.Index(["a", "b", "a", "b"]))
    assert found[0].to_dict() == {"a": 2.0, "b": 3.5}
