"""The analysis of both directions: which series is which, and what the facts say."""

import pytest
from unit.analyses import material
from unit.tables import fake_study as fake

from nqpf.dynamics import cross_lagged, dumitrescu_hurlin
from nqpf.errors import SpecError
from nqpf.files import read_json, write_json

SAME = 1e-12
OPTIONS = {"other": "tfp", "controls": ["gdp_pc"], "draws": 19}


@pytest.fixture(scope="module")
def known():
    return material.material(fake.study())


@pytest.fixture(scope="module")
def found(known):
    return material.analyse("two_way", fake.study(), known, **OPTIONS, orders=[1, 2])


def test_forward_is_the_other_series_on_last_years_index(found, known):
    rows = found.rows.set_index(["direction", "method", "order"]).sort_index()
    options = {"controls": ["gdp_pc"], "draws": 19, "seed": found.facts["seed"]}
    one, back = cross_lagged.estimate(known.sample, outcome="tfp", other="nqpf", **options)
    for direction, told in (("forward", one), ("backward", back)):
        for method in ("fixed_effects", "half_panel", "adjusted"):
            line = rows.loc[(direction, method, 1)]
            assert line["coef"] == pytest.approx(told.terms.loc[(method, "other"), "coef"], rel=SAME)
            assert line["own_coef"] == pytest.approx(told.terms.loc[(method, "own"), "coef"], rel=SAME)
    assert rows.loc["forward", "outcome"].eq("tfp").all()
    assert rows.loc["backward", "outcome"].eq("nqpf").all()


def test_granger_tests_are_made_on_deviations_from_year_means(found, known):
    rows = found.rows.set_index(["direction", "method", "order"]).sort_index()
    names = {"outcome": "tfp", "other": "nqpf", "order": 2, "demean": True}
    alone = dumitrescu_hurlin.non_causality(known.sample, **names)
    assert rows.loc[("forward", "dh_zbar", 2), "statistic"] == pytest.approx(alone.zbar, rel=SAME)
    assert rows.loc[("forward", "dh_zbar", 2), "p"] == pytest.approx(alone.zbar_p, rel=SAME)


def test_a_row_per_direction_and_method_and_facts_for_json(found, tmp_path):
    assert found.rows.groupby("direction").size().tolist() == [3 + 2 * 5] * 2
    assert not found.rows.duplicated(["direction", "method", "order"]).any()
    assert found.facts["record"] in set(found.rows["method"])
    assert found.facts["directions"]["forward"]["other"]["en"] == "New quality productive forces"
    assert found.facts["directions"]["forward"]["cross_lagged"]["units"] == 24
    write_json(tmp_path / "facts.json", found.facts)
    assert read_json(tmp_path / "facts.json")["orders"] == [1, 2]


def test_what_is_too_short_is_empty_with_its_reason(known):
    short = known.sample[known.sample["year"] < 2018]
    found = material.analyse("two_way", fake.study(), material.given(short), other="tfp", draws=19)
    rows = found.rows.set_index(["direction", "method"])
    for method in ("hpj_wald", "hpj_wald_bootstrap", "dh_ztilde"):
        assert rows.loc[("forward", method), "p"] != rows.loc[("forward", method), "p"]
    told = found.facts["directions"]["forward"]["granger"][0]
    assert told["hpj_wald"] is None
    assert "more than 8 years" in told["dumitrescu_hurlin"]["reason"]


def test_mistakes_get_a_sentence(known):
    with pytest.raises(SpecError, match="'other' names 'no_such'"):
        material.analyse("two_way", fake.study(), known, other="no_such")
    with pytest.raises(SpecError, match="'controls' names 'no_such'"):
        material.analyse("two_way", fake.study(), known, other="tfp", controls=["no_such"])
    with pytest.raises(SpecError, match="'orders' is"):
        material.analyse("two_way", fake.study(), known, other="tfp", orders=[1, 1])
