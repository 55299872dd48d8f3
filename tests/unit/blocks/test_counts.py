"""Which clusters a draw takes: G of G, the same whatever else is asked for."""

import numpy as np
import pytest

from nqpf.blocks import counts
from nqpf.errors import SpecError

STORED = [
    [2, 0, 0, 1, 0, 1, 1, 1, 0, 3, 1, 2],
    [1, 2, 0, 1, 0, 1, 3, 1, 1, 0, 1, 1],
    [1, 1, 1, 2, 0, 1, 0, 2, 2, 2, 0, 0],
]


@pytest.mark.parametrize("clusters", [1, 30, 1_024, 2_500])
def test_every_draw_takes_as_many_clusters_as_there_are(clusters):
    parts = list(counts.whole_counts(3, clusters, 300))
    assert [part.shape for part in parts] == [(256, clusters), (44, clusters)]
    assert all((part.sum(axis=1) == clusters).all() for part in parts)


def test_a_draw_does_not_depend_on_how_many_there_are():
    few, many = (np.vstack(list(counts.whole_counts(3, 30, number))) for number in (100, 600))
    np.testing.assert_array_equal(few, many[:100])


def test_the_draws_of_a_seed_stay_what_they_were():
    """Stored from the release that first published them: changing them would change every interval."""
    found = np.vstack(list(counts.whole_counts(1, 12, 3))).astype(int)
    assert found.tolist() == STORED


def test_shares_are_kept_and_not_mixed_up():
    """The shares of the chunks are remembered: another chunk size, seed or block must not get them."""
    one = counts.random_counts(5, 3_000, 0, 256, 1)
    counts.random_counts(6, 3_000, 0, 256, 1)
    counts.random_counts(5, 3_000, 1, 256, 1)
    np.testing.assert_array_equal(counts.random_counts(5, 3_000, 0, 256, 1), one)


def test_given_counts_are_handed_out_in_blocks():
    given = np.arange(600.0 * 4).reshape(600, 4)
    parts = list(counts.whole_counts(0, 4, 600, given))
    assert [len(part) for part in parts] == [256, 256, 88]
    np.testing.assert_array_equal(np.vstack(parts), given)


def test_a_plan_is_a_number_or_a_matrix():
    assert counts.plan(5, None, 3) == (5, None)
    number, fixed = counts.plan(None, [[1, 2, 0]], 3)
    assert number == 1
    np.testing.assert_array_equal(fixed, [[1.0, 2.0, 0.0]])


@pytest.mark.parametrize(
    ("draws", "given", "words"),
    [
        (0, None, "draws is 0"),
        (None, None, "draws is None"),
        (2, [[1, 2, 0]], r"needs \(2, 3\)"),
        (None, [[1, 2]], r"needs \(1, 3\)"),
        (None, [[1, 2, np.nan]], "negative or missing"),
        (None, [[1, 2, -1]], "negative or missing"),
    ],
)
def test_a_plan_that_cannot_be_meant_is_refused(draws, given, words):
    with pytest.raises(SpecError, match=words):
        counts.plan(draws, given, 3)
