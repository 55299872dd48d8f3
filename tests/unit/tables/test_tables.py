"""Every kind of table, built from invented inputs."""

import json

import numpy as np
import pandas as pd
import pytest
from unit.tables import fake_mechanism
from unit.tables import fake_study as fake

from nqpf.errors import SpecError
from nqpf.page.numbers import number
from nqpf.page.table import Cell, Panel, Table, row, say
from nqpf.registry import load
from nqpf.specs.outputs import TableSpec
from nqpf.tables.correlations import two_way_within
from nqpf.tables.descriptives import describe

EXACT = 1e-12  # the same few sums, in another order


def words(table, language="en"):
    lines = [line for panel in table.panels for line in panel.rows]
    return [[say(cell.text, language) for cell in line] for line in lines]


def line_of(table, stub):
    return next(line for line in words(table) if line[0].strip() == stub)


def notes(table):
    return " ".join(say(note) for note in table.notes)


@pytest.mark.parametrize("kind", fake.TABLE_KINDS)
def test_every_kind_builds_and_marks_simulated_data(kind):
    assert fake.build(kind).heading().startswith("SIMULATED · ")
    assert "SIMULATED" in fake.build(kind).heading("zh")
    assert "SIMULATED" not in fake.build(kind, simulated=False).heading()


@pytest.mark.parametrize("kind", fake.TABLE_KINDS)
def test_no_number_has_five_decimals(kind):
    texts = " ".join(cell for line in words(fake.build(kind)) for cell in line)
    assert not pd.Series([texts]).str.contains(r"\d\.\d{5}").any()


@pytest.mark.parametrize("kind", fake.TABLE_KINDS)
def test_both_languages_fill_the_same_cells(kind):
    table = fake.build(kind)
    english, chinese = words(table), words(table, "zh")
    assert [[bool(cell) for cell in line] for line in english] == [
        [bool(cell) for cell in line] for line in chinese
    ]


def test_a_row_of_the_wrong_width_is_refused():
    with pytest.raises(ValueError, match="2 columns, not 3"):
        Table(
            fake.label("t"),
            (row("a", "b", "c"),),
            (Panel((row("x", "y"),)),),
            (),
            pd.DataFrame(),
            simulated=False,
        )
    Table(
        fake.label("t"), (row("a", "b", "c"),), (Panel((row("x", Cell("y", 2)),)),), (), pd.DataFrame(), False
    )


def test_descriptives_by_hand():
    sample = pd.DataFrame({"unit": ["a", "a", "b", "b"], "year": [1, 2, 1, 2], "x": [0.0, 2.0, 10.0, np.nan]})
    found = describe(sample, ["x"]).loc["x"]
    assert (found["n"], found["missing"]) == (3, 1)
    assert found["zeros"] == pytest.approx(1 / 3, abs=EXACT)
    assert found["median"] == 2.0
    # Within: -1, 1 and 0 about the units' means.
    assert found["sd_within"] == pytest.approx(1.0, abs=EXACT)


def test_what_is_constant_within_units_has_no_spread_there():
    sample = fake.sample().assign(density=lambda frame: frame["unit"].factorize()[0] / 3 + 0.1)
    assert describe(sample, ["density"])["sd_within"].item() == 0.0


def test_descriptives_one_row_per_variable():
    table = fake.build("descriptives")
    assert len(words(table)) == len(table.tidy) == 11
    assert line_of(table, "GDP per head (yuan)")[1] == "480"
    assert line_of(table, "Total factor productivity (index)")[-1] == "2"
    assert "480 rows" in notes(table)


def test_within_correlations_remove_both_effects():
    sample = fake.sample()
    shifted = sample.assign(density=sample["density"] + sample["year"] * 50 + sample["unit"].factorize()[0])
    names = ["nqpf", "density"]
    assert np.allclose(two_way_within(sample, names), two_way_within(shifted, names), atol=1e-8)


def test_within_correlations_of_an_unbalanced_panel_settle():
    sample = fake.sample().sample(frac=0.7, random_state=1)
    left = two_way_within(sample, ["nqpf"])
    for effect in ("unit", "year"):
        assert left.groupby(sample[effect]).mean().abs().max().iloc[0] < 1e-9


def test_a_column_that_the_effects_explain_has_no_correlation():
    sample = fake.sample().assign(density=lambda frame: frame["year"].astype(float))
    table = fake.build("correlations", sample=sample)
    cells = next(line for line in words(table) if "Population density" in line[0])
    assert cells[5:] == [""] * len(cells[5:])


def test_correlation_square_is_full():
    cells = [line[1:] for line in words(fake.build("correlations"))]
    assert all(cell for line in cells for cell in line)
    assert [cells[k][k] for k in range(len(cells))] == ["1"] * len(cells)


