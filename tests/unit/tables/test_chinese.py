"""No table speaks English to a Chinese reader: titles, heads, stubs, panels and notes of every kind."""

import pytest
from unit.english import runs
from unit.tables import fake_study as fake

from nqpf.page.table import say


def texts(table):
    lines = [*table.header, *(line for panel in table.panels for line in panel.rows)]
    titles = [panel.title for panel in table.panels if panel.title]
    return [*(cell.text for line in lines for cell in line), *titles, *table.notes, table.title]


def in_one_language():
    """What the invented study itself says in English alone, as a spec may."""
    facts = fake.study().facts
    said = [*facts.notes, *(claim.not_observed for claim in facts.claims.values())]
    return [text for text in said if isinstance(text, str)]


@pytest.mark.parametrize("kind", fake.TABLE_KINDS)
def test_every_text_of_a_table_has_its_chinese(kind):
    table = fake.build(kind)
    found = [run for text in texts(table) for run in runs(say(text, "zh"))]
    assert [run for run in found if not any(run in text for text in in_one_language())] == []


@pytest.mark.parametrize("kind", ["coupling", "coupling_moves", "gini", "heterogeneity", "markov"])
def test_groups_are_named_in_the_language_of_the_reader(kind):
    english, chinese = (
        {say(text, language).strip() for text in texts(fake.build(kind))} for language in ("en", "zh")
    )
    assert any(text.startswith("东部") for text in chinese)
    assert any(text.startswith("East") for text in english)
    assert not any(place in text for text in english for place in fake.PLACES.values())
    assert not any(text.startswith(tuple(fake.PLACES)) for text in chinese)
