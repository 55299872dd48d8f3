"""The public function: every layer on one sample, clear refusals, text and one long frame."""

import doctest
import sys
from importlib import import_module

import numpy as np
import pandas as pd
import pytest
from unit.mechanisms import invented

import nqpf
from nqpf import bootstrap, mediate
from nqpf.errors import DataError, SpecError
from nqpf.mechanisms.mediate import LAYERS

SAMPLE = invented.panel()
ARGUMENTS = {
    "treatment": "x",
    "mediators": ["m0", "m1", "m2"],
    "outcome": "y",
    "controls": ["z"],
    "groups": invented.GROUPS,
    "draws": 60,
    "permutations": 19,
}


@pytest.fixture(scope="module")
def found():
    return mediate(SAMPLE, **ARGUMENTS, moderators=["w"])


def test_the_example_of_the_docstring_runs():
    outcome = doctest.testmod(import_module("nqpf.mechanisms.mediate"))
    assert outcome.attempted > 5
    assert outcome.failed == 0


def test_the_facts_say_how_every_interval_came_about(found):
    recipes = found.facts["intervals"]
    kinds = {name.removesuffix("_low") for name in found.products if name.endswith("_low")}
    assert kinds - {"reweighted"} == set(recipes)  # of which none was asked for
    assert "60 draws of 40 clusters" in recipes["percentile"]
    assert "t(39)" in recipes["fieller"]
    assert "convention" in recipes["sobel"]
    for method in recipes:
        assert f"\n  {method}: " in found.summary()


def test_all_layers_are_there(found):
    for frame in (found.paths, found.products, found.fragility, found.curve, found.alternatives):
        assert set(frame["mediator" if "mediator" in frame else "name"]) >= {"m0", "m1", "m2"}
    assert list(found.effects) == ["first", "second"]
    assert found.facts["n"] == len(SAMPLE)
    assert found.facts["clusters"] == 40
    assert found.facts["identity_gap"] < 1e-9


def test_layers_agree_with_each_other(found):
    """Path a of layers 1 and 2, and rho at zero against the sign of b, come from different code."""
    single = found.products[found.products["set"] == "single"].set_index(["name", "quantity"])
    for row in found.paths.to_dict("records"):
        assert single.loc[(row["mediator"], "a"), "estimate"] == pytest.approx(row["a"], rel=1e-9)
        assert single.loc[(row["mediator"], "a"), "se"] == pytest.approx(row["a_se"], rel=1e-9)
    b = single.xs("b", level="quantity")["estimate"]
    rho = found.fragility.set_index("mediator")["rho_zero"]
    assert (np.sign(rho) == np.sign(b[rho.index])).all()
    at_zero = found.curve[found.curve["rho"].abs() < 1e-12].set_index("mediator")["indirect"]
    indirect = single.xs("indirect", level="quantity")["estimate"]
    assert at_zero.to_dict() == pytest.approx(indirect[at_zero.index].to_dict(), rel=1e-9)


def test_known_slopes_lie_within_four_errors(found):
    single = found.products[found.products["set"] == "single"].set_index(["name", "quantity"])
    for name, (a, b) in invented.SLOPES.items():
        for quantity, truth in (("a", a), ("b", b)):
            row = single.loc[(name, quantity)]
            assert abs(row["estimate"] - truth) < 4 * row["se"]


def test_the_summary_says_what_each_layer_assumes(found):
    text = found.summary()
    for word in ("Layer 1", "Layer 2", "Layer 3", "Layer 4", "CR1, nested convention", "jointly", "N = 240"):
        assert word in text
    assert "SIMULATED" not in text


def test_tidy_is_one_long_frame(found):
    long = found.tidy()
    assert list(long.columns) == ["layer", "set", "name", "quantity", "method", "estimate", "low", "high"]
    assert set(long["layer"]) == set(LAYERS)
    rows = long[(long["layer"] == "products") & (long["quantity"] == "indirect") & (long["set"] == "all")]
    assert set(rows["method"]) == {"percentile", "bca", "monte_carlo", "sobel"}
    assert not long.duplicated(["layer", "set", "name", "quantity", "method"]).any()


def test_only_the_layers_asked_for():
    lean = mediate(SAMPLE, **ARGUMENTS, layers=["products"])
    assert len(lean.products)
    assert lean.paths.empty
    assert lean.curve.empty
    assert "Layer 3" not in lean.summary()
    assert set(lean.tidy()["layer"]) == {"products"}