def test_weights_are_grouped_and_heavy_ones_flagged():
    table = fake.build("weights")
    assert [say(panel.title).split(" (")[0] for panel in table.panels] == ["Talent", "Means", "Green"]
    flagged = [line[0] for line in words(table) if line[-1] == "yes"]
    assert flagged == ["Robots", "Patents"]
    assert "2011–2022" in notes(table)
    assert "minmax" in notes(table)
    assert "entropy" in notes(table)


def test_a_weight_table_without_index_is_refused():
    spec = fake.tables()["weights_nqpf"].model_copy(update={"index": None})
    with pytest.raises(SpecError, match="names no index"):
        load("nqpf.tables", "weights").build(spec, fake.study(), fake.inputs("weights"))


def test_regression_has_a_column_per_model_and_its_se_below():
    table = fake.build("regression")
    lines = words(table)
    assert table.width == 5
    assert lines[0] == ["New quality productive forces", "0.810", "0.660", "0.470", "0.412"]
    assert lines[1] == ["", "(0.050)", "(0.060)", "(0.041)", "(0.039)"]
    assert line_of(table, "GDP per head")[1:] == ["", "4.2e−5", "4.2e−5", "4.2e−5"]
    assert line_of(table, "City effects")[1:] == ["no", "no", "yes", "yes"]
    assert line_of(table, "Observations")[1] == "12\u202f345"
    assert line_of(table, "Wild cluster bootstrap p")[1:] == ["", "", "", "<0.001"]
    assert not any("*" in cell for line in lines for cell in line)


def test_truth_stands_in_the_generators_column_only():
    table = fake.build("regression")
    assert line_of(table, "truth (index scale)")[1:] == ["", "", "", "0.400"]
    own = table.tidy.dropna(subset=["truth"])
    assert own[["model", "term"]].to_numpy().tolist() == [["two_way", "nqpf"]]
    assert own["truth"].item() == 0.4


def test_no_truth_for_another_outcome_or_real_data():
    other = fake.facts(two_way={"outcome": "gdp_pc"})
    for table in (fake.build("regression", facts=other), fake.build("regression", simulated=False)):
        assert not any("truth" in line[0] for line in words(table))
        assert "truth" not in notes(table)


def test_truth_of_a_practice_path_stands_at_its_interaction():
    study = fake.study()
    claims = dict(study.facts.claims)
    claims["2.P1"] = claims["1"].model_copy(update={"model": "controls"})
    facts = study.facts.model_copy(update={"claims": claims})
    changed = type(study)(**{**vars(study), "facts": facts})
    extra = pd.DataFrame([("moderation", "2.P1", 0.5, 0.25)], columns=fake.truth().columns)
    given = fake.inputs("regression") | {
        "facts": fake.facts(controls={"key": "density"}),
        "truth": pd.concat([fake.truth(), extra]),
    }
    table = load("nqpf.tables", "regression").build(study.tables["baseline"], changed, given)
    own = table.tidy.dropna(subset=["truth"]).set_index(["model", "term"])["truth"]
    assert own.to_dict() == {("controls", "density"): 0.25, ("two_way", "nqpf"): 0.4}


def test_notes_carry_the_recipe_once_when_shared():
    assert notes(fake.build("regression")).count(fake.RECIPE) == 1
    assert fake.RECIPE in notes(fake.build("mechanism"))


def test_notes_carry_every_recipe_with_its_columns():
    said = notes(fake.build("regression", facts=fake.facts(pooled={"recipe": "Driscoll-Kraay, bandwidth 3"})))
    assert "(1): Driscoll-Kraay, bandwidth 3" in said
    assert f"(2), (3), (4): {fake.RECIPE}" in said


def test_notes_carry_sample_breaks_checks_and_study_notes():
    said = notes(fake.build("regression", facts=fake.facts(unit_fe={"design_check": fake.CHECK})))
    assert "all cities, 2011 to 2022" in said
    assert "behind the columns (see checks/breaks.csv): raw 2013." in said
    assert f"Design check, (3): {fake.CHECK}." in said
    assert "Two prefectures were merged in 2019." in said


def test_a_failing_of_a_design_is_told_in_both_languages():
    check = {"en": "A weak design.", "zh": "设计薄弱。"}
    table = fake.build("regression", facts=fake.facts(unit_fe={"design_check": check}))
    assert "Design check, (3): A weak design." in [say(note) for note in table.notes]
    assert "设计检验，(3)：设计薄弱。" in [say(note, "zh") for note in table.notes]


