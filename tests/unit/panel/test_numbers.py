"""Cells as found, seen as text, numbers and years."""

import numpy as np
import pandas as pd
import pytest

from nqpf.panel.numbers import by_value, is_blank, text, to_numbers, to_years


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (None, ""),
        (np.nan, ""),
        (pd.NA, ""),
        (110000.0, "110000"),
        (0.5, "0.5"),
        (np.int16(3), "3"),
        (" Ａ１ ", "A1"),
    ],
)
def test_a_cell_as_text(cell, shown):
    assert text(cell) == shown


def test_numbers_that_are_numbers_already():
    values, wrong = to_numbers(
        pd.Series([1, 2.5, np.nan, np.float32(0.5), None, True, np.inf], dtype=object), []
    )
    np.testing.assert_array_equal(values, [1, 2.5, np.nan, 0.5, np.nan, np.nan, np.nan])
    assert wrong.tolist() == [False] * 5 + [True, True]


def test_a_text_means_missing_only_where_it_is_declared():
    values, wrong = to_numbers(pd.Series(["x", "1"]), ["x"])
    assert values.isna().tolist() == [True, False]
    assert not wrong.any()
    assert to_numbers(pd.Series(["x", "1"]), [])[1].tolist() == [True, False]


def test_numbers_keep_full_precision():
    written = "0.30000000000000004"
    assert to_numbers(pd.Series([written]), [])[0].iloc[0] == float(written)


def test_years():
    cells = pd.Series(
        [2011, 2011.0, "2011", "２０１１年", "2011.0", "2011 年", "11", "201", 2011.5, None], dtype=object
    )
    np.testing.assert_array_equal(to_years(cells), [2011] * 6 + [np.nan] * 4)


def test_blank_rows():
    frame = pd.DataFrame([["", None], [" ", "x"], [np.nan, "\u3000"]], index=[2, 3, 4])
    assert is_blank(frame).to_dict() == {2: True, 3: False, 4: True}


def test_by_value_asks_once_per_value():
    asked = []
    made = by_value(
        pd.Series(["a", "b", "a"], index=[5, 6, 5]), lambda value: asked.append(value) or value * 2
    )
    assert (made.tolist(), made.index.tolist(), asked) == (["aa", "bb", "aa"], [5, 6, 5], ["a", "b"])
