"""From the specs of a study to a mediation: roles, groups, options and the label arrive."""

import numpy as np
import pandas as pd
import pytest

from nqpf.errors import DataError
from nqpf.mechanisms import study as module
from nqpf.mechanisms.study import study_mechanism

CHANNELS = ["digital", "green", "quality"]


@pytest.fixture
def study(study_folder):
    study_folder.set("mechanisms/channels.yaml", "permutations", 9)
    return study_folder.set("mechanisms/channels.yaml", "moderators", ["base"]).load()


@pytest.fixture
def sample():
    rng = np.random.default_rng(3)
    rows = pd.MultiIndex.from_product([range(45), range(2011, 2016)], names=["unit", "year"])
    frame = rows.to_frame(index=False).assign(unit=lambda f: "u" + f["unit"].astype(str))
    for name in ("nqpf", "ln_gdp", "base"):
        frame[name] = rng.normal(size=len(frame))
    for name in CHANNELS:
        frame[name] = 0.5 * frame["nqpf"] + rng.normal(size=len(frame))
    return frame.assign(innovation=frame[CHANNELS].sum(axis=1) + rng.normal(size=len(frame)))


def test_a_mechanism_is_estimated_on_all_layers(study, sample):
    found = study_mechanism(sample, study, "channels")
    assert found.paths["mediator"].tolist() == CHANNELS
    assert found.paths["effect"].tolist() == ["1.technology", "1.technology", "1.dynamics"]
    assert list(found.effects) == ["1.technology", "1.dynamics"]
    assert set(found.products["set"]) == {"single", "1.technology", "1.dynamics", "all"}
    assert set(found.alternatives["kind"]) == {"controlled direct", "lagged", "moderated"}
    assert found.products["reweighted_low"].isna().all()
    assert found.facts["label"] == {"en": "name", "zh": "名"}
    assert (found.facts["draws"], found.facts["permutations"], found.facts["seed"]) == (100, 9, 1)


@pytest.mark.parametrize(
    ("given", "passed"), [(None, None), ({}, None), ({"nqpf": "model"}, {"nqpf": "model"})]
)
def test_models_of_indices_are_passed_on(study, sample, monkeypatch, given, passed):
    asked = {}
    real = module.mediate

    def spy(frame, **arguments):
        asked.update(arguments)
        return real(frame, **{**arguments, "indices": None, "layers": ["paths"]})

    monkeypatch.setattr(module, "mediate", spy)
    study_mechanism(sample, study, "channels", given)
    assert asked["indices"] == passed
    assert asked["moderators"] == ["base"]


def test_a_tenth_channel_is_one_more_mediator_of_its_effect(study_folder, sample):
    study_folder.set("variables.yaml", "variables/base/recipe", {"take": "labs"})
    study_folder.set("mechanisms/channels.yaml", "permutations", 9)
    label = {"en": "x", "zh": "x"}
    study_folder.files["channels/labs_held.yaml"] = {
        "label": label,
        "effect": "1.dynamics",
        "variable": "base",
    }
    found = study_mechanism(sample, study_folder.load(), "channels")
    assert found.effects["1.dynamics"]["channels"] == ["quality", "base"]
    joint = found.products[(found.products["set"] == "1.dynamics") & (found.products["quantity"] == "b")]
    assert joint["name"].tolist() == ["quality", "base"]


def test_a_mechanism_without_an_observed_channel_is_refused(study_folder, sample):
    for claim in ("technology.digital", "technology.green", "dynamics.quality"):
        study_folder.set("study.yaml", f"claims/1.{claim}", {"not_observed": "no data"})
    with pytest.raises(DataError, match="mechanism 'name': no mediator is observed"):
        study_mechanism(sample, study_folder.load(), "channels")