def test_dependent_variables_share_a_cell_when_they_are_the_same():
    facts = fake.facts(pooled={"outcome": "nqpf_equal"})
    header = fake.build("regression", facts=facts).header[0]
    assert [(say(cell.text), cell.span) for cell in header[1:]] == [
        ("NQPF, equal weights", 1),
        ("Innovative-city index", 3),
    ]


def test_lags_and_interactions_are_named():
    terms = fake.terms().replace({"term": {"density": "nqpf x density", "gdp_pc": "gdp_pc_lag2"}})
    stubs = [line[0] for line in words(fake.build("regression", terms=terms))]
    assert "New quality productive forces × Population density" in stubs
    assert "GDP per head (t\N{NO-BREAK SPACE}−\N{NO-BREAK SPACE}2)" in stubs


def test_facts_read_back_from_json_give_the_same_table():
    again = fake.build("regression", facts=json.loads(json.dumps(fake.facts())))
    assert words(again) == words(fake.build("regression"))


def test_mechanism_lists_nine_channels_with_layers():
    table = fake.build("mechanism")
    stubs = [line[0] for line in words(table)]
    channels = ["Digital", "Intelligent", "Green", "Efficiency", "Driving force", "Quality", "Networked"]
    assert [stub for stub in stubs if stub in channels] == channels
    assert [say(cell.text) for cell in table.header[0]] == [
        "",
        "layer 1, design-based",
        "layer 2, sequential ignorability",
    ]
    assert line_of(table, "Green")[1] == "not observed: no series is published"
    assert line_of(table, "Chained")[1] == "not observed: no series is published"
    assert sum("Joint test" in line[1] for line in words(table)) == 3


def test_mechanism_prints_truth_beside_a_and_indirect():
    lines = words(fake.build("mechanism"))
    digital = next(place for place, line in enumerate(lines) if line[0] == "Digital")
    assert lines[digital + 2][0].strip() == "truth"
    assert (lines[digital + 2][1], lines[digital + 2][7]) == ("0.200", "0.024")
    real = words(fake.build("mechanism", simulated=False))
    assert not any(line[0].strip() == "truth" for line in real)


def test_mechanism_of_another_treatment_has_no_truth():
    table = fake.build("mechanism", facts=fake.mechanism_facts(treatment="nqpf_equal"))
    assert not any(line[0].strip() == "truth" for line in words(table))
    assert "truth_a" not in table.tidy


def test_mechanism_without_channels_lists_its_mediators():
    given = fake_mechanism.inputs({"": ("gdp_pc", "density")}, [], None)
    table = fake.build("mechanism", **given)
    assert len(table.panels) == 1
    assert table.panels[0].title is None
    assert not any("not observed" in cell for line in words(table) for cell in line)


def test_mechanism_csv_holds_the_channels_not_observed():
    tidy = fake.build("mechanism").tidy
    assert len(tidy) == 9
    assert tidy["not_observed"].notna().sum() == 2


def regression(**keys):
    """The table of regressions with other keys in its spec."""
    spec = next(one for one in fake.tables().values() if one.kind == "regression")
    changed = TableSpec(**(spec.model_dump() | keys))
    return load("nqpf.tables", "regression").build(changed, fake.study(), fake.inputs("regression"))


def test_a_spec_may_ask_for_t_in_brackets():
    by_t = regression(brackets="t")
    place = [line[0] for line in words(by_t)].index(words(by_t)[0][0])
    terms = fake.inputs("regression")["terms"]
    first = terms[terms["model"] == terms["model"].iloc[0]].iloc[0]
    assert f"({number(first['t'])})" in words(by_t)[place + 1]
    assert "t statistics in brackets" in notes(by_t)
    assert "Standard errors in brackets" in notes(regression())


def test_stars_are_off_unless_a_spec_names_levels():
    plain, starred = words(regression()), words(regression(stars=[0.1, 0.05, 0.01]))
    assert not any("*" in cell for line in plain for cell in line)
    assert "Stars" not in notes(regression())
    assert "* p < 0.1, ** p < 0.05, *** p < 0.01" in notes(regression(stars=[0.01, 0.1, 0.05]))
    assert [[cell.rstrip("*") for cell in line] for line in starred] == plain


def test_stars_follow_the_p_that_the_column_is_read_by():
    terms = fake.inputs("regression")["terms"]
    counted = [cell.count("*") for line in words(regression(stars=[0.5])) for cell in line[1:]]
    below = (terms["p"] < 0.5).sum()
    assert 0 < sum(counted) <= below + len(terms["model"].unique())


@pytest.mark.parametrize("stars", [[0], [1.5], [0.05, 0.05]])
def test_levels_of_stars_are_levels(stars):
    with pytest.raises(ValueError, match="levels"):
        regression(stars=stars)
