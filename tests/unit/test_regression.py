"""A model spec on a sample."""

import numpy as np
import pandas as pd
import pytest

from nqpf.estimators import twfe
from nqpf.files import read_json, write_json
from nqpf.regression import (
    check_model,
    design,
    facts,
    fit_model,
    key_regressor,
    lagged,
    largest_gap,
    tidy,
)
from nqpf.specs.base import check
from nqpf.specs.models import ModelSpec

ROUNDING = 1e-9
"""Well-conditioned regressions of a few hundred rows."""
ENGINES = 1e-6
"""What two engines may differ by, in standard errors."""


def model(**more):
    plain = {"label": {"en": "m", "zh": "m"}, "outcome": "y", "treatment": "x", "wild_draws": 199}
    return check({**plain, **more}, ModelSpec, "test")


def sample(units=45, years=6, seed=3):
    rng = np.random.default_rng(seed)
    unit, year = np.repeat(np.arange(units), years), np.tile(np.arange(2011, 2011 + years), units)
    own = rng.normal(size=units)[unit]
    x, z, m = (rng.normal(size=len(unit)) + own for _ in range(3))
    y = 0.5 * x + 0.3 * z + 0.2 * x * m + own + 0.1 * year + rng.normal(size=len(unit))
    names = [f"u{i:02}" for i in unit]
    fixed = rng.normal(size=units)[unit]
    return pd.DataFrame(
        {
            "unit": names,
            "year": year,
            "y": y,
            "x": x,
            "z": z,
            "m": m,
            "fixed": fixed,
            "w": rng.uniform(1, 2, len(unit)),
        }
    )


def test_a_plain_model_is_its_estimator():
    data = sample()
    column = fit_model(data, model(controls=["z"], estimator="twfe"))
    direct = twfe.estimate(data, outcome="y", regressors=["x", "z"], unit="unit", time="year")
    pd.testing.assert_frame_equal(column.estimate.terms, direct.terms)
    assert column.key == "x"


def test_a_lag_counts_years_and_not_rows():
    data = pd.DataFrame({"unit": ["A", "A", "A", "B"], "year": [2011, 2012, 2014, 2012], "x": [1.0, 2, 3, 4]})
    assert lagged(data, "x", 1).tolist() == pytest.approx([np.nan, 1, np.nan, np.nan], nan_ok=True)
    assert lagged(data, "x", 2).tolist() == pytest.approx([np.nan, np.nan, 2, np.nan], nan_ok=True)


def test_a_lag_does_not_depend_on_the_order_of_rows():
    data = sample().sample(frac=1, random_state=1)
    found = lagged(data, "x", 1)
    assert found.index.equals(data.index)
    expected = data.sort_values(["unit", "year"]).groupby("unit")["x"].shift(1)
    pd.testing.assert_series_equal(found.sort_index(), expected.sort_index(), check_names=False)


def test_lagged_regressors_are_named_and_used():
    data = sample()
    chosen = model(controls=["y", "z"], lags={"x": 1, "y": 2})
    column = fit_model(data, chosen)
    assert list(column.estimate.terms.index) == ["x_lag1", "y_lag2", "z"]
    assert (column.key, key_regressor(chosen)) == ("x_lag1", "x_lag1")
    assert column.estimate.facts["n"] == 45 * 4


def test_the_interaction_is_centred_on_the_estimation_rows():
    data = sample()
    data.loc[::7, "z"] = np.nan
    data.loc[data["z"].isna(), ["x", "m"]] += 100  # far away, but in no row that is used
    frame, regressors = design(data, model(controls=["z"], moderator="m"))
    assert regressors == ["x", "x x m", "m", "z"]
    used = data.dropna()
    expected = (data["x"] - used["x"].mean()) * (data["m"] - used["m"].mean())
    pd.testing.assert_series_equal(frame["x x m"], expected, check_names=False)


def test_rows_without_a_weight_do_not_shift_the_centre():
    data = sample()
    data.loc[::5, "w"] = np.nan
    data.loc[data["w"].isna(), "m"] += 100
    frame, _ = design(data, model(moderator="m", weights="w"))
    used = data.dropna()
    expected = (data["x"] - used["x"].mean()) * (data["m"] - used["m"].mean())
    pd.testing.assert_series_equal(frame["x x m"], expected, check_names=False)


