"""Products of paths: identities, Gelbach's arithmetic, naive re-estimation, errors."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from unit.mechanisms import invented

from nqpf import bootstrap
from nqpf.estimators import twfe
from nqpf.mechanisms import intervals
from nqpf.mechanisms.effects import ALL, SINGLE, SUM, effects
from nqpf.mechanisms.influence import equations
from nqpf.mechanisms.products import products

SETTING, ROUNDING = invented.SETTING, 1e-9
PANELS = {"balanced": invented.panel(), "ugly": invented.ugly().dropna()}


def found(sample, setting=SETTING, draws=200, **more):
    return products(sample, setting, equations(sample, setting), draws=draws, seed=3, **more)


def cells(frame, column="estimate"):
    return frame.set_index(["set", "name", "quantity"])[column]


def coefficients(sample, outcome, regressors):
    fitted = twfe.estimate(sample, outcome=outcome, regressors=regressors, unit="unit", time="year")
    return fitted.terms["coef"]


@pytest.mark.parametrize("name", PANELS)
def test_every_estimate_is_that_of_its_regressions(name):
    sample = PANELS[name]
    value = cells(found(sample).frame)
    total = coefficients(sample, "y", ["x", "z"])["x"]
    joint = coefficients(sample, "y", ["x", "m0", "m1", "m2", "z"])
    pair = coefficients(sample, "y", ["x", "m0", "m1", "z"])
    for m in SETTING.mediators:
        a = coefficients(sample, m, ["x", "z"])["x"]
        b = coefficients(sample, "y", ["x", m, "z"])
        assert value[SINGLE, m, "indirect"] == pytest.approx(a * b[m], rel=ROUNDING)
        assert value[SINGLE, m, "direct"] == pytest.approx(b["x"], rel=ROUNDING)
        assert value[SINGLE, m, "share"] == pytest.approx(a * b[m] / total, rel=ROUNDING)
        assert value[ALL, m, "indirect"] == pytest.approx(a * joint[m], rel=ROUNDING)
    assert value["first", "", "direct"] == pytest.approx(pair["x"], rel=ROUNDING)
    assert value[ALL, "", "direct"] == pytest.approx(joint["x"], rel=ROUNDING)
    assert value[ALL, "", "total"] == pytest.approx(total, rel=ROUNDING)


@pytest.mark.parametrize("name", PANELS)
def test_total_is_direct_and_indirect_in_every_set(name):
    result = found(PANELS[name])
    value = cells(result.frame)
    assert 0 <= result.gap < 1e-9
    for one in ("first", "second", ALL):
        assert value[one, "", "total"] == pytest.approx(
            value[one, "", "direct"] + value[one, SUM, "indirect"], abs=ROUNDING
        )
    groups = value[ALL, "first", "indirect"] + value[ALL, "second", "indirect"]
    assert groups == pytest.approx(value[ALL, SUM, "indirect"], abs=ROUNDING)


def test_the_joint_products_are_gelbachs_decomposition():
    """Gelbach (2016, eq. 4): the change of x's slope is Gamma b, Gamma the slopes of the added on x."""
    sample = PANELS["balanced"]
    value = cells(found(sample).frame)
    short = coefficients(sample, "y", ["x", "z"])["x"]
    long = coefficients(sample, "y", ["x", *SETTING.mediators, "z"])["x"]
    parts = [value[ALL, m, "indirect"] for m in SETTING.mediators]
    assert sum(parts) == pytest.approx(short - long, abs=ROUNDING)
    turned = replace(SETTING, mediators=SETTING.mediators[::-1])
    again = cells(found(sample, turned).frame)
    assert [again[ALL, m, "indirect"] for m in SETTING.mediators] == pytest.approx(parts, abs=ROUNDING)


def test_intervals_are_those_of_the_bootstrap_of_record():
    sample = PANELS["ugly"]
    columns = {"treatment": "x", "mediators": list(SETTING.mediators), "outcome": "y", "controls": ["z"]}
    drawn = bootstrap.mediation(sample, **columns, unit="unit", time="year", draws=200, seed=3, joint=True)
    frame = found(sample).frame.set_index(["set", "name", "quantity"])
    limits = drawn.xs("m0", level="mediator")["indirect"].quantile([0.025, 0.975]).to_list()
    own = frame.loc[(ALL, "m0", "indirect"), ["percentile_low", "percentile_high"]].to_list()
    assert own == pytest.approx(limits, rel=ROUNDING)


def test_first_order_errors_come_near_the_bootstraps():
    """CR1 and the spread of draws estimate the same; 40 clusters and 2,000 draws differ by some per cent."""
    sample = invented.panel(units=150)
    result = found(sample, draws=2000).frame
    drawn = effects(
        bootstrap.moments(
            sample, columns=SETTING.columns, controls=["z"], unit="unit", time="year", draws=2000, seed=3
        ),
        SETTING,
    )
    spread = pd.Series(drawn.cells.std(axis=0), index=result.index)
    known = result["se"].notna()
    assert (result["se"] / spread)[known].between(0.85, 1.15).all()


def test_bca_leaves_each_cluster_out_in_turn():
    sample = PANELS["ugly"]
    frame = found(sample).frame
    counts = np.ones((sample["unit"].nunique(),) * 2) - np.eye(sample["unit"].nunique())
    columns = {"columns": SETTING.columns, "controls": ["z"], "unit": "unit", "time": "year"}
    drawn = effects(bootstrap.moments(sample, **columns, draws=200, seed=3), SETTING).cells
    without = effects(bootstrap.moments(sample, **columns, counts=counts), SETTING).cells
    low, high = intervals.bca(drawn, frame["estimate"].to_numpy(), without)
    assert np.allclose(frame[["bca_low", "bca_high"]].T, [low, high], rtol=ROUNDING, equal_nan=True)


def test_monte_carlo_and_sobel_stand_by_products_only():
    frame = found(PANELS["balanced"]).frame
    product = frame["quantity"] == "indirect"
    for column in ("monte_carlo_low", "sobel_high", "sobel_p"):
        assert frame.loc[product, column].notna().all()
        assert frame.loc[~product, column].isna().all()
    assert (frame["fieller_set"] != "").equals(frame["quantity"] == "share")


def test_limits_with_new_weights_come_from_the_moments_given():
    sample = PANELS["balanced"]
    anew = bootstrap.moments(
        sample, columns=SETTING.columns, controls=["z"], unit="unit", time="year", draws=200, seed=3
    )
    frame = found(sample, reweighted=anew).frame
    assert np.allclose(frame["reweighted_low"], frame["percentile_low"], equal_nan=True)
    assert found(sample).frame["reweighted_low"].isna().all()


def test_row_order_is_irrelevant():
    sample = PANELS["ugly"]
    shuffled = sample.sample(frac=1, random_state=4)
    pd.testing.assert_frame_equal(found(sample).frame, found(shuffled).frame, rtol=1e-9)
