"""Every normaliser: by hand, and what must hold for all of them; the folder is walked."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqpf.index.normalisers import minmax, rank, zscore
from nqpf.registry import load, names

NORMALISERS = names("nqpf.index.normalisers")
ROUNDING = 1e-12


def scores(normaliser, values, direction=1, later=None):
    frame = pd.DataFrame({"x": np.asarray(values, dtype=float)})
    shown = frame if later is None else pd.DataFrame({"x": np.asarray(later, dtype=float)})
    module = normaliser if not isinstance(normaliser, str) else load("nqpf.index.normalisers", normaliser)
    return module.apply(shown, module.fit(frame), pd.Series({"x": direction}))["x"].tolist()


def test_zscore_by_hand():
    """Mean 4, deviations -2, -1, 3, sd sqrt(14 / 2)."""
    expected = [deviation / math.sqrt(7) for deviation in (-2, -1, 3)]
    assert scores(zscore, [2, 3, 7]) == pytest.approx(expected, abs=ROUNDING)
    assert scores(zscore, [2, 3, 7], -1) == pytest.approx([-z for z in expected], abs=ROUNDING)
    assert scores(zscore, [2, 3, 7], later=[11]) == pytest.approx([math.sqrt(7)], abs=ROUNDING)


def test_rank_by_hand():
    """Ranks 1, 2.5, 2.5, 4 of 4, less a half, over 4."""
    assert scores(rank, [1, 5, 5, 9]) == [0.125, 0.5, 0.5, 0.875]
    assert scores(rank, [1, 5, 5, 9], -1) == [0.875, 0.5, 0.5, 0.125]


def test_rank_places_later_values_among_those_of_the_base_window():
    assert scores(rank, [1, 5, 5, 9], later=[0, 1, 3, 5, 99]) == [0, 0.125, 0.25, 0.5, 1]
    assert scores(rank, [1, 5, 5, 9], -1, later=[0, 99]) == [1, 0]


def test_rank_is_the_mean_rank_of_pandas():
    values = np.random.default_rng(2).integers(0, 9, 40)
    expected = (pd.Series(values).rank() - 0.5) / 40
    assert scores(rank, values) == pytest.approx(expected.tolist(), abs=ROUNDING)


@pytest.mark.parametrize("name", NORMALISERS)
def test_every_normaliser_declares_what_it_gives(name):
    gives = load("nqpf.index.normalisers", name).GIVES
    least = min(scores(name, np.random.default_rng(1).normal(size=50)))
    assert {"positive": least > 0, "non-negative": least >= 0, "any": least < 0}[gives]


@pytest.mark.parametrize("name", NORMALISERS)
@pytest.mark.parametrize("direction", [1, -1])
def test_a_constant_scores_zero_without_a_sign_in_every_window(name, direction):
    found = scores(name, [5, 5, 5], direction, later=[5, 7, 1])
    assert found == [0, 0, 0]
    assert all(math.copysign(1, score) == 1 for score in found)


@pytest.mark.parametrize("name", NORMALISERS)
@pytest.mark.parametrize("direction", [1, -1])
@given(values=st.lists(st.integers(-1000, 1000), min_size=3, max_size=12), later=st.integers(-2000, 2000))
def test_order_is_kept_and_turned_around_for_a_cost(name, direction, values, later):
    found = scores(name, values, direction, later=[*values, later])
    pairs = zip([*values, later], found, strict=True)
    ordered = [score for _, score in sorted(pairs, key=lambda pair: direction * pair[0])]
    assert all(low <= high + ROUNDING for low, high in itertools.pairwise(ordered))


@pytest.mark.parametrize("name", NORMALISERS)
@given(
    values=st.lists(st.integers(0, 1000), min_size=3, max_size=12),
    factor=st.sampled_from([1e-4, 0.25, 3.0, 1e4]),
)
def test_units_of_measurement_are_irrelevant(name, values, factor):
    other = scores(name, np.array(values) * factor)
    assert other == pytest.approx(scores(name, values), abs=1e-9)  # four digits of range leave twelve


@pytest.mark.parametrize("name", NORMALISERS)
def test_directions_and_columns_are_taken_by_name(name):
    module = load("nqpf.index.normalisers", name)
    frame = pd.DataFrame({"x": [0.0, 1.0, 4.0], "y": [0.0, 1.0, 4.0]})
    bounds = module.fit(frame).loc[["y", "x"]]
    found = module.apply(frame, bounds, pd.Series({"y": 1, "x": -1}))
    alone = [scores(name, [0, 1, 4], -1), scores(name, [0, 1, 4])]
    assert [found["x"].tolist(), found["y"].tolist()] == alone


@pytest.mark.parametrize("name", NORMALISERS)
def test_the_input_stays_as_it_is(name):
    module = load("nqpf.index.normalisers", name)
    frame = pd.DataFrame({"x": [3.0, 1.0, 2.0]})
    module.apply(frame, module.fit(frame), pd.Series({"x": 1}))
    assert frame["x"].tolist() == [3.0, 1.0, 2.0]


def test_minmax_by_hand_is_in_its_own_file():
    assert scores(minmax, [2, 3, 6]) == [0, 0.25, 1]
