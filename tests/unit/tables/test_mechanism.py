"""Tables of the four layers of a mechanism: what they show, what they call it, what they own to assume."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from unit.tables import fake_mechanism
from unit.tables import fake_study as fake
from unit.tables.test_tables import line_of, notes, words

from nqpf.page.table import say
from nqpf.registry import load
from nqpf.specs.channels import ChannelSpec

KINDS = ["mechanism", *(f"mechanism_{name}" for name in fake.MECHANISM_TABLES)]
EXACT = 1e-12  # the same sum, in another order


def titles(table):
    return [say(panel.title) for panel in table.panels]


@pytest.mark.parametrize(
    ("kind", "layers"),
    [
        ("mechanism", ["Layer 1, design-based", "Layer 2, sequential ignorability"]),
        ("mechanism_products", ["Layer 2, sequential ignorability", "no channel acts on another"]),
        ("mechanism_fragility", ["Layer 3", "Imai, Keele & Yamamoto", "Cinelli & Hazlett"]),
        ("mechanism_alternatives", ["Layer 4, mediator held still", "Layer 4, lagged ordering", "Assumes"]),
        ("mechanism_moderated", ["Layer 4, moderated mediation", "Assumes"]),
    ],
)
def test_every_table_names_its_layer_and_what_it_assumes(kind, layers):
    said = notes(fake.build(kind))
    assert [layer for layer in layers if layer not in said] == []
    heads = " ".join(say(cell.text) for line in fake.build(kind).header for cell in line)
    assert "layer" in heads


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_starred(kind):
    table = fake.build(kind)
    assert not any("*" in cell for line in words(table) for cell in line)
    assert "*" not in notes(table)


def test_families_and_permutations_stand_beside_path_a():
    table = fake.build("mechanism")
    assert [say(cell.text) for cell in table.header[-1]][1:6] == [
        "a: x → m", "Holm p", "BH p", "RW p", "Perm. p",
    ]  # fmt: skip
    assert line_of(table, "Digital")[2:6] == ["0.210", "0.010", "0.020", "0.005"]
    assert "999 times" in notes(table)
    assert "over all channels of the table (7)" in notes(table)


def test_a_share_stands_over_its_fieller_set():
    products = fake_mechanism.products(fake.groups())
    digital = (
        (products["name"] == "internet") & (products["quantity"] == "share") & (products["set"] == "single")
    )
    for kind, printed in {"outside": "outside (−", "whole line": "unbounded"}.items():
        table = fake.build(
            "mechanism", products=products.assign(fieller_set=products["fieller_set"].mask(digital, kind))
        )
        assert line_of(table, "Internet users")[-1].startswith(printed)
        assert f"'{printed.split(' ')[0]}'" in notes(table)
    assert line_of(fake.build("mechanism"), "Internet users")[-1].startswith("[")
    assert "unbounded" not in notes(fake.build("mechanism"))


def test_the_joint_test_shows_the_mean_with_its_interval():
    """0.21 +- t(29) 0.05 = 0.21 +- 2.045 x 0.05."""
    said = [line[1] for line in words(fake.build("mechanism")) if "Joint test" in line[1]]
    assert all("mean standardised a 0.210 [0.108, 0.312]" in one for one in said)


def test_a_joint_test_that_cannot_be_computed_is_said():
    facts = fake.mechanism_facts()
    facts["effects"]["1.model"] |= {"f": None, "p": None, "p_holm": None}  # as JSON gives NaN back
    said = [line[1] for line in words(fake.build("mechanism", facts=facts)) if "Joint test" in line[1]]
    assert [("not computable" in one) for one in said] == [False, False, True]


def test_sets_are_single_by_effect_and_all():
    table = fake.build("mechanism_products")
    assert titles(table) == [
        "One channel at a time",
        "Technology change: its 2 channels jointly",
        "Dynamics change: its 3 channels jointly",
        "Model change: its 2 channels jointly",
        "All 7 channels jointly",
    ]
    last = [line[0].strip() for line in words(table)][-6:]
    sums = ["sum: Technology change", "sum: Dynamics change", "sum: Model change", "sum of indirect effects"]
    assert last == [*sums, "Direct", "Total"]
    assert "accounting decomposition" in notes(table)


def test_every_method_has_its_column_and_sobel_is_called_a_convention():
    table = fake.build("mechanism_products")
    heads = [say(cell.text) for cell in table.header[-1]]
    assert heads[1:7] == ["estimate", "truth", "percentile", "BCa", "Monte Carlo", "Sobel (convention)"]
    assert "indices reweighed" not in heads
    asked = fake_mechanism.products(fake.groups()).assign(reweighted_low=0.1, reweighted_high=0.2)
    table = fake.build("mechanism_products", products=asked)
    assert "indices reweighed" in [say(cell.text) for cell in table.header[-1]]
    assert "sensitivity interval" in notes(table)


def test_truths_of_sets_follow_from_those_of_channels():
    """Truth: a = 0.2 + 0.1 k, b = 0.12, total 0.4 (fake_study.truth)."""
    tidy = fake.build("mechanism_products").tidy.fillna({"name": ""})
    true = tidy.set_index(["set", "name", "quantity"])["truth"]
    assert true["1.technology", "(sum)", "indirect"] == pytest.approx((0.2 + 0.3) * 0.12, abs=EXACT)
    assert true["1.technology", "", "direct"] == pytest.approx(0.4 - 0.5 * 0.12, abs=EXACT)
    every = sum(0.2 + 0.1 * k for k in range(7)) * 0.12
    assert true["all", "", "direct"] == pytest.approx(0.4 - every, abs=EXACT)
    assert true["all", "1.technology", "indirect"] == pytest.approx(0.5 * 0.12, abs=EXACT)
    assert true["all", "", "total"] == 0.4
    assert true["single", "robots", "share"] == pytest.approx(0.3 * 0.12 / 0.4, abs=EXACT)
    assert "truth" not in fake.build("mechanism_products", simulated=False).tidy


def test_a_channel_without_truth_leaves_no_sum_with_one():
    known = fake.inputs("mechanism_products")
    less = known["truth"][known["truth"]["name"] != "robots"]
    tidy = fake.build("mechanism_products", truth=less).tidy.fillna({"name": ""})
    true = tidy.set_index(["set", "name", "quantity"])["truth"]
    assert np.isnan(true["1.technology", "(sum)", "indirect"])
    assert np.isnan(true["all", "", "direct"])
    assert true["1.dynamics", "(sum)", "indirect"] > 0
    assert true["all", "", "total"] == 0.4


def test_a_set_that_repeats_another_is_not_shown():
    one = fake_mechanism.inputs({"1.technology": ("internet",)}, [], None)
    table = fake.build("mechanism_products", **one)
    assert titles(table) == ["One channel at a time"]
    assert [line[0].strip() for line in words(table)] == ["Digital", "Direct", "Total"]
    assert "accounting" not in notes(table)
    two = fake_mechanism.inputs({"1.technology": ("internet", "robots")}, [], None)
    assert titles(fake.build("mechanism_products", **two))[1:] == ["All 2 channels jointly"]


def test_fragility_names_the_strongest_control():
    table = fake.build("mechanism_fragility")
    digital, intelligent = line_of(table, "Digital"), line_of(table, "Intelligent")
    assert digital[1:] == ["0.31", "21.1%", "12.2%", "-", "-", "-", "23.3%", "0.0%", "-", "-", "-"]
    assert intelligent[2:7] == ["21.1%", "12.2%", "GDP per head", "0.500", "0.167"]
    assert line_of(table, "Internet users")[1] == "[0.24, 0.38]"
    assert line_of(table, "Industrial robots")[4] == "R²: x 2.0%, m 2.0%"


def test_alternatives_say_what_was_held_still_and_count_their_rows():
    said = notes(fake.build("mechanism_alternatives"))
    assert "Intermediate: the other channels." in said
    assert "N = 12\N{NARROW NO-BREAK SPACE}345, 30 units" in said
    assert "N = 10\N{NARROW NO-BREAK SPACE}005, 30 units" in said
    given = fake.mechanism_facts(intermediate=["gdp_pc"])
    assert "Intermediate: GDP per head." in notes(fake.build("mechanism_alternatives", facts=given))
    alone = fake.mechanism_facts(mediators=["internet"])
    assert "Intermediate: none." in notes(fake.build("mechanism_alternatives", facts=alone))


def test_alternatives_know_the_truth_of_the_controlled_effect_alone():
    tidy = fake.build("mechanism_alternatives").tidy
    true = tidy.dropna(subset=["truth"])
    assert set(true["kind"]) == {"controlled direct"}
    digital = true[(true["mediator"] == "internet") & (true["quantity"] == "direct")]["truth"]
    assert digital.tolist() == pytest.approx([0.4 - 0.2 * 0.12], abs=EXACT)


def test_moderated_channels_show_quartiles_and_the_difference():
    table = fake.build("mechanism_moderated")
    assert titles(table)[0].startswith("Research staff (P25 0.300, P50 0.500, P75 0.800; N = ")
    true = table.tidy.dropna(subset=["truth"])
    assert set(true["at"]) == {"difference"}
    # The generator's path changes c' alone: 0.1 per unit of the moderator, over the 0.5 between quartiles.
    found = true.groupby("quantity")["truth"].unique().map(list).to_dict()
    assert found == {"direct": [0.05], "indirect": [0.0], "total": [0.05]}
    assert "truth" not in fake.build("mechanism_moderated", simulated=False).tidy


@pytest.mark.parametrize("kind", KINDS)
def test_a_tenth_channel_stands_under_its_effect(kind):
    spec = next(one for one in fake.tables().values() if one.kind == kind)
    extra = ChannelSpec(label=fake.label("Density", "密度"), effect="1.model", variable="density")
    study = replace(fake.study(), channels={"crowds": extra})
    groups = {**fake.groups(), "1.model": (*fake.groups()["1.model"], "density")}
    given = fake_mechanism.inputs(groups, ["research_base"], fake.truth()) | {"placebo": None}
    table = load("nqpf.tables", kind).build(spec, study, given)
    assert line_of(table, "Density")
    if kind == "mechanism":
        model = next(panel for panel in table.panels if say(panel.title) == "Model change")
        assert "Density" in [say(line[0].text) for line in model.rows]
        assert pd.isna(table.tidy.set_index("mediator").loc["density", "truth_a"])
