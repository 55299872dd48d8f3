"""The overlap audit."""

import pytest

from nqpf.audit.overlap import audit, carriers, frame, uses
from nqpf.errors import SpecError


def found(study, *pair):
    return next(one for one in audit(study) if set(one.pair) == set(pair))


def declare(folder, *pair, series):
    declared = folder.files["study.yaml"].setdefault("overlaps", [])
    declared.append({"between": list(pair), "series": series, "reason": "a test"})


def test_what_an_index_uses_and_how(study_folder):
    study = study_folder.load()
    assert uses(study, "nqpf") == {"staff": "content", "robots": "content", "population": "denominator"}
    assert uses(study, "base") == {"labs": "content", "staff": "content"}  # both parts of a share are content
    assert uses(study, "ln_gdp") == {"gdp": "content"}


def test_content_anywhere_is_content(study_folder):
    """Population below one indicator and alone in another is content of the index."""
    indicators = study_folder.files["indices/nqpf.yaml"]["dimensions"]["staff_pc"]["indicators"]
    study_folder.set("variables.yaml", "variables/quality/recipe", {"log": "population"})
    indicators.append("quality")
    declare(study_folder, "nqpf", "quality", series=["population"])
    declare(study_folder, "nqpf_equal", "quality", series=["population"])
    assert uses(study_folder.load(), "nqpf")["population"] == "content"


def test_a_denominator_of_a_denominator_stays_below(study_folder):
    study_folder.set("variables.yaml", "variables/quality/recipe", {"ratio": ["it", "digital_pc"]})
    pc = {"label": {"en": "a", "zh": "b"}, "unit": "1", "recipe": {"per_capita": ["energy", "population"]}}
    study_folder.set("variables.yaml", "variables/digital_pc", pc)
    study = study_folder.load()
    assert uses(study, "quality") == {"it": "content", "energy": "denominator", "population": "denominator"}


def test_a_shared_denominator_is_a_warning_only(study_folder):
    shared = found(study_folder.load(), "nqpf", "innovation")
    assert shared.content == ()
    assert shared.denominators == ("population",)
    assert not shared.declared


def test_shared_where_one_role_has_it_as_content_is_a_warning_only(study_folder):
    """GDP is a control (content) and stands below an outcome indicator."""
    shared = found(study_folder.load(), "innovation", "ln_gdp")
    assert shared.content == ()
    assert shared.denominators == ("gdp",)


def test_every_pair_of_roles_is_audited_once(study_folder):
    pairs = [frozenset(one.pair) for one in audit(study_folder.load())]
    assert len(pairs) == len(set(pairs))
    wanted = [
        ("nqpf", "innovation"),
        ("nqpf", "digital"),
        ("digital", "innovation"),
        ("nqpf", "ln_gdp"),
        ("innovation", "ln_gdp"),
        ("nqpf_equal", "innovation"),
    ]
    assert {frozenset(pair) for pair in wanted} <= set(pairs)


@pytest.mark.parametrize(
    ("variable", "series", "pair"),
    [
        ("digital", "robots", ("nqpf", "digital")),
        ("digital", "patents", ("digital", "innovation")),
        ("ln_gdp", "robots", ("nqpf", "ln_gdp")),
        ("ln_gdp", "papers", ("innovation", "ln_gdp")),
    ],
)
def test_an_undeclared_overlap_of_any_two_roles_stops_the_load(study_folder, variable, series, pair):
    study_folder.set("variables.yaml", f"variables/{variable}/recipe", {"log": series})
    with pytest.raises(SpecError) as caught:
        study_folder.load()
    assert f"share the raw series {series};" in str(caught.value)
    assert any(f"'{name}'" in str(caught.value) for name in pair)


def test_a_control_that_stands_in_a_mechanism_only_is_audited(study_folder):
    study_folder.set("mechanisms/channels.yaml", "controls", ["ln_gdp", "extra"])
    extra = {"label": {"en": "a", "zh": "b"}, "unit": "1", "recipe": {"log": "robots"}}
    study_folder.set("variables.yaml", "variables/extra", extra)
    with pytest.raises(
        SpecError, match="the treatment 'nqpf' and the control 'extra' share the raw series robots"
    ):
        study_folder.load()


