"""What the tables of the panel VAR and of 3SLS say."""

import pandas as pd
import pytest
from unit.analyses import material
from unit.tables import fake_study as fake

from nqpf.page.numbers import number
from nqpf.page.table import say


def texts(table, language="en"):
    return [[say(cell.text, language) for cell in line] for panel in table.panels for line in panel.rows]


def notes(table, language="en"):
    return " ".join(say(note, language) for note in table.notes)


def line(table, stub):
    return next(row for row in texts(table) if row[0] == stub)


def with_facts(kind, **changes):
    given = material.inputs(kind)
    return fake.build(kind, facts=given["facts"] | changes)


def test_forward_stands_left():
    table, rows = fake.build("panel_var"), material.inputs("panel_var")["rows"]
    known = rows[(rows["part"] == "coefficients") & (rows["term"] == "nqpf_lag1")].set_index("equation")
    found = line(table, "ln New quality productive forces (t\N{NO-BREAK SPACE}−\N{NO-BREAK SPACE}1)")
    assert (found[1], found[4]) == (
        number(known.loc["nqpf_equal", "estimate"]),
        number(known.loc["nqpf", "estimate"]),
    )


@pytest.mark.parametrize(("stable", "words"), [(True, "is stable"), (False, "not stable")])
def test_stability_is_told_as_it_is(stable, words):
    assert words in notes(with_facts("panel_var", stable=stable))


def test_what_was_left_out_and_how_lags_were_chosen_is_told():
    assert "no logarithm" not in notes(with_facts("panel_var", without_logarithm=0))
    assert "no logarithm: 3." in notes(with_facts("panel_var", without_logarithm=3))
    assert "smallest MQIC among 1 to 2" in notes(fake.build("panel_var"))
    assert "the spec sets the lags" in notes(with_facts("panel_var", automatic=False))
    assert sum("(taken)" in row[0] for row in texts(fake.build("panel_var"))) == 1


def test_the_check_by_3sls_says_what_it_rests_on():
    for language, words in (("en", "stands or falls"), ("zh", "取决于各方程所排除的变量")):
        told = notes(fake.build("three_stage"), language)
        assert words in told
        assert {"en": "As is said here.", "zh": "理由如此。"}[language] in told


def test_truth_stands_beside_3sls_for_the_indices_of_the_claim_only():
    truth = pd.DataFrame({"quantity": ["total"], "name": [""], "structural": [0.7], "index_scale": [0.25]})
    facts = material.inputs("three_stage")["facts"]
    assert "truth" not in str(texts(fake.build("three_stage", truth=truth)))
    named = {"nqpf": "nqpf", "tfp": "innovation"}

    def turned(value):
        return {named.get(key, key): one for key, one in value.items()}

    facts |= {key: turned(facts[key]) for key in ("labels", "instruments", "reasons")}
    rows = material.inputs("three_stage")["rows"].replace(named)
    table = fake.build("three_stage", rows=rows, facts=facts | {"names": ["nqpf", "innovation"]}, truth=truth)
    found = next(row for row in texts(table) if "truth" in row[0])
    assert found[1:] == ["0.250"] * 3 + ["0.000"] * 3
