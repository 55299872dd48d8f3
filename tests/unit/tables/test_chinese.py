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
