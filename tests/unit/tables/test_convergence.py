"""The table and the figure of convergence: the jackknife's interval, and what stands where there is none."""

import pytest
from unit.tables import fake_study as fake

from nqpf.page.numbers import interval
from nqpf.page.table import say


def stubs(table):
    return [say(line[0].text).strip() for panel in table.panels for line in panel.rows]


def notes(table):
    return " ".join(say(note) for note in table.notes)


def changed(**values):
    """The facts of the tests with other numbers in the columns that have unit effects."""
    facts = fake.inputs("convergence")["facts"]
    beta = [one | values if "unit" in one["effects"] else one for one in facts["beta"]]
    return facts | {"beta": beta}


def test_the_jackknife_stands_with_its_interval_and_recipe():
    facts = fake.inputs("convergence")["facts"]
    table = fake.build("convergence")
    first = stubs(table).index("β, half-panel jackknife")
    line = table.panels[0].rows[first + 2]
    one = facts["beta"][1]
    assert say(line[2].text) == interval(one["jackknife_low"], one["jackknife_high"])
    assert say(line[1].text) == ""  # no unit effects, nothing to correct
    assert f"{facts['draws']} redraws of whole units (seed {facts['seed']})" in notes(table)


def test_draws_that_gave_nothing_are_counted():
    assert ", of which 41 give one" in notes(fake.build("convergence", facts=changed(jackknife_draws=41)))
    assert "of which" not in notes(fake.build("convergence"))


def test_without_a_jackknife_there_are_no_empty_rows():
    keys = [key for key in fake.inputs("convergence")["facts"]["beta"][0] if key.startswith("jackknife")]
    table = fake.build("convergence", facts=changed(**dict.fromkeys(keys)))
    assert "β, half-panel jackknife" not in stubs(table)
    assert "none could be made" in notes(table)


def test_an_interval_that_overshoots_has_no_upper_end():
    table = fake.build("convergence", facts=changed(jackknife_speed_low=0.25, jackknife_speed_high=None))
    line = table.panels[0].rows[stubs(table).index("Speed from it") + 1]
    assert say(line[2].text) == "[0.250, ∞]"


@pytest.mark.parametrize(
    ("key", "estimator"), [("beta", "least squares"), ("jackknife", "half-panel jackknife")]
)
def test_the_figure_draws_both_estimates(key, estimator):
    facts = fake.inputs("convergence")["facts"]
    table = fake.draw("convergence")[1]
    drawn = table[table["estimator"] == estimator]
    assert drawn["estimate"].tolist() == [one[key] for one in facts["beta"] if one[key] is not None]
    assert (drawn["low"] < drawn["high"]).all()
