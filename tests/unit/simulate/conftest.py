"""The simulated study, drawn once, and the means to switch its generator."""

from dataclasses import replace
from pathlib import Path

import pytest

from nqpf import index
from nqpf.simulate import draw
from nqpf.specs import load_study

CONFIG = Path(__file__).parents[3] / "config"


@pytest.fixture(scope="session")
def study():
    return load_study("simulated_cities", CONFIG)


@pytest.fixture(scope="session")
def drawn(study):
    return draw(study)


@pytest.fixture(scope="session")
def outcome_model(study, drawn):
    return index.fit(drawn.variables, study.indices["innovation"])


@pytest.fixture(scope="session")
def small(study):
    """The same study with 40 cities."""
    geography = study.simulation.geography.model_copy(update={"cities": 40, "provinces": 8})
    return _with_simulation(study, geography=geography)


@pytest.fixture(scope="session")
def with_simulation():
    """Give a study with other keys in simulation.yaml."""
    return _with_simulation


@pytest.fixture(scope="session")
def with_switches():
    """Give a study with switches of the generator set."""

    def switched(study, **switches):
        return _with_simulation(study, switches=study.simulation.switches.model_copy(update=switches))

    return switched


def _with_simulation(study, **changes):
    return replace(study, simulation=study.simulation.model_copy(update=changes))
