"""The matrix of raw series and roles, and what the audit adds to tables of estimates."""

import pandas as pd
import pytest
from unit.tables import fake_study as fake
from unit.tables.test_tables import line_of, notes, words

from nqpf.page.table import say
from nqpf.tables.overlap import kinds


def test_marks_stand_where_series_enter():
    table = fake.build("overlap")
    assert [say(cell.text) for cell in table.header[0]] == [
        "",
        "Treatment",
        "Mediators",
        "Outcome",
        "Controls",
    ]
    assert line_of(table, "robots") == ["robots", "●", "●", "", ""]
    assert line_of(table, "gdp") == ["gdp", "○", "", "", "●"]


def test_series_are_grouped_by_what_is_shared():
    assert kinds(fake.overlap_matrix()).to_dict() == {
        "robots": "shared",
        "gdp": "denominator",
        "students": "own",
        "patents": "own",
    }
    titles = [say(panel.title) for panel in fake.build("overlap").panels]
    assert titles[0] == "Shared as content: overlap"
    assert len(titles) == 3


def test_the_figure_colours_shared_content():
    _, drawn = fake.draw("overlap")
    cells = drawn.set_index(["series", "variable"])["cell"]
    assert cells["robots", "nqpf"] == cells["robots", "robots"] == "shared content"
    assert cells["gdp", "nqpf"] == "denominator"
    assert drawn["series"].iloc[0] == "robots"


def test_a_column_with_an_overlap_shows_its_audit():
    table = fake.build("regression", placebo=fake.placebo())
    assert line_of(table, "Leave-overlap-out estimate")[1:] == ["", "", "", "0.111"]
    assert line_of(table, "Mechanical placebo band")[1:] == ["", "", "", "[−0.044, 0.055]"]
    assert line_of(table, "band holds the estimate")[1:] == ["", "", "", "no"]
    assert any("(0.222)" in line for line in words(table))
    assert "nqpf without robots_stock" in notes(table)
    assert "500 draws" in notes(table)


def test_the_exact_numbers_stand_beside_the_terms():
    tidy = fake.build("regression", placebo=fake.placebo()).tidy.set_index(["model", "term"])
    assert tidy.loc[("two_way", "nqpf"), "placebo_high"] == 0.055
    assert tidy["placebo_high"].notna().sum() == 1


@pytest.mark.parametrize("given", [None, fake.placebo().iloc[:0], fake.placebo(model="another").iloc[:1]])
def test_without_an_overlap_a_table_is_as_it_was(given):
    before, after = fake.build("regression"), fake.build("regression", placebo=given)
    assert words(after) == words(before)
    pd.testing.assert_frame_equal(after.tidy, before.tidy)


def test_a_channel_shows_its_audit_under_the_path_it_concerns():
    lines = words(fake.build("mechanism", placebo=fake.placebo()))
    bands = [line for line in lines if line[0].strip() == "Mechanical placebo band"]
    assert [line[1] for line in bands] == ["[−0.044, 0.055]", ""]
    assert [line[6] for line in bands] == ["", "-"]  # a band that could not be computed
    at = lines.index(bands[0])
    assert lines[at - 2][1] == "0.111"
    assert lines[at + 1][1] == "yes"


def test_why_there_is_no_band_stands_in_the_notes():
    assert "not computable: because" in notes(fake.build("mechanism", placebo=fake.placebo()))


def test_many_columns_are_numbered_and_named_in_the_notes(monkeypatch):
    from nqpf.tables import overlap

    assert "Columns: " not in notes(fake.build("overlap"))
    monkeypatch.setattr(overlap, "MOST", 2)
    table = fake.build("overlap")
    assert [say(cell.text) for cell in table.header[1]][1:3] == ["(1)", "(2)"]
    assert "Columns: (1) New quality productive forces; (2) Industrial robots" in notes(table)
