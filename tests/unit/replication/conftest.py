"""The studies of the project, read once."""

from pathlib import Path

import pytest

from nqpf.specs.study import load_study

CONFIG = Path(__file__).parents[3] / "config"


@pytest.fixture(scope="session")
def simulated():
    return load_study("simulated_cities", CONFIG)


@pytest.fixture(scope="session")
def provinces():
    return load_study("china_provinces", CONFIG)