def test_one_sample_for_every_layer():
    """A row that lacks one mediator counts for none of them, and lone rows are dropped and counted."""
    holes = SAMPLE.copy()
    holes.loc[::10, "m2"] = np.nan
    holes = holes[(holes["unit"] != 3) | (holes["year"] == 2001)]
    lean = mediate(holes, **ARGUMENTS, layers=["products"])
    assert lean.facts["n"] == len(holes.dropna()) - 1
    again = mediate(holes.dropna()[lambda rows: rows["unit"] != 3], **ARGUMENTS, layers=["products"])
    pd.testing.assert_frame_equal(lean.products, again.products)


def test_draws_are_those_of_the_bootstrap_of_record():
    lean = mediate(SAMPLE, **ARGUMENTS, layers=["products"], seed=5)
    drawn = bootstrap.mediation(
        SAMPLE, treatment="x", mediators=["m0"], outcome="y", controls=["z"], unit="unit", time="year",
        draws=60, seed=5,
    )  # fmt: skip
    row = lean.products.set_index(["set", "name", "quantity"]).loc[("single", "m0", "indirect")]
    limits = drawn["indirect"].quantile([0.025, 0.975]).to_list()
    assert row[["percentile_low", "percentile_high"]].to_list() == pytest.approx(limits, rel=1e-9)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"treatment": "xx"}, "did you mean 'x'"),
        ({"mediators": []}, "mediators is empty"),
        ({"mediators": "m0"}, "['m0']"),
        ({"mediators": ["m0", "x"], "groups": None}, "'x' stands twice"),
        ({"moderators": ["v"]}, "no column 'v'"),
        ({"cluster": "block"}, "no column 'block'"),
        ({"layers": ["path"]}, "did you mean 'paths'"),
        ({"level": 95}, "level is 95"),
        ({"draws": 0}, "draws is 0"),
        ({"groups": {"all": ["m0"]}}, "'all'"),
        ({"groups": {"first": ["m9"]}}, "'m9'"),
        ({"groups": {"first": []}}, "is empty"),
        ({"groups": {"first": ["m0", "m0"]}}, "holds a mediator twice"),
        ({"groups": {"first": "m0"}}, "groups['first'] is 'm0': give a list"),
        ({"groups": ["m0"]}, "give a mapping"),
        ({"treatment": ["x"]}, "give the name of one column"),
        ({"mediators": ["year"], "groups": None}, "'year' stands twice"),
        ({"mediators": ["y"], "groups": None}, "'y' stands twice"),
        ({"intermediate": "w"}, "intermediate is 'w'"),
        ({"layers": "products"}, "layers is 'products'"),
        ({"level": "0.95"}, "level is 0.95"),
        ({"draws": 100.5}, "draws is 100.5"),
        ({"sample": {"x": [1.0]}}, "sample is a dict"),
    ],
)
def test_a_wrong_specification_is_one_sentence(change, words):
    with pytest.raises(SpecError) as caught:
        mediate(**({"sample": SAMPLE} | ARGUMENTS | change))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"z": np.nan}, "'z' is empty most often"),
        ({"x": 1.0}, "absorb"),
        ({"y": 2.0}, "does not vary"),
        ({"year": SAMPLE["year"].clip(upper=2004)}, "more than one row"),
        ({"m1": "text"}, "not numeric"),
        ({"unit": 1}, "all complete rows have the same 'unit'"),
        ({"year": 2000}, "all complete rows have the same 'year'"),
        ({"m1": SAMPLE["x"]}, "absorb 'm1'"),
        ({"x": SAMPLE["unit"]}, "absorb 'x'"),
    ],
)
def test_an_unusable_sample_is_one_sentence(change, words):
    with pytest.raises(DataError) as caught:
        mediate(SAMPLE.assign(**change), **ARGUMENTS, layers=["products"])
    assert words in str(caught.value)


def test_one_cluster_is_refused():
    with pytest.raises(DataError, match="one cluster"):
        mediate(SAMPLE.assign(block=1), **ARGUMENTS, cluster="block")


def test_an_index_level_is_named():
    with pytest.raises(SpecError, match="reset_index"):
        mediate(SAMPLE.set_index("unit"), **ARGUMENTS)


def test_importing_the_package_stays_light():
    assert nqpf.mediate is mediate
    with pytest.raises(AttributeError, match="medate"):
        _ = nqpf.medate
    assert "nqpf.mechanisms.mediate" in sys.modules
