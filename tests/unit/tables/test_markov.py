"""The notes of the transition matrices fit their numbers."""

import pytest
from unit.tables import fake_study as fake

from nqpf.page.table import say


def notes(**changes):
    facts = fake.inputs("markov")["facts"] | changes
    return " ".join(say(note) for note in fake.build("markov", facts=facts).notes)


@pytest.mark.parametrize(("known", "told"), [(0.96, True), (0.5, False), (None, False)])
def test_matrices_that_repeat_those_by_group_are_said_to(known, told):
    assert ("96.0% of the moves the group alone tells" in notes(neighbours_by_group=known)) == told


@pytest.mark.parametrize(("up", "down", "told"), [(50, 20, True), (50, 30, False), (5, 0, True)])
def test_a_trend_is_not_called_mobility(up, down, told):
    moves = {"up": up, "down": down, "stay": 10}
    assert ("tells the trend rather than mobility" in notes(moves=moves)) == told
