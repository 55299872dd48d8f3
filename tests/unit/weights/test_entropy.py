"""Entropy weights: by hand, by the textbook formula, by the identity with Theil's T."""

import tracemalloc
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqpf.errors import DataError
from nqpf.index.report import theil
from nqpf.weights import entropy

ROUNDING = 1e-12


def textbook(scores):
    """p ln p formed cell by cell, with 0 ln 0 = 0; for frames without constant columns."""
    shares = scores / scores.sum()
    terms = [[p * np.log(p) if p > 0 else 0.0 for p in shares[name]] for name in scores]
    e = -np.array([sum(column) for column in terms]) / np.log(len(scores))
    return pd.Series((1 - e) / (1 - e).sum(), index=scores.columns)


def frame(seed, rows=25):
    rng = np.random.default_rng(seed)
    cells = rng.uniform(size=(rows, 4)) * (rng.uniform(size=(rows, 4)) > [0.0, 0.2, 0.5, 0.8])
    cells[0] = [0.5, 0.9, 0.4, 0.7]
    cells[1] = [0.1, 0.2, 0.3, 0.6]
    return pd.DataFrame(cells, columns=list("abcd"))


def test_three_rows_and_two_indicators_by_hand():
    """x spreads 1/2, 1/2, 0: e = ln 2 / ln 3. y spreads 1/4, 1/4, 1/2: e = 1.5 ln 2 / ln 3."""
    scores = pd.DataFrame({"x": [1.0, 1.0, 0.0], "y": [0.5, 0.5, 1.0]})
    d_x, d_y = 1 - np.log(2) / np.log(3), 1 - 1.5 * np.log(2) / np.log(3)
    expected = {"x": d_x / (d_x + d_y), "y": d_y / (d_x + d_y)}
    assert entropy.weights(scores).to_dict() == pytest.approx(expected, abs=ROUNDING)
    assert expected["x"] == pytest.approx(0.87318, abs=1e-5)


@given(seed=st.integers(0, 10_000))
def test_it_is_the_textbook_formula(seed):
    scores = frame(seed)
    assert entropy.weights(scores).to_dict() == pytest.approx(textbook(scores).to_dict(), abs=ROUNDING)


@given(seed=st.integers(0, 10_000))
def test_divergence_is_theil_over_ln_n(seed):
    scores = frame(seed)
    expected = (theil(scores) / np.log(len(scores))).to_dict()
    assert entropy.divergences(scores).to_dict() == pytest.approx(expected, abs=ROUNDING)


def test_everything_in_one_cell_has_entropy_zero_and_divergence_one():
    scores = pd.DataFrame({"x": [0.0, 0.0, 0.7, 0.0]})
    assert entropy.entropies(scores)["x"] == pytest.approx(0.0, abs=ROUNDING)
    assert entropy.divergences(scores)["x"] == pytest.approx(1.0, abs=ROUNDING)


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
def test_a_constant_indicator_weighs_nothing_with_a_warning(value):
    """The bare formula would give an all-zero column the largest weight."""
    scores = pd.DataFrame({"x": [0.1, 0.4, 0.9], "flat": value})
    with pytest.warns(UserWarning, match="constant in the base window, so weight 0: flat"):
        found = entropy.weights(scores)
    assert found.to_dict() == {"x": 1.0, "flat": 0.0}


def test_nothing_varies():
    with pytest.warns(UserWarning, match="constant"), pytest.raises(DataError, match="no indicator varies"):
        entropy.weights(pd.DataFrame({"x": [1.0, 1.0], "y": [0.0, 0.0]}))


def test_one_row_cannot_be_weighed():
    with pytest.warns(UserWarning, match="constant"), pytest.raises(DataError, match="no indicator varies"):
        entropy.weights(pd.DataFrame({"x": [0.3], "y": [0.8]}))


