"""Columns as wide as their words need; lines, titles and rules of panels."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqpf.page.grid import MARGINS, all_lines, ruled, side, starts, titles, widths, wished
from nqpf.page.table import Cell, Panel, Row, Table, row
from nqpf.page.words import both

EXACT = 1e-9
HEADER: Row = (Cell(""), Cell("jointly", 2))


def table(*rows, header=(HEADER,), rule=False):
    panels = (
        Panel(rows, both("First", "一")),
        Panel(rows, None),
        Panel(rows, both("Third", "三"), rule=rule),
    )
    return Table(
        title=both("T", "表"), header=header, panels=panels, notes=(), tidy=pd.DataFrame(), simulated=False
    )


def test_a_column_asks_for_its_longest_cell_and_spans_ask_for_nothing():
    small = table(row("a stub", "0.1", "[0.0, 1.0]"))
    assert wished(small, "en") == [6 + MARGINS, 3 + MARGINS, 10 + MARGINS]


def test_with_room_no_cell_is_broken():
    small = table(row("a stub of some words", "0.1", "[0.0, 1.0]"))
    found = widths(small, "en", 100)
    assert sum(found) == pytest.approx(100)
    assert all(width >= one for width, one in zip(found, wished(small, "en"), strict=True))


def test_without_it_sentences_are_broken_before_words():
    small = table(row("a stub of a good many short words", "0.123", "unbounded"))
    stub, number, word = widths(small, "en", 40)
    assert (number, word) == pytest.approx((5 + MARGINS, 9 + MARGINS))
    assert stub == pytest.approx(40 - number - word)


def test_when_even_words_have_no_room_all_give_way_alike():
    small = table(row("interdependence", "0.123", "unbounded"))
    found = widths(small, "en", 20)
    assert sum(found) == pytest.approx(20)
    assert found[0] / found[2] == pytest.approx((15 + MARGINS) / (9 + MARGINS))


@given(
    st.lists(st.text("ab 新质", min_size=1, max_size=30), min_size=3, max_size=3),
    st.integers(min_value=12, max_value=200),
)
def test_widths_always_fill_the_page(texts, letters):
    found = widths(table(row(*texts)), "en", letters)
    assert sum(found) == pytest.approx(letters)
    assert min(found) > 0


def test_titles_and_rules_are_counted_with_the_header():
    ruled_one = table(row("a", "1", "2"), row("b", "1", "2"), rule=True)
    assert [first(line) for line in all_lines(ruled_one)] == [
        "",
        "First",
        "a",
        "b",
        "a",
        "b",
        "Third",
        "a",
        "b",
    ]
    assert titles(ruled_one) == [1, 6]
    assert ruled(ruled_one) == [6]
    assert ruled(table(row("a", "1", "2"))) == []


def first(line):
    text = line[0].text
    return text if isinstance(text, str) else text.en


def test_cells_begin_after_those_before_them_and_stand_by_their_kind():
    line = (Cell("stub"), Cell("two", 2), Cell("one"))
    assert starts(line) == [0, 1, 3]
    small = table(row("a", "1", "2"))
    assert side(0, line[0], False, small) == "left"
    assert side(1, line[1], False, small) == "left"
    assert side(1, line[1], True, small) == "center"