def test_centring_moves_the_treatments_coefficient_only():
    """The interaction's coefficient does not depend on centring; the treatment's is at the mean moderator."""
    data = sample().assign(xm=lambda d: d["x"] * d["m"])
    column = fit_model(data, model(moderator="m", estimator="twfe"))
    plain = twfe.estimate(data, outcome="y", regressors=["x", "xm", "m"], unit="unit", time="year").terms[
        "coef"
    ]
    found = column.estimate.terms["coef"]
    assert found["x x m"] == pytest.approx(plain["xm"], abs=ROUNDING)
    assert found["x"] == pytest.approx(plain["x"] + plain["xm"] * data["m"].mean(), abs=ROUNDING)


def test_a_moderator_that_never_moves_within_units_is_absorbed():
    data = sample()
    assert design(data, model(moderator="fixed"))[1] == ["x", "x x fixed"]
    assert design(data, model(moderator="fixed", effects=["time"]))[1] == ["x", "x x fixed", "fixed"]
    assert fit_model(data, model(moderator="fixed")).key == "x x fixed"


def test_a_moderator_may_also_be_a_control():
    assert design(sample(), model(moderator="m", controls=["z", "m"]))[1] == ["x", "x x m", "z", "m"]


def test_the_sample_stays_as_it_is():
    data = sample()
    before = data.copy(deep=True)
    fit_model(data, model(moderator="m", lags={"x": 1}))
    pd.testing.assert_frame_equal(data, before)


@pytest.mark.parametrize(("units", "given"), [(39, True), (40, False), (41, False)])
def test_a_wild_p_stands_where_clusters_are_fewer_than_forty(units, given):
    column = fit_model(sample(units=units), model())
    assert (column.wild_p is not None) == given
    assert column.wild_p is None or 0 < column.wild_p <= 1


def test_the_wild_p_is_of_the_key_regressor_and_follows_the_seed():
    data = sample(units=12)
    no_effect = data.assign(m=np.random.default_rng(1).normal(size=len(data)))
    strong = fit_model(data, model()).wild_p
    weak = fit_model(no_effect, model(moderator="m")).wild_p
    assert strong < 0.05 < weak
    assert fit_model(data, model(wild_draws=99)).wild_p == fit_model(data, model(wild_draws=99)).wild_p


@pytest.mark.parametrize(
    "more",
    [
        {"effects": []},
        {"effects": ["unit"]},
        {"controls": ["z"]},
        {"controls": ["z"], "lags": {"x": 1}},
        {"moderator": "m", "weights": "w"},
        {"convention": "full"},
        {"cluster": "year", "effects": ["unit"]},
    ],
)
def test_both_engines_agree(more):
    gap = check_model(sample(), model(**more))
    assert gap["coef"] < ENGINES
    assert gap["se"] < ENGINES


def test_an_unbalanced_sample_with_holes_agrees_too():
    data = sample().sample(frac=0.7, random_state=2)
    data.loc[data.index[::9], "z"] = np.nan
    assert max(check_model(data, model(controls=["z"])).values()) < ENGINES


def test_the_largest_gap_is_named():
    gaps = {("t", "a"): {"coef": 1e-9, "se": 3e-8}, ("t", "b"): {"coef": 2e-9, "se": 1e-8}}
    found = largest_gap(gaps)
    assert found["coef"] == {"table": "t", "model": "b", "difference": 2e-9}
    assert found["se"] == {"table": "t", "model": "a", "difference": 3e-8}
    assert found["columns"] == 2


def test_tidy_columns():
    column = fit_model(sample(), model(controls=["z"]))
    rows = tidy("twoway", column)
    wanted = ["model", "term", "coef", "se", "t", "p", "ci_low", "ci_high", "standardised"]
    assert list(rows) == wanted
    assert rows["term"].tolist() == ["x", "z"]
    assert set(rows["model"]) == {"twoway"}
    assert (rows["ci_low"] + rows["ci_high"]).to_numpy() == pytest.approx(2 * rows["coef"].to_numpy())
    assert ((rows["ci_low"] < rows["coef"]) & (rows["coef"] < rows["ci_high"])).all()
    assert ((rows["ci_low"] > 0) | (rows["ci_high"] < 0)).tolist() == (rows["p"] < 0.05).tolist()


def test_facts_are_ready_for_json(tmp_path):
    chosen = model(controls=["z"], diagnostics=["vif"], design_check="A known failing.")
    told = facts(chosen, fit_model(sample(), chosen))
    write_json(tmp_path / "f.json", told)
    back = read_json(tmp_path / "f.json")
    assert back["n"] == 270
    assert (back["outcome"], back["treatment"], back["controls"], back["key"]) == ("y", "x", ["z"], "x")
    assert back["design_check"] == "A known failing."
    assert back["wild_p"] is None
    assert back["effects"] == ["unit", "time"]
    assert set(back["diagnostics"]) == {"vif"}
