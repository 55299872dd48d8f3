"""Which regressions a declared overlap touches, and which index can be rebuilt."""

import pytest

from nqpf.audit.cases import cases, side, why_not, without


def declare(folder, *pair, series):
    declared = folder.files["study.yaml"].setdefault("overlaps", [])
    declared.append({"between": list(pair), "series": series, "reason": "a test"})


@pytest.fixture
def overlapping(study_folder):
    """The mediator 'digital' is made of robots, which are in the treatment; 'quality' of papers."""
    study_folder.set("variables.yaml", "variables/digital/recipe", {"log": "robots"})
    study_folder.set("variables.yaml", "variables/quality/recipe", {"log": "papers"})
    for index in ("nqpf", "nqpf_equal"):
        declare(study_folder, index, "digital", series=["robots"])
    declare(study_folder, "innovation", "quality", series=["papers"])
    return study_folder


def test_without_an_overlap_there_is_no_case(study_folder):
    assert cases(study_folder.load()) == []


def test_mediators_are_touched_in_their_own_path(overlapping):
    found = {(case.ends, case.path, case.roles) for case in cases(overlapping.load())}
    assert found == {
        (("nqpf", "digital"), "a", "treatment x mediator"),
        (("quality", "innovation"), "b", "mediator x outcome"),
    }


def test_path_b_holds_the_treatment_beside_the_mediator(overlapping):
    b = next(case for case in cases(overlapping.load()) if case.path == "b")
    assert b.model.controls == ["nqpf", "ln_gdp"]
    assert set(b.complete) == {"nqpf", "innovation", "ln_gdp", "digital", "green", "quality"}


def test_every_tabled_model_of_a_pair_is_a_case(study_folder):
    study_folder.set("variables.yaml", "variables/papers_gdp/recipe", {"ratio": ["robots", "gdp"]})
    for index in ("nqpf", "nqpf_equal"):
        declare(study_folder, index, "innovation", series=["robots"])
    found = {(case.name, case.path) for case in cases(study_folder.load())}
    models = {(name, "") for name in ("twoway", "twoway_equal", "forward", "path_p1")}
    assert found == {*models, ("channels", "total")}


def test_the_index_of_a_pair_is_rebuilt_whichever_end_it_is(overlapping):
    study = overlapping.load()
    sides = {case.path: side(study, case) for case in cases(study)}
    assert (sides["a"].index, sides["a"].kept, sides["a"].dropped) == ("nqpf", ("staff_pc",), ("robots_pc",))
    assert (sides["b"].index, sides["b"].kept) == ("innovation", ("patents_pc",))


def test_two_single_variables_cannot_be_rebuilt(study_folder):
    study_folder.set("variables.yaml", "variables/digital/recipe", {"log": "papers"})
    study_folder.set("mechanisms/channels.yaml", "outcome", "papers_gdp")
    declare(study_folder, "papers_gdp", "digital", series=["papers"])
    declare(study_folder, "innovation", "digital", series=["papers"])
    study = study_folder.load()
    case = next(case for case in cases(study) if case.ends == ("digital", "papers_gdp"))
    assert side(study, case) is None
    assert why_not(study, case) == (
        "not computable: digital and papers_gdp are single variables, there is no index to rebuild"
    )


def test_an_index_of_carriers_alone_leaves_nothing(study_folder):
    study_folder.set("variables.yaml", "variables/digital/recipe", {"sum": ["robots", "staff"]})
    for index in ("nqpf", "nqpf_equal"):
        declare(study_folder, index, "digital", series=["robots", "staff"])
    study = study_folder.load()
    case = next(case for case in cases(study) if case.path == "a")
    assert side(study, case) is None
    assert why_not(study, case) == "not computable: every indicator of nqpf carries a shared series"


def test_an_index_without_some_indicators(study_folder):
    spec = study_folder.load().indices["nqpf"]
    left = without(spec, ("robots_pc",))
    assert left.indicators == ["staff_pc"]
    assert list(left.dimensions) == ["staff_pc"]
    assert set(left.directions) == {"staff_pc"}
    assert spec.indicators == ["staff_pc", "robots_pc"]  # the spec given is untouched
    assert left.model_copy(update={"dimensions": {}, "directions": {}}) == spec.model_copy(
        update={"dimensions": {}, "directions": {}}
    )
