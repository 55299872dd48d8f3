"""Tables and figures of paths, scenarios and groups: words for regions, truths, orders."""

from dataclasses import replace

import pytest
from unit.analyses import path_cases as cases
from unit.tables import fake_study as fake
from unit.tables.test_tables import words

from nqpf.figures import tornado
from nqpf.page.paths import region_words
from nqpf.page.scenarios import asked
from nqpf.page.table import say
from nqpf.specs.study import Evidence
from nqpf.tables import practice_paths


def lines(kind, **changes):
    return {line[0].strip(): line[1:] for line in words(fake.build(kind, **changes))}


@pytest.mark.parametrize(
    ("case", "bounds", "en", "zh"),
    [
        ("everywhere", (), "everywhere", "全部范围"),
        ("nowhere", (), "nowhere", "无"),
        ("above", (2.0,), "above 2.000", "高于 2.000"),
        ("below", (2.0,), "below 2.000", "低于 2.000"),
        ("outside", (2.0, 3.0), "below 2.000, above 3.000", "低于 2.000 或高于 3.000"),
        ("between", (2.0, 3.0), "2.000 to 3.000", "2.000 至 3.000"),
    ],
)
def test_regions_in_words(case, bounds, en, zh):
    found = region_words(case, bounds)
    assert (say(found, "en"), say(found, "zh")) == (en, zh)


def test_the_truth_stands_under_the_interaction():
    found = lines("practice_paths")
    assert found["truth (index scale)"] == ["0.200", "0.000", "0.000", "0.000"]
    assert "truth (index scale)" not in {
        line[0].strip() for line in words(fake.build("practice_paths", simulated=False))
    }


def test_an_unobserved_path_says_so_and_why():
    study = cases.study()
    claims = {**study.facts.claims, "2.P2": Evidence(not_observed="Nothing is published.")}
    study = replace(study, facts=study.facts.model_copy(update={"claims": claims}))
    found = cases.run("practice_paths", a_study=study)
    table = practice_paths.build(
        study.tables["practice_paths"], study, {"rows": found.rows, "facts": found.facts}
    )
    assert words(table)[0][2] == "not observed"
    assert any("P2" in say(note) and "Nothing is published." in say(note) for note in table.notes)
    assert [say(cell.text) for cell in table.header[0]][2] == "P2"


def test_scenarios_in_words_and_beside_their_truth():
    inputs = cases.inputs("scenarios")
    assert asked({"below": 0.25, "to": 0.5}).en == "lowest quarter of units to the median"
    assert asked({"below": 0.2, "to": 0.6}).zh == "最低 20.0%的单位升至0.6 分位数"
    tidy = fake.build("scenarios").tidy
    summary = tidy[(tidy["part"] == "summary") & (tidy["scenario_name"] == "scenario_treatment")]
    lift = inputs["facts"]["scenario_treatment"]["lift"]
    assert summary["truth"].iloc[0] == pytest.approx(cases.TOTAL * lift)


def test_the_tornado_has_the_largest_on_top():
    table = tornado.data(cases.spec_in("figures", "tornado"), cases.study(), cases.inputs("tornado"))
    sizes = table[table["scope"] == "affected"]["estimate"].abs().tolist()
    assert sizes == sorted(sizes, reverse=True)
    assert table["scope"].tolist() == ["affected", "all"] * 2