@pytest.mark.parametrize("key", ["part_of", "contains"])
@pytest.mark.parametrize("holder", ["robots", "it"])
def test_a_total_and_its_part_count_as_shared(study_folder, key, holder):
    other = {"robots": "it", "it": "robots"}[holder]
    study_folder.set("variables.yaml", f"series/{holder}/{key}", [other])
    with pytest.raises(SpecError, match="share the raw series it, robots"):
        study_folder.load()
    for index in ("nqpf", "nqpf_equal"):
        declare(study_folder, index, "digital", series=["it", "robots"])
    shared = found(study_folder.load(), "nqpf", "digital")
    assert (shared.content, shared.declared) == (("it", "robots"), True)


def test_a_part_of_a_part_counts_too(study_folder):
    study_folder.set("variables.yaml", "series/robots/part_of", ["energy2"])
    study_folder.set(
        "variables.yaml", "series/energy2", {"source": "book", "column": "c", "unit": "1", "part_of": ["it"]}
    )
    with pytest.raises(SpecError, match="share the raw series it, robots"):
        study_folder.load()


def test_two_parts_of_one_total_are_not_shared(study_folder):
    study_folder.set("variables.yaml", "series/robots/part_of", ["labs"])
    study_folder.set("variables.yaml", "series/it/part_of", ["labs"])
    assert found(study_folder.load(), "nqpf", "digital").content == ()


def test_a_part_below_the_line_is_no_overlap(study_folder):
    """Population is a mere denominator of the index, so that a series it is part of is not shared."""
    study_folder.set("variables.yaml", "series/population/part_of", ["it"])
    assert found(study_folder.load(), "nqpf", "digital").content == ()


def test_declared_in_either_order_and_in_pieces(study_folder):
    study_folder.set("variables.yaml", "variables/digital/recipe", {"sum": ["robots", "staff"]})
    declare(study_folder, "digital", "nqpf", series=["robots"])
    declare(study_folder, "nqpf", "digital", series=["staff"])
    shared = found(study_folder.load(), "nqpf", "digital")
    assert (shared.content, shared.declared) == (("robots", "staff"), True)


def test_half_a_declaration_is_none(study_folder):
    study_folder.set("variables.yaml", "variables/digital/recipe", {"sum": ["robots", "staff"]})
    declare(study_folder, "digital", "nqpf", series=["robots"])
    with pytest.raises(SpecError, match="robots, staff"):
        study_folder.load()


def test_a_declaration_for_another_pair_does_not_count(study_folder):
    study_folder.set("variables.yaml", "variables/digital/recipe", {"log": "robots"})
    declare(study_folder, "green", "nqpf", series=["robots"])
    with pytest.raises(SpecError, match="'digital'"):
        study_folder.load()


def test_the_table_of_the_audit(study_folder):
    table = frame(audit(study_folder.load())).set_index(["first", "second"])
    row = table.loc[("treatment: nqpf", "outcome: innovation")]
    assert row.to_dict() == {"shared": "", "declared": "", "shared_denominators": "population"}


def test_the_table_has_its_columns_even_when_empty():
    assert list(frame([])) == ["first", "second", "shared", "declared", "shared_denominators"]


def test_the_sentence_names_the_lines_to_remove_or_to_add(study_folder):
    study_folder.set("variables.yaml", "variables/digital/recipe", {"log": "robots"})
    with pytest.raises(SpecError) as caught:
        study_folder.load()
    said = str(caught.value)
    assert "remove the indicators robots_pc from indices/nqpf.yaml" in said
    assert "'digital' is made of them" in said
    assert "{between: [nqpf, digital], series: [robots], reason: ...}" in said


def test_two_indices_name_the_indicators_of_both(study_folder):
    study_folder.set("variables.yaml", "variables/papers_gdp/recipe", {"ratio": ["robots", "gdp"]})
    with pytest.raises(SpecError) as caught:
        study_folder.load()
    one, other = (
        "the indicators robots_pc from indices/nqpf.yaml",
        "the indicators papers_gdp from indices/innovation.yaml",
    )
    assert f"remove {one} or {other}, or add under 'overlaps'" in str(caught.value)


def test_two_variables_have_no_line_to_remove(study_folder):
    study_folder.set("mechanisms/channels.yaml", "outcome", "papers_gdp")
    study_folder.set("variables.yaml", "variables/digital/recipe", {"log": "papers"})
    declare(study_folder, "innovation", "digital", series=["papers"])
    with pytest.raises(SpecError, match="share the raw series papers; choose another variable for one of"):
        study_folder.load()


def test_what_carries_a_series_is_an_indicator_with_it_above_the_line(study_folder):
    study = study_folder.load()
    assert carriers(study, "nqpf", ["robots", "population"]) == ["robots_pc"]
    assert carriers(study, "digital", ["it"]) == ["digital"]
    assert carriers(study, "nqpf", ["it"]) == []
