"""Linear aggregation."""

import pandas as pd
import pytest

from nqpf.index.aggregators import linear


def test_weights_are_taken_by_name():
    scores = pd.DataFrame({"x": [1.0, 0.0], "y": [0.5, 1.0]})
    weights = pd.Series({"y": 0.25, "x": 0.75})
    assert linear.aggregate(scores, weights).tolist() == pytest.approx([0.875, 0.25])


def test_a_missing_score_is_not_skipped():
    scores = pd.DataFrame({"x": [1.0, None], "y": [0.5, 1.0]})
    assert linear.aggregate(scores, pd.Series({"x": 0.5, "y": 0.5})).isna().tolist() == [False, True]
