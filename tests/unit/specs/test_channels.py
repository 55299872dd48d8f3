"""A channel beyond the theory's is one file: where it joins, and what is refused in a sentence."""

import pytest
from unit.specs.test_study import sentence

from nqpf.audit.overlap import audit

LABEL = {"en": "Logistics", "zh": "物流"}
FILE = "channels/logistics.yaml"
RECIPE = {"per_capita": ["labs", "population"]}


@pytest.fixture
def with_channel(study_folder):
    study_folder.set("variables.yaml", "variables/base/recipe", {"take": "labs"})

    def add(**keys):
        study_folder.files[FILE] = {"label": LABEL, "effect": "1.dynamics", **keys}
        return study_folder

    return add


def test_a_channel_may_be_a_variable_that_is_there(with_channel):
    study = with_channel(variable="base").load()
    assert study.mediators("channels") == ["digital", "green", "quality", "base"]
    assert study.channels_of("1.dynamics") == {"quality": "1.dynamics.quality", "base": ""}
    assert study.groups("channels") == {
        "1.technology": ("digital", "green"),
        "1.dynamics": ("quality", "base"),
    }
    assert len(study.theory.claims) == 19


def test_a_channel_may_define_its_variable(with_channel):
    study = with_channel(variable={"unit": "per head", "recipe": RECIPE}).load()
    made = study.codebook.variables["logistics"]
    assert study.mediators("channels") == ["digital", "green", "quality", "logistics"]
    assert made.recipe.of == ["labs", "population"]
    assert made.label.en == "Logistics"  # the channel's, as it has none of its own
    assert study.codebook.order().index("logistics") >= 0


def test_a_channel_may_start_an_effect_that_has_none(with_channel):
    study = with_channel(variable="base", effect="1.model").load()
    assert study.groups("channels")["1.model"] == ("base",)


def test_a_channel_stands_with_its_effect_whatever_the_order_of_effects(with_channel):
    study = with_channel(variable="base", effect="1.technology").load()
    assert study.mediators("channels") == ["digital", "green", "base", "quality"]


def test_a_mechanism_with_a_list_of_its_own_takes_no_further_channel(with_channel):
    other = {"label": LABEL, "treatment": "nqpf", "outcome": "innovation", "mediators": ["green"], "seed": 1}
    folder = with_channel(variable="base")
    folder.files["mechanisms/other.yaml"] = other
    assert folder.load().groups("other") == {"1.technology": ("green",)}


def test_a_channel_is_audited_for_overlap(with_channel):
    folder = with_channel(variable={"unit": "1", "recipe": {"ratio": ["robots", "gdp"]}})
    told = sentence(folder)
    assert "the treatment 'nqpf' and the mediator 'logistics' share the raw series robots" in told
    pairs = [{"between": ["nqpf", "logistics"], "series": ["robots"], "reason": "a test"}]
    study = folder.set("study.yaml", "overlaps", pairs).load()
    assert any(set(found.pair) == {"nqpf", "logistics"} and found.declared for found in audit(study))


@pytest.mark.parametrize(
    ("keys", "held"),
    [
        ({"effect": "1.modle", "variable": "base"}, ["'effect' names '1.modle'", "did you mean '1.model'?"]),
        ({"variable": "bse"}, ["'variable' names 'bse'", "did you mean 'base'?"]),
        ({"variable": "green"}, ["'green' is already a channel (claim '1.technology.green')"]),
        ({"variable": 3}, ["'variable'", "3 is neither the name of a variable nor the definition of one"]),
        ({"variable": {"unit": "1", "recipe": {"per_capta": ["labs"]}}}, ["did you mean 'per_capita'?"]),
        ({"variable": {"unit": "1", "recipe": {"take": "lab"}}}, ["'logistics' is made of 'lab'", "'labs'?"]),
        ({"variable": {"unt": "1", "recipe": RECIPE}}, ["unknown key 'unt'", "did you mean 'unit'?"]),
        ({"variable": "base", "claim": "x"}, ["unknown key 'claim'"]),
        ({"variable": "ln_gdp"}, ["'ln_gdp' is a control and a mediator; give it one role"]),
        ({"variable": "nqpf"}, ["'nqpf' is the treatment and a mediator"]),
        ({}, ["the key 'variable' is missing"]),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_a_sentence(with_channel, keys, held):
    told = sentence(with_channel(**keys))
    assert [piece for piece in held if piece not in told] == [], told


@pytest.mark.parametrize("name", ["robots", "base", "innovation"])
def test_a_new_variable_needs_a_name_of_its_own(study_folder, name):
    variable = {"unit": "1", "recipe": RECIPE}
    study_folder.files[f"channels/{name}.yaml"] = {"label": LABEL, "effect": "1.model", "variable": variable}
    told = sentence(study_folder)
    assert f"channels/{name}.yaml: the file defines the variable '{name}'" in told
    assert "rename the file" in told


def test_one_variable_stands_for_one_channel(with_channel):
    folder = with_channel(variable="base")
    folder.files["channels/second.yaml"] = {"label": LABEL, "effect": "1.model", "variable": "base"}
    assert "second.yaml: 'base' is already a channel (channels/logistics.yaml)" in sentence(folder)


def test_a_table_of_moderated_channels_needs_moderators(study_folder):
    table = {"kind": "mechanism_moderated", "title": LABEL, "mechanism": "channels"}
    study_folder.files["tables/moderated.yaml"] = table
    assert "tables/moderated.yaml: the mechanism 'channels' has no moderators" in sentence(study_folder)
    study_folder.set("mechanisms/channels.yaml", "moderators", ["bse"])
    assert "did you mean 'base'?" in sentence(study_folder)
    study_folder.set("mechanisms/channels.yaml", "moderators", ["base"]).load()


def test_a_table_of_any_layer_needs_its_mechanism(study_folder):
    study_folder.files["tables/products.yaml"] = {"kind": "mechanism_products", "title": LABEL}
    assert "a table of kind 'mechanism_products' needs the key 'mechanism'" in sentence(study_folder)
