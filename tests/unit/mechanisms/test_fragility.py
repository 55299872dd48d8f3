"""Layer 3 as a whole."""

import numpy as np
import pandas as pd
import pytest

from nqpf.estimators import panelols
from nqpf.mechanisms.fragility import fragility
from nqpf.mechanisms.robustness import classical_r2, interval_robustness, robustness_value
from nqpf.mechanisms.setting import Setting

ROUNDING = 1e-8
SETTING = Setting(treatment="x", mediators=("m1", "m2"), outcome="y", controls=("z1", "z2"))


def panel(units=40, years=7, seed=5):
    rng = np.random.default_rng(seed)
    n = units * years
    frame = pd.DataFrame(
        {
            "unit": np.repeat([f"u{i:02}" for i in range(units)], years),
            "year": np.tile(np.arange(years), units),
        }
    )
    frame[["z1", "z2", "u"]] = rng.normal(size=(n, 3))
    frame["x"] = 0.4 * frame["z1"] + rng.normal(size=n)
    frame["m1"] = 0.5 * frame["x"] + 0.3 * frame["z1"] + 0.5 * frame["u"] + rng.normal(size=n)
    frame["m2"] = rng.normal(size=n)
    frame["y"] = (
        0.3 * frame["x"] + 0.4 * frame["m1"] + 0.3 * frame["z2"] + 0.5 * frame["u"] + rng.normal(size=n)
    )
    frame.loc[frame.index[::23], "m2"] = np.nan
    return frame


@pytest.fixture(scope="module")
def found():
    return fragility(panel(), SETTING, draws=300, seed=2)


@pytest.fixture(scope="module")
def rows(found):
    return found[0].set_index("mediator")


def path(outcome, regressors):
    done = panelols.estimate(
        panel().dropna(), outcome=outcome, regressors=regressors, unit="unit", time="year"
    )
    return done.terms.loc[regressors[0]], done.facts


@pytest.mark.parametrize("mediator", ["m1", "m2"])
@pytest.mark.parametrize("name", ["a", "b"])
def test_robustness_is_that_of_the_regression(rows, mediator, name):
    equations = {"a": (mediator, ["x", "z1", "z2"]), "b": ("y", [mediator, "x", "z1", "z2"])}
    term, facts = path(*equations[name])
    r2 = rows.loc[mediator, f"r2_{name}"]
    assert rows.loc[mediator, f"rv_{name}"] == pytest.approx(float(robustness_value(r2)), rel=ROUNDING)
    expected = interval_robustness(r2, term["t"], facts["df"], 0.95)
    assert rows.loc[mediator, f"rv_{name}_interval"] == pytest.approx(float(expected), rel=1e-6)
    assert rows.loc[mediator, f"rv_{name}_interval"] <= rows.loc[mediator, f"rv_{name}"]


def test_partial_r2_is_that_of_a_classical_t(rows):
    frame = panel().dropna()
    base = [pd.get_dummies(frame[c], dtype=float).iloc[:, drop:] for c, drop in (("unit", 0), ("year", 1))]
    design = np.column_stack([frame[["m1", "x", "z1", "z2"]], *base])
    coef, left = np.linalg.lstsq(design, frame["y"])[:2]
    df = len(frame) - design.shape[1]
    se = np.sqrt(left[0] / df * np.linalg.inv(design.T @ design)[0, 0])
    assert rows.loc["m1", "r2_b"] == pytest.approx(float(classical_r2(coef[0] / se, df)), rel=ROUNDING)


def test_rho_at_zero_lies_in_its_interval_and_on_the_curve(found, rows):
    assert (rows["rho_low"] < rows["rho_zero"]).all()
    assert (rows["rho_zero"] < rows["rho_high"]).all()
    curve = found[1][found[1]["mediator"] == "m1"]
    crossing = np.interp(0.0, curve["indirect"].to_numpy()[::-1], curve["rho"].to_numpy()[::-1])
    assert crossing == pytest.approx(rows.loc["m1", "rho_zero"], abs=0.002)  # the grid's steps are 0.05