def test_columns_without_names_are_warned_of_too():
    with pytest.warns(UserWarning, match="weight 0: 1"):
        entropy.weights(pd.DataFrame([[0.1, 1.0], [0.2, 1.0]]))


def test_no_warning_when_all_vary():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        entropy.weights(frame(3))


def test_zeros_and_skew_weigh_more_than_an_even_spread():
    rare = [1.0] * 10 + [0.0] * 90
    found = entropy.weights(pd.DataFrame({"even": np.linspace(0.1, 1.0, 100), "rare": rare}))
    assert found["rare"] > 0.8


def test_no_shift_and_no_epsilon():
    """Shifting the scores by 0.01, as many papers do, moves weights far: the formula must not do so."""
    scores = frame(5)
    moved = (entropy.weights(scores + 0.01) - entropy.weights(scores)).abs().max()
    assert moved > 0.01
    assert entropy.weights(scores).to_dict() == pytest.approx(textbook(scores).to_dict(), abs=ROUNDING)


LONG = 3 * entropy.ROWS + entropy.SMALL + 17
STREAMED = 1e-10
"""Two logarithms and two orders of sums over fifty thousand rows; divergences are near 0.02."""


def long_frame():
    rng = np.random.default_rng(8)
    cells = rng.uniform(size=(LONG, 4)) * (rng.uniform(size=(LONG, 4)) > [0.0, 0.2, 0.5, 0.9])
    return pd.DataFrame(cells, columns=list("abcd"))


def layouts():
    frame = long_frame()
    blocks = pd.DataFrame(index=frame.index)
    for name in frame:
        blocks = blocks.assign(**{name: frame[name].to_numpy()})
    rows = pd.DataFrame(frame.to_numpy().copy(order="C"), columns=frame.columns, copy=False)
    return {"columns": frame, "rows": rows, "blocks": blocks}


@pytest.mark.parametrize("layout", ["columns", "rows", "blocks"])
def test_a_long_frame_is_streamed_to_the_same_weights(layout):
    expected = (1 - entropy_by_column(long_frame())).pipe(lambda d: d / d.sum())
    assert entropy.weights(layouts()[layout]).to_dict() == pytest.approx(expected.to_dict(), abs=STREAMED)


def entropy_by_column(scores):
    shares = scores / scores.sum()
    return -(shares * np.log(shares.where(shares > 0, 1.0))).sum() / np.log(len(scores))


@pytest.mark.parametrize("layout", ["columns", "rows", "blocks"])
def test_a_long_frame_needs_little_memory(layout):
    scores = layouts()[layout]
    tracemalloc.start()
    entropy.weights(scores)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    blocks = 5 * entropy.ROWS * scores.shape[1] * 8  # two rooms, what iloc gathers, and small change
    assert peak < blocks < scores.memory_usage(index=False).sum()


@pytest.mark.parametrize(("wrong", "word"), [(float("nan"), "missing"), (-0.1, "negative")])
def test_a_wrong_cell_of_a_long_frame_is_named(wrong, word):
    scores = long_frame()
    scores.loc[LONG - 3, "b"] = wrong
    with pytest.raises(DataError, match=rf"indicator 'b' of \({LONG - 3}\) is {word}"):
        entropy.weights(scores)


def test_a_long_frame_with_a_late_change_is_not_constant():
    scores = long_frame().assign(late=0.5, flat=0.25)
    scores.loc[LONG - 1, "late"] = 0.6
    with pytest.warns(UserWarning, match="weight 0: flat"):
        found = entropy.weights(scores)
    assert found["flat"] == 0
    assert found["late"] > 0


def test_whole_numbers_are_weighed_too():
    counts = pd.DataFrame({"x": np.arange(LONG) % 7, "y": np.arange(LONG) % 3})
    expected = entropy.weights(counts.astype(float)).to_dict()
    assert entropy.weights(counts).to_dict() == pytest.approx(expected, abs=ROUNDING)
