"""Every aggregator: by hand, and what must hold for all of them; the folder is walked."""

from math import sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nqpf.errors import DataError
from nqpf.index.aggregators import geometric, topsis
from nqpf.registry import load, names
from nqpf.specs.index import ACCEPTED

AGGREGATORS = names("nqpf.index.aggregators")
ROUNDING = 1e-12
WEIGHTS = pd.Series({"x": 0.75, "y": 0.25})
HALVES = pd.Series({"x": 0.5, "y": 0.5})
BASE = pd.DataFrame({"x": [0.0, 0.5, 1.0], "y": [1.0, 1.0, 0.0]})


def aggregate(name, scores, weights=WEIGHTS, base=None):
    module = load("nqpf.index.aggregators", name)
    return module.aggregate(scores, weights, module.fit(scores if base is None else base))


def test_geometric_by_hand():
    """Mapped onto [0.01, 1]: 0 -> 0.01, 1/2 -> 0.505; square roots at equal weights."""
    expected = [sqrt(0.01 * 1), sqrt(0.505 * 1), sqrt(1 * 0.01)]
    assert aggregate("geometric", BASE, HALVES).tolist() == pytest.approx(expected, abs=ROUNDING)


def test_geometric_lists_what_the_floor_holds():
    later = pd.DataFrame({"x": [-0.2, 0.3], "y": [0.0, 2.0]})
    before, after = geometric.clipped(later)
    assert before.loc[0, "x"] == pytest.approx(0.01 - 0.2 * 0.99, abs=ROUNDING)
    assert after.loc[0, "x"] == 0.01
    assert (before != after).to_numpy().sum() == 1


def test_geometric_mean_as_coinr_documents_it():
    """COINr a_gmean of 1:10 with equal weights is the tenth root of 10! = 3628800."""
    scores = pd.DataFrame([np.arange(1.0, 11)])
    found = geometric.geometric_mean(scores, pd.Series(0.1, index=scores.columns))
    assert found[0] == pytest.approx(3628800**0.1, abs=ROUNDING)


@pytest.mark.parametrize("wrong", [0.0, -0.5])
def test_the_geometric_mean_refuses_zeros_by_name(wrong):
    with pytest.raises(DataError, match=r"geometric: indicator 'y' of \(1\) is not positive"):
        geometric.geometric_mean(pd.DataFrame({"x": [1.0, 1.0], "y": [1.0, wrong]}), HALVES)


def test_topsis_by_hand():
    """Ideal (1, 1), worst (0, 0); row 2 at (1/2, 1): D+ = 3/8, D- = sqrt((3/8)^2 + (1/4)^2)."""
    over = sqrt(0.375**2 + 0.25**2)
    expected = [0.25 / (0.75 + 0.25), over / (over + 0.375), 0.75 / (0.75 + 0.25)]
    assert aggregate("topsis", BASE).tolist() == pytest.approx(expected, abs=ROUNDING)


def test_topsis_does_not_punish_surpassing_the_ideal():
    later = pd.DataFrame({"x": [1.0, 1.5], "y": [0.5, 0.5]})
    at, beyond = aggregate("topsis", later, base=BASE)
    assert beyond > at


def test_topsis_of_one_row_is_zero():
    assert aggregate("topsis", BASE.iloc[:1]).tolist() == [0.0]


def test_topsis_freezes_its_ideal():
    points = topsis.fit(BASE)
    assert points.to_dict() == {"worst": {"x": 0.0, "y": 0.0}, "best": {"x": 1.0, "y": 1.0}}


@pytest.mark.parametrize("name", AGGREGATORS)
def test_every_aggregator_declares_what_it_needs(name):
    assert load("nqpf.index.aggregators", name).NEEDS in ACCEPTED


cells = arrays(np.int64, (5, 2), elements=st.integers(0, 1000)).map(lambda c: c / 1000)


@pytest.mark.parametrize("name", AGGREGATORS)
@given(cells=cells, row=st.integers(0, 4), gain=st.integers(1, 900))
def test_a_higher_score_gives_a_higher_index(name, cells, row, gain):
    """Also beyond the base window's best: the ideal points stay where they are."""
    base = pd.DataFrame(cells, columns=["x", "y"])
    points = pd.concat([base, BASE])
    better = base.copy()
    better.loc[row, "x"] += gain / 1000
    gap = aggregate(name, better, base=points) - aggregate(name, base, base=points)
    surpassed = name == "topsis" and base.loc[row, "x"] >= 1 and base.loc[row, "y"] >= 1
    assert gap[row] > 0 or (surpassed and gap[row] == 0)
    assert (gap.drop(row) == 0).all()


@pytest.mark.parametrize("name", AGGREGATORS)
@given(cells=cells)
def test_the_index_lies_between_worst_and_best(name, cells):
    found = aggregate(name, pd.DataFrame(cells, columns=["x", "y"]), base=BASE)
    assert found.between(0, 1 + ROUNDING).all()


@pytest.mark.parametrize("name", AGGREGATORS)
def test_weights_are_taken_by_name(name):
    turned = aggregate(name, BASE, WEIGHTS[["y", "x"]])
    pd.testing.assert_series_equal(turned, aggregate(name, BASE), check_exact=True)


@pytest.mark.parametrize("name", AGGREGATORS)
def test_an_indicator_without_weight_is_irrelevant(name):
    only = pd.Series({"x": 1.0, "y": 0.0})
    other = BASE.assign(y=[0.2, 0.9, 0.4])
    found, same = aggregate(name, BASE, only), aggregate(name, other, only)
    assert found.tolist() == pytest.approx(same.tolist(), abs=ROUNDING)


@pytest.mark.parametrize("name", AGGREGATORS)
def test_a_missing_score_is_not_skipped(name):
    missing = BASE.assign(y=[1.0, np.nan, 0.0])
    assert aggregate(name, missing, base=BASE).isna().tolist() == [False, True, False]
