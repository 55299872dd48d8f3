import numpy as np
import pytest

from nqpf.estimators import twfe
from nqpf.mechanisms.mediate import mediate
from nqpf.registry import load, names
from nqpf.verify.design import study_of
from nqpf.verify.names import KEYS
from nqpf.verify.panels import make_case
from nqpf.verify.scenario import MEASURES

SAME = 1e-9  # two ways to the same least squares


@pytest.fixture(scope="module")
def case(study, scenario):
    return make_case(study_of(study, scenario()), 11, 99)


@pytest.fixture(scope="module")
def products(case):
    return load(MEASURES, "products").measure(case).set_index(KEYS)


@pytest.mark.parametrize("name", names(MEASURES))
def test_every_measure_names_quantities_once_and_gives_an_interval_or_a_test(case, name):
    rows = load(MEASURES, name).measure(case)
    assert not rows[KEYS].duplicated().any()
    assert any(str(column).endswith(("_low", "_p")) for column in rows)


def test_every_quantity_of_the_products_has_a_truth(case, products):
    known = case.truth.set_index(["quantity", "name"])["truth"]
    asked = {(quantity, name) for _, name, quantity in products.index}
    assert asked <= set(known.index)
    assert known.notna().all()


def test_t_intervals_are_those_of_the_two_way_columns(case, products):
    named = {"regressors": ["nqpf", *case.design["controls"]], "unit": "unit", "time": "year"}
    for outcome, key in (("digital", ("single", "digital", "a")), ("innovation", ("all", "", "total"))):
        column = twfe.estimate(case.sample, outcome=outcome, **named).interval().loc["nqpf"]
        found = products.loc[key, ["t_low", "t_high"]].to_numpy(float)
        assert np.allclose(found, column[["low", "high"]].to_numpy(float), rtol=SAME)


def test_products_have_every_interval_and_other_quantities_their_own(products):
    indirect = products.loc[("single", "digital", "indirect")]
    for method in ("percentile", "bca", "monte_carlo", "sobel"):
        assert indirect[f"{method}_low"] < indirect["estimate"] < indirect[f"{method}_high"]
    assert np.isnan(indirect["t_low"])
    assert products.loc[("single", "digital", "share"), "fieller_set"] != ""


def test_adjusted_p_of_the_family_are_no_smaller_than_the_raw_one(case):
    least = load(MEASURES, "family").measure(case).iloc[0]
    assert least["unadjusted_p"] <= least["bh_p"] <= least["holm_p"]
    assert 0.01 <= least["romano_wolf_p"] <= 1  # 1 / (99 + 1) is the least there is


def test_bootstrap_t_of_a_path_stands_beside_its_other_intervals(case, products):
    rows = load(MEASURES, "paths").measure(case).set_index(KEYS)
    assert set(rows.index) == {key for key in products.index if key[0] == "single" and key[2] == "a"}
    paths = mediate(
        case.sample, **case.design, draws=99, seed=case.seed, permutations=0, layers=("paths",)
    ).paths
    ends = paths.set_index("mediator")[["a_boot_low", "a_boot_high"]].astype(float)
    found = rows.droplevel(["set", "quantity"]).loc[ends.index]
    assert np.allclose(found.to_numpy(float), ends.to_numpy(float), rtol=SAME)
