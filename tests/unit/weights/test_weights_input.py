"""The door in front of the schemes."""

import pandas as pd
import pytest

from nqpf.errors import DataError
from nqpf.weights_input import cell, complete, non_negative


def test_the_first_wrong_cell_is_named_row_by_row():
    index = pd.MultiIndex.from_tuples([("A", 1), ("B", 1)], names=["unit", "year"])
    wrong = pd.DataFrame({"x": [False, True], "y": [True, True]}, index=index)
    assert cell(wrong) == "indicator 'y' of (A, 1)"


def test_a_row_label_that_is_no_tuple():
    assert cell(pd.DataFrame({"x": [False, True]}, index=[3, 7])) == "indicator 'x' of (7)"


def test_row_labels_that_repeat():
    assert (
        cell(pd.DataFrame({"x": [False, False], "y": [True, False]}, index=["r", "r"]))
        == "indicator 'y' of (r)"
    )


def test_good_scores_pass_unchanged():
    scores = pd.DataFrame({"x": [0.0, 1.0]})
    assert non_negative(scores, "any") is scores


def test_missing_is_told_before_negative():
    with pytest.raises(DataError, match="is missing; declare a missing-data policy"):
        non_negative(pd.DataFrame({"x": [-1.0, None]}), "any")


def test_complete_allows_negative_cells():
    scores = pd.DataFrame({"x": [-1.0, 1.0]})
    assert complete(scores, "any") is scores
