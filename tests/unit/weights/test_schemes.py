"""What must hold for every weighting scheme; the folder is walked, so a new file is tested at once."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nqpf.errors import DataError
from nqpf.index.normalisers import minmax
from nqpf.registry import load, names
from nqpf.specs.index import ACCEPTED

SCHEMES = names("nqpf.weights")
NEEDS = {name: load("nqpf.weights", name).NEEDS for name in SCHEMES}
DEMANDING = [name for name in SCHEMES if NEEDS[name] != "anything"]
NON_NEGATIVE = [name for name in SCHEMES if NEEDS[name] == "non-negative"]
GROUPS = pd.Series({"a": "first", "b": "first", "c": "second", "d": "second", "e": "third"})
ROUNDING = 1e-12
REORDERED = 1e-7
"""Sums in another order differ in the last digit; a divergence may be as small as 1e-7, so nine are left."""


@st.composite
def score_frames(draw):
    """Scores of 2 to 12 rows and 1 to 5 indicators, in thousandths; at least one varies."""
    shape = draw(st.tuples(st.integers(2, 12), st.integers(1, 5)))
    cells = draw(arrays(np.int64, shape, elements=st.integers(0, 1000))) / 1000
    frame = pd.DataFrame(cells, columns=list("abcde")[: shape[1]])
    assume((frame.max() > frame.min()).any())
    return frame


def weigh(scheme, scores, groups=GROUPS):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return load("nqpf.weights", scheme).weights(scores, groups)


def panel(rows=30, seed=1):
    rng = np.random.default_rng(seed)
    cells = rng.lognormal(size=(rows, 4))
    return pd.DataFrame(cells, columns=list("abcd"))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_declares_what_it_needs(scheme):
    assert NEEDS[scheme] in ACCEPTED


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("groups", [GROUPS, None], ids=["grouped", "ungrouped"])
@given(scores=score_frames())
def test_weights_are_shares(scheme, groups, scores):
    found = weigh(scheme, scores, groups)
    assert list(found.index) == list(scores.columns)
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1.0, abs=ROUNDING)


@pytest.mark.parametrize("scheme", SCHEMES)
@given(scores=score_frames(), seed=st.integers(0, 99))
def test_order_of_rows_is_irrelevant(scheme, scores, seed):
    shuffled = scores.sample(frac=1, random_state=seed)
    pd.testing.assert_series_equal(
        weigh(scheme, shuffled), weigh(scheme, scores), check_exact=False, rtol=0, atol=REORDERED
    )


@pytest.mark.parametrize("scheme", SCHEMES)
def test_order_of_columns_is_irrelevant(scheme):
    scores = minmax_scores(panel())
    turned = weigh(scheme, scores[["d", "b", "a", "c"]])[list("abcd")]
    pd.testing.assert_series_equal(turned, weigh(scheme, scores), check_exact=False, rtol=0, atol=ROUNDING)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_units_of_measurement_are_irrelevant_after_minmax(scheme):
    values = panel()
    other_units = values * [1e4, 0.01, 1.0, 7.3] + [0.0, 0.0, 32.0, 0.0]
    pd.testing.assert_series_equal(
        weigh(scheme, minmax_scores(other_units)),
        weigh(scheme, minmax_scores(values)),
        check_exact=False,
        rtol=0,
        atol=1e-9,  # the shift by 32 costs a few digits of a score near the minimum
    )


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_input_stays_as_it_is(scheme):
    scores = minmax_scores(panel())
    before = scores.copy(deep=True)
    weigh(scheme, scores)
    pd.testing.assert_frame_equal(scores, before)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_mostly_zeros_are_weighed_without_nan(scheme):
    scores = pd.DataFrame({"even": np.linspace(0.4, 0.6, 100), "rare": [1.0] * 10 + [0.0] * 90})
    found = weigh(scheme, scores, None)
    assert np.isfinite(found).all()
    assert found.sum() == pytest.approx(1.0, abs=ROUNDING)


@pytest.mark.parametrize("scheme", DEMANDING)
@pytest.mark.parametrize("level", [0.0, 0.7], ids=["zero", "level"])
def test_a_constant_weighs_nothing_with_a_warning(scheme, level):
    """Whatever a scheme rewards, an indicator that is the same everywhere tells no unit from another."""
    scores = minmax_scores(panel()).assign(e=level)
    with pytest.warns(UserWarning, match="constant in the base window, so weight 0: e"):
        found = load("nqpf.weights", scheme).weights(scores, GROUPS)
    rest = weigh(scheme, scores.drop(columns="e"))
    assert found["e"] == 0
    assert found.drop("e").to_dict() == pytest.approx(rest.to_dict(), abs=ROUNDING)


@pytest.mark.parametrize("scheme", DEMANDING)
def test_nothing_varies(scheme):
    with pytest.raises(DataError, match=r"weights: no indicator varies"):
        weigh(scheme, pd.DataFrame({"a": [0.5, 0.5, 0.5], "b": [0.0, 0.0, 0.0]}))


def wrong_frame(wrong):
    index = pd.MultiIndex.from_tuples([("A", 2011), ("A", 2012), ("B", 2011)], names=["unit", "year"])
    return pd.DataFrame({"a": [0.1, 0.2, 0.3], "b": [0.5, wrong, 0.1]}, index=index)


@pytest.mark.parametrize("scheme", DEMANDING)
def test_a_missing_cell_is_refused_by_name(scheme):
    with pytest.raises(DataError, match=rf"{scheme} weights: indicator 'b' of \(A, 2012\) is missing"):
        weigh(scheme, wrong_frame(float("nan")))


@pytest.mark.parametrize("scheme", NON_NEGATIVE)
def test_a_negative_cell_is_refused_by_name(scheme):
    with pytest.raises(DataError, match=rf"{scheme} weights: indicator 'b' of \(A, 2012\) is negative"):
        weigh(scheme, wrong_frame(-0.1))


@pytest.mark.parametrize("scheme", [name for name in SCHEMES if NEEDS[name] == "complete"])
def test_what_needs_complete_scores_only_takes_negative_ones(scheme):
    scores = minmax_scores(panel())
    moved = weigh(scheme, scores - 3.0)
    assert moved.to_dict() == pytest.approx(weigh(scheme, scores).to_dict(), abs=1e-9)


def minmax_scores(values):
    return minmax.apply(values, minmax.fit(values), pd.Series(1, index=values.columns))
