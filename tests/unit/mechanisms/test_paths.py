"""Layer 1: paths, families, joint tests."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from unit.mechanisms import invented

from nqpf.estimators import twfe
from nqpf.inference import wild
from nqpf.inference.adjust import benjamini_hochberg, holm
from nqpf.inference.permutation import permutation
from nqpf.inference.romano_wolf import romano_wolf
from nqpf.inference.studentised import studentise
from nqpf.mechanisms.influence import equations
from nqpf.mechanisms.paths import COLUMNS, joint_tests, paths

SETTING, ROUNDING = invented.SETTING, 1e-9
MANY = invented.panel(units=45, years=5)
FEW = invented.panel(units=12, years=5)


def found(sample, setting=SETTING, **more):
    arguments = {"draws": 99, "permutations": 49, "seed": 2} | more
    return paths(sample, setting, **arguments).set_index("mediator")


@pytest.mark.parametrize("estimator", ["panelols", "twfe"])
def test_a_path_is_the_regression_of_the_mediator(estimator):
    rows = found(MANY, estimator=estimator)
    for m in SETTING.mediators:
        fit = twfe.estimate(MANY, outcome=m, regressors=["x", "z"], unit="unit", time="year")
        term = fit.terms.loc["x"]
        assert rows.loc[m, ["a", "a_se", "a_t"]].to_list() == pytest.approx(term[:3].to_list(), rel=ROUNDING)
        assert rows.loc[m, "a_standardised"] == pytest.approx(fit.standardised["x"], rel=ROUNDING)
        limits = fit.interval(0.95).loc["x"].to_list()
        assert rows.loc[m, ["a_ci_low", "a_ci_high"]].to_list() == pytest.approx(limits, rel=ROUNDING)


def test_the_bootstrap_interval_comes_from_the_draws_of_romano_wolf():
    rows = found(MANY)
    names = {"outcomes": list(SETTING.mediators), "controls": ["z"], "unit": "unit", "time": "year"}
    drawn = studentise(MANY, treatment="x", draws=99, seed=2, **names).drawn
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    ends = np.column_stack([rows["a"] - high * rows["a_se"], rows["a"] - low * rows["a_se"]]).astype(float)
    np.testing.assert_allclose(rows[["a_boot_low", "a_boot_high"]].astype(float), ends, rtol=ROUNDING)


def test_families_are_adjusted_over_all_mediators():
    rows = found(MANY)
    assert rows["a_p_holm"].to_list() == pytest.approx(holm(rows["a_p"]).to_list())
    assert rows["a_p_bh"].to_list() == pytest.approx(benjamini_hochberg(rows["a_p"]).to_list())
    family = {
        "outcomes": list(SETTING.mediators),
        "controls": ["z"],
        "unit": "unit",
        "time": "year",
        "seed": 2,
    }
    adjusted = romano_wolf(MANY, treatment="x", draws=99, **family)
    assert rows["a_p_rw"].to_list() == adjusted[rows.index].to_list()
    dealt = permutation(MANY, treatment="x", draws=49, **family)
    assert rows["a_p_permutation"].to_list() == dealt["p"][rows.index].to_list()


def test_few_clusters_read_the_wild_bootstrap():
    rows = found(FEW)
    p = wild.p_value(
        FEW, outcome="m0", regressors=["x", "z"], unit="unit", time="year", term="x", draws=9999, seed=2
    )
    assert rows.loc["m0", "a_wild_p"] == p
    assert rows["a_p_holm"].to_list() == pytest.approx(holm(rows["a_wild_p"]).to_list())
    assert found(MANY)["a_wild_p"].isna().all()


def test_columns_and_groups():
    rows = paths(MANY, SETTING, draws=99, permutations=0, seed=2)
    assert list(rows.columns) == COLUMNS
    assert rows["effect"].to_list() == ["first", "first", "second"]
    assert rows["a_p_permutation"].isna().all()


def test_a_joint_test_of_one_path_is_its_t_squared():
    rows = paths(MANY, SETTING, draws=99, permutations=0, seed=2)
    tests = joint_tests(equations(MANY, SETTING), SETTING, rows)
    alone = rows.set_index("mediator").loc["m2"]
    assert tests["second"]["f"] == pytest.approx(alone["a_t"] ** 2, rel=ROUNDING)
    assert tests["second"]["p"] == pytest.approx(alone["a_p"], rel=1e-7)
    assert tests["second"]["average"] == pytest.approx(alone["a_standardised"], rel=ROUNDING)
    assert tests["first"]["df1"] == 2
    assert tests["first"]["channels"] == ["m0", "m1"]
    p = pd.Series({name: test["p"] for name, test in tests.items()})
    assert {name: test["p_holm"] for name, test in tests.items()} == pytest.approx(holm(p).to_dict())


def test_the_joint_test_is_that_of_stacked_equations():
    rows = paths(MANY, SETTING, draws=99, permutations=0, seed=2)
    tests = joint_tests(equations(MANY, SETTING), SETTING, rows)
    assert tests["first"]["f"] == pytest.approx(_stacked_f(MANY), rel=1e-8)


def _stacked_f(sample):
    """Wald F of both paths from one regression on the stack, CR1 by hand with each equation's factor."""
    influences, slopes = [], []
    for m in ("m0", "m1"):
        fit = twfe.estimate(sample, outcome=m, regressors=["x", "z"], unit="unit", time="year")
        dummies = np.column_stack(
            [sample["x"], sample["z"]]
            + [sample["unit"] == u for u in sample["unit"].unique()]
            + [sample["year"] == t for t in sample["year"].unique()[1:]]
        ).astype(float)
        beta, *_ = np.linalg.lstsq(dummies, sample[m].to_numpy(), rcond=None)
        residual = sample[m].to_numpy() - dummies @ beta
        bread = np.linalg.inv(dummies.T @ dummies)[0]
        by_row = (dummies @ bread) * residual
        influences.append([by_row[sample["unit"] == u].sum() for u in sample["unit"].unique()])
        slopes.append(beta[0])
    scaled = np.array(influences) * np.sqrt(fit.facts["factor"])
    return np.array(slopes) @ np.linalg.solve(scaled @ scaled.T, slopes) / 2


def test_more_channels_than_clusters_can_tell_apart_give_no_test():
    sample = invented.panel(units=3, years=12)
    setting = replace(SETTING, groups={"all of them": SETTING.mediators})
    rows = paths(sample, setting, draws=99, permutations=0, seed=2)
    assert np.isnan(joint_tests(equations(sample, setting), setting, rows)["all of them"]["p"])
