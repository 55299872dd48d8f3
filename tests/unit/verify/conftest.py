"""The simulated study, and small scenarios of it."""

from pathlib import Path

import pytest

from nqpf.specs import load_study
from nqpf.specs.base import Label
from nqpf.verify.scenario import Scenario

CONFIG = Path(__file__).parents[3] / "config"


@pytest.fixture(scope="session")
def config():
    return CONFIG


@pytest.fixture(scope="session")
def study():
    return load_study("simulated_cities", CONFIG)


@pytest.fixture(scope="session")
def scenario():
    """Make a scenario; what is not said is small."""

    def made(**keys):
        small = {"purpose": "coverage", "panels": 3, "draws": 99, "cities": 40, "years": 6, "seed": 5}
        return Scenario(**{"label": Label(en="Small", zh="小"), **small, **keys})

    return made