def test_at_rho_zero_the_curve_is_the_indirect_effect(found):
    first, _ = path("m1", ["x", "z1", "z2"])
    second, _ = path("y", ["m1", "x", "z1", "z2"])
    at = found[1].set_index(["mediator", "rho"]).loc[("m1", 0.0)]
    assert at["indirect"] == pytest.approx(first["coef"] * second["coef"], rel=ROUNDING)
    assert at["low"] < at["indirect"] < at["high"]


def test_the_curve_has_a_row_per_mediator_and_rho(found):
    assert list(found[1]) == ["mediator", "rho", "indirect", "low", "high"]
    assert len(found[1]) == 2 * 37
    assert found[1].notna().all(axis=None)


def test_benchmarks_are_observed_controls(rows):
    assert rows.loc["m1", "benchmark_a"] == "z1"
    assert rows[["benchmark_a", "benchmark_b"]].isin(["z1", "z2"]).all(axis=None)
    first, _ = path("m1", ["x", "z1", "z2"])
    assert first["coef"] > rows.loc["m1", "adjusted_a_1"] > rows.loc["m1", "adjusted_a_2"]


def test_rows_units_and_draws_are_counted(rows):
    complete = panel().dropna()
    assert (rows["n"] == len(complete)).all()
    assert (rows["units"] == 40).all()
    assert (rows["draws"] == 300).all()


def test_order_of_rows_is_irrelevant(found):
    again = fragility(panel().sample(frac=1, random_state=1), SETTING, draws=300, seed=2)
    for one, other in zip(found, again, strict=True):
        pd.testing.assert_frame_equal(one, other, check_exact=False, rtol=ROUNDING, atol=1e-12)


def test_weights_and_other_clusters():
    frame = panel().assign(w=lambda f: 1.0 + (f["year"] % 3), p=lambda f: f["unit"].str[:2])
    setting = Setting(
        treatment="x", mediators=("m1",), outcome="y", controls=("z1",), cluster="p", weights="w"
    )
    row = fragility(frame, setting, draws=100, seed=2)[0].iloc[0]
    done = panelols.estimate(
        frame,
        outcome="m1",
        regressors=["x", "z1"],
        unit="unit",
        time="year",
        cluster="p",
        weights="w",
    )
    expected = interval_robustness(row["r2_a"], done.terms.loc["x", "t"], done.facts["df"], 0.95)
    assert done.facts["df"] == 3
    assert row["rv_a_interval"] == pytest.approx(float(expected), rel=1e-6)


def test_a_mediator_that_copies_the_treatment_is_unknown_not_fatal():
    copied = panel().assign(m2=lambda f: 2 * f["x"])
    rows, curve = fragility(copied, SETTING, draws=50, seed=2)
    row = rows.set_index("mediator").loc["m2"]
    assert row[["rho_zero", "rho_low", "r2_b", "rv_b", "rv_b_interval", "adjusted_b_1"]].isna().all()
    assert row["draws"] == 0
    assert curve[curve["mediator"] == "m2"]["indirect"].isna().all()
    assert rows.set_index("mediator").loc["m1", "rho_zero"] > 0


def test_without_controls():
    setting = Setting(treatment="x", mediators=("m1",), outcome="y")
    row = fragility(panel(), setting, draws=50, seed=2)[0].iloc[0]
    assert row["benchmark_a"] == row["benchmark_b"] == ""
    assert np.isnan(row["adjusted_b_1"])
    assert row["rv_b"] > 0


def test_few_clusters():
    few = panel(units=4)
    rows, _ = fragility(few, SETTING, draws=200, seed=2)
    assert (rows["draws"] <= 200).all()
    assert rows["rho_low"].notna().all()


def test_the_sample_stays_as_it_is():
    frame = panel()
    before = frame.copy(deep=True)
    fragility(frame, SETTING, draws=20, seed=1)
    pd.testing.assert_frame_equal(frame, before)
