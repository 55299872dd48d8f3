"""Min-max."""

import math

import pandas as pd
import pytest

from nqpf.index.normalisers import minmax


def scores(values, direction):
    frame = pd.DataFrame({"x": values})
    return minmax.apply(frame, minmax.fit(frame), pd.Series({"x": direction}))["x"]


@pytest.mark.parametrize(("direction", "expected"), [(1, [0, 0.25, 1]), (-1, [1, 0.75, 0])])
def test_three_values_by_hand(direction, expected):
    assert scores([2.0, 3.0, 6.0], direction).tolist() == expected


@pytest.mark.parametrize("direction", [1, -1])
def test_a_constant_scores_zero_without_a_sign(direction):
    found = scores([5.0, 5.0], direction)
    assert found.tolist() == [0, 0]
    assert math.copysign(1, found.iloc[0]) == 1


def test_no_score_is_minus_zero():
    assert all(math.copysign(1, score) == 1 for score in scores([1.0, 2.0, 3.0], -1))


def test_directions_are_taken_by_name():
    frame = pd.DataFrame({"x": [0.0, 1.0], "y": [0.0, 1.0]})
    found = minmax.apply(frame, minmax.fit(frame), pd.Series({"y": 1, "x": -1}))
    assert found["x"].tolist() == [1, 0]
    assert found["y"].tolist() == [0, 1]
