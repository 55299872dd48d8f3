"""What tables and figures of a mechanism share: Fieller sets in words, sets worth showing, truths of sets."""

import numpy as np
import pandas as pd
import pytest
from unit.tables import fake_mechanism
from unit.tables import fake_study as fake

from nqpf.page import mechanism as page
from nqpf.page.table import say

EXACT = 1e-12  # the same sum, in another order


@pytest.mark.parametrize(
    ("line", "english", "chinese"),
    [
        (("bounded", 0.1, 0.25), "[10.0%, 25.0%]", "[10.0%, 25.0%]"),
        (("outside", -0.5, 3.0), "outside (−50.0%, 300.0%)", "(−50.0%, 300.0%) 之外"),
        (("whole line", np.nan, np.nan), "unbounded", "无界"),
        (("", np.nan, np.nan), "", ""),
        ((np.nan, np.nan, np.nan), "", ""),
    ],
)
def test_a_fieller_set_in_words(line, english, chinese):
    made = dict(zip(("fieller_set", "fieller_low", "fieller_high"), line, strict=True))
    assert say(page.fieller(made)) == english
    assert say(page.fieller(made), "zh") == chinese


def test_the_note_explains_the_sets_that_are_shown_and_no_others():
    def said(*sets):
        return " ".join(say(note) for note in page.fieller_note(list(sets)))

    assert said("", np.nan) == ""
    assert "outside" not in said("bounded")
    assert "unbounded" not in said("bounded", "outside")
    assert "'outside'" in said("bounded", "outside")
    assert "'unbounded'" in said("whole line")


def test_sets_worth_showing():
    products = fake_mechanism.products({"1.technology": ("internet",), "1.dynamics": ("tfp", "rd_share")})
    assert page.set_sizes(products) == {"single": 3, "1.technology": 1, "1.dynamics": 2, "all": 3}
    assert page.shown_sets(products) == {"single": 3, "1.dynamics": 2, "all": 3}


def test_names_stand_in_the_order_of_the_theory():
    groups = {"1.model": ("coauthors",), "1.technology": ("robots", "internet")}
    names = page.in_order(fake.study(), fake_mechanism.products(groups), "all")
    assert names == ["internet", "robots", "coauthors", "1.technology", "1.model", "(sum)"]


def test_no_truth_for_real_data_or_for_another_outcome():
    products = fake_mechanism.products(fake.groups())
    facts = fake_mechanism.facts()
    assert page.true_products(fake.study(simulated=False), facts, fake.truth(), products) == {}
    assert page.true_products(fake.study(), facts | {"outcome": "tfp"}, fake.truth(), products) == {}
    assert page.true_products(fake.study(), facts, None, products) == {}


def test_truths_add_up_in_every_set():
    """Total = direct + sum of indirects, for the truth as for the estimate."""
    products = fake_mechanism.products(fake.groups())
    true = page.true_products(fake.study(), fake_mechanism.facts(), fake.truth(), products)
    for one in ("1.technology", "1.dynamics", "1.model", "all"):
        members = {name for key, name, quantity in true if key == one and quantity == "b"}
        parts = sum(true[one, name, "indirect"] for name in members)
        assert true[one, "(sum)", "indirect"] == pytest.approx(parts, abs=EXACT)
        assert true[one, "", "direct"] + parts == pytest.approx(true[one, "", "total"], abs=EXACT)


def test_an_estimate_of_a_or_b_has_its_own_truth():
    products = fake_mechanism.products(fake.groups())
    true = page.true_products(fake.study(), fake_mechanism.facts(), fake.truth(), products)
    assert true["single", "robots", "a"] == pytest.approx(0.3, abs=EXACT)
    assert true["all", "robots", "b"] == pytest.approx(0.12, abs=EXACT)


def test_layer_one_says_which_p_its_families_rest_on():
    few = say(page.design_based(fake_mechanism.facts(family_p="wild cluster bootstrap"), 3))
    assert "from the wild cluster bootstrap p (few clusters)" in few
    assert "from the p of the regression" in say(page.design_based(fake_mechanism.facts(), 3))


def test_the_identity_is_stated_with_its_gap():
    assert "to 3e-15" in say(page.identity({"identity_gap": 3e-15})[0])
    assert page.identity({"identity_gap": None}) == []
    assert page.by_key(pd.DataFrame({"a": ["x"], "b": [1]}), "a") == {("x",): {"a": "x", "b": 1}}
