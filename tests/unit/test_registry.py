"""A folder is a registry."""

import importlib

import pytest

from nqpf.errors import SpecError
from nqpf.registry import load, names, suggest

CONTRACTS = {  # registry -> what every option in it offers
    "nqpf.weights": "weights",
    "nqpf.index.normalisers": "fit",
    "nqpf.index.aggregators": "aggregate",
    "nqpf.panel.transforms": "compute",
    "nqpf.panel.missing": "fill",
    "nqpf.sources.readers": "read",
    "nqpf.estimators": "estimate",
    "nqpf.diagnostics": "test",
    "nqpf.tables": "build",
    "nqpf.render": "render",
    "nqpf.figures": "draw",
}


@pytest.mark.parametrize(("package", "function"), CONTRACTS.items())
def test_every_option_of_every_registry_keeps_its_contract(package, function):
    options = list(names(package))
    assert options == sorted(options)
    assert options
    for option in options:
        assert callable(getattr(load(package, option), function)), option


def test_the_two_schemes_of_this_version():
    assert {"entropy", "equal"} <= set(names("nqpf.weights"))


def test_load_is_a_plain_import():
    assert load("nqpf.weights", "equal") is importlib.import_module("nqpf.weights.equal")


@pytest.mark.parametrize("wrong", ["entropi", "", "..errors", "entropy.weights", "__init__"])
def test_anything_else_is_refused_with_the_choices(wrong):
    choices = ", ".join(names("nqpf.weights"))
    with pytest.raises(SpecError, match=rf"nqpf.weights has no '{wrong}'; .*allowed: {choices}"):
        load("nqpf.weights", wrong)


def test_the_nearest_is_suggested_and_all_are_listed():
    assert suggest("entropi", ["equal", "entropy"]) == "did you mean 'entropy'? allowed: entropy, equal"


def test_nothing_near_and_nothing_at_all():
    assert suggest("zzz", iter(["b", "a"])) == "allowed: a, b"
    assert suggest("zzz", []) == "allowed: none"
