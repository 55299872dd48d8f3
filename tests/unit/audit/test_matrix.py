"""Which raw series enters which role."""

from nqpf.audit.matrix import columns_of, matrix


def test_every_role_once_and_the_outcome_is_the_outcome(study_folder):
    back = {
        "label": {"en": "a", "zh": "b"},
        "outcome": "nqpf",
        "treatment": "innovation",
        "lags": {"innovation": 1},
    }
    study_folder.files["models/backward.yaml"] = back
    found = columns_of(study_folder.load())
    assert found == [
        ("treatment", "nqpf"),
        ("mediator", "digital"),
        ("mediator", "green"),
        ("mediator", "quality"),
        ("outcome", "innovation"),
        ("control", "ln_gdp"),
    ]


def test_cells_name_use_indicators_and_overlaps(study_folder):
    study_folder.set("variables.yaml", "variables/digital/recipe", {"log": "robots"})
    study_folder.files["study.yaml"]["overlaps"] = [
        {"between": [i, "digital"], "series": ["robots"], "reason": "x"} for i in ("nqpf", "nqpf_equal")
    ]
    table = matrix(study_folder.load()).set_index(["variable", "series"])
    assert table.loc[("nqpf", "population")].tolist() == [
        "treatment",
        "denominator",
        "staff_pc, robots_pc",
        "",
    ]
    assert table.loc[("nqpf", "robots")].tolist() == ["treatment", "content", "robots_pc", "digital"]
    assert table.loc[("digital", "robots"), "overlaps"] == "nqpf"
