"""Tables of coupling coordination: what is printed is what the rows say."""

import pytest
from unit.tables import fake_study as fake

from nqpf.page.table import say


@pytest.fixture(scope="module")
def given():
    return fake.inputs("coupling")


def lines(panel):
    return [[say(cell.text) for cell in row] for row in panel.rows]


def test_by_year_and_by_group(given):
    table = fake.build("coupling")
    years, groups = map(lines, table.panels)
    assert [line[0] for line in years] == [str(year) for year in range(2011, 2023)]
    assert [line[0] for line in groups] == ["All units", "East", "Middle", "West"]
    means = given["rows"].query("part == 'mean' and group == 'all' and year == 2015").iloc[0]
    own = years[4]
    assert own[1:3] == ["24", f"{means['d']:.4f}"]
    assert own[4] == f"[{means['placebo_low']:.4f}, {means['placebo_high']:.4f}]"


def test_shares_of_a_line_sum_to_one():
    table = fake.build("coupling")
    for panel in table.panels:
        for line in lines(panel):
            shares = [float(text[:-1]) for text in line[6:] if text.endswith("%") and text[0] != "<"]
            assert sum(shares) == pytest.approx(100, abs=0.1 * len(line))


def test_groups_have_no_p():
    _, groups = map(lines, fake.build("coupling").panels)
    assert [line[5] == "\N{EN DASH}" for line in groups] == [False, True, True, True]


def test_notes_say_that_d_is_described_only():
    notes = " ".join(say(note) for note in fake.build("coupling").notes)
    assert "never regressed" in notes
    assert "(U1 U2)^(1/4)" in notes
    assert "1 extreme imbalance (0.0, 0.1]" in notes


def test_unequal_weights_do_not_claim_the_fourth_root(given):
    facts = given["facts"] | {"weight": 0.4, "zeros": 2, "above_one": 3}
    notes = " ".join(say(note) for note in fake.build("coupling", facts=facts).notes)
    assert "(1/4)" not in notes
    assert "T = 0.40 U1 + 0.60 U2" in notes
    assert "A score of zero makes D zero: unit-years 2." in notes
    assert "are kept: unit-years 3" in notes


def test_moves_leave_out_grades_in_which_nobody_starts():
    table = fake.build("coupling_moves")
    for panel in table.panels:
        for line in lines(panel):
            assert int(line[1]) > 0
            assert sum(float(text) for text in line[2:]) == pytest.approx(1, abs=0.001 * len(line))
    assert say(table.panels[0].title) == "All units"
    assert sum(int(line[1]) for line in lines(table.panels[0])) == 24 * 11
