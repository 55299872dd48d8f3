"""Every file in `nqpf.estimators` against dummy-variable least squares, written plainly here."""

import itertools
import json
import pickle

import numpy as np
import pandas as pd
import pytest

from nqpf.errors import DataError, SpecError
from nqpf.registry import load, names

ROUNDING = 1e-9
"""Two algorithms on the same numbers, condition below 1e4: twelve digits agree, nine are asked for."""
EXACT = 1e-12
"""The same algorithm on the same rows in another order."""

ESTIMATORS = names("nqpf.estimators")
EFFECTS = ((), ("unit",), ("time",), ("unit", "time"))
CLUSTERS = (None, "region", "year", "crossing")
ARGUMENTS = {"outcome": "y", "regressors": ["x1", "x2"], "unit": "city", "time": "year"}


def panel(units=14, years=6, balanced=True, seed=5):
    rng = np.random.default_rng(seed)
    unit, year = np.repeat(np.arange(units), years), np.tile(np.arange(years), units)
    n = units * years
    shock = rng.normal(size=units)[unit] + rng.normal(size=years)[year]
    data = pd.DataFrame(
        {
            "city": [f"city {number:02d}" for number in unit],
            "year": 2010 + year,
            "x1": rng.normal(size=n) + shock,
            "x2": 1e6 * rng.normal(size=n) + 3e6,
            "w": rng.uniform(0.2, 3.0, size=n),
            "region": [f"region {number % 5}" for number in unit],
            "crossing": rng.integers(0, 7, size=n),
        }
    )
    data["y"] = 0.5 * data["x1"] + 2e-6 * data["x2"] + shock + rng.normal(size=n)
    return data if balanced else data[rng.uniform(size=n) > 0.25].reset_index(drop=True)


def columns_of(data, effects):
    """The constant and all dummies of the effects, none left out."""
    keys = {"unit": "city", "time": "year"}
    blocks = [pd.get_dummies(data[keys[name]]).to_numpy(float) for name in effects]
    return [np.ones((len(data), 1)), *blocks]


def nested_blocks(data, effects, cluster):
    keys = {"unit": "city", "time": "year"}
    blocks = columns_of(data, effects)[1:]
    inside = [data.groupby(keys[name])[cluster].nunique().max() == 1 for name in effects]
    return [block for block, is_inside in zip(blocks, inside, strict=True) if is_inside]


def witness(data, effects, cluster, weights):
    """Coefficients, CR0 standard errors and K by convention from least squares on all dummies."""
    x = data[["x1", "x2"]].to_numpy()
    dummies = np.hstack(columns_of(data, effects))
    root = np.sqrt(data[weights].to_numpy() if weights else np.ones(len(data)))[:, None]
    design = root * np.hstack([x / x.std(axis=0), dummies])
    y = root[:, 0] * data["y"].to_numpy()
    beta = np.linalg.lstsq(design, y, rcond=1e-12)[0]
    score = design * (y - design @ beta)[:, None]
    by_cluster = pd.DataFrame(score).groupby(data[cluster].to_numpy()).sum().to_numpy()
    bread = np.linalg.pinv(design.T @ design, rcond=1e-12)
    variance = bread @ by_cluster.T @ by_cluster @ bread
    rank = np.linalg.matrix_rank(dummies)
    inside = nested_blocks(data, effects, cluster)
    counted = rank - np.linalg.matrix_rank(np.hstack(inside)) + 1 if inside else rank
    k = {"none": 2, "full": 2 + rank, "nested": 2 + counted}
    return beta[:2] / x.std(axis=0), np.sqrt(np.diag(variance))[:2] / x.std(axis=0), k


def check(name, data, effects, cluster=None, weights=None):
    coef, cr0, k = witness(data, effects, cluster or "city", weights)
    groups, n = data[cluster or "city"].nunique(), len(data)
    for convention in ("nested", "none", "full"):
        found = load("nqpf.estimators", name).estimate(
            data, **ARGUMENTS, effects=effects, cluster=cluster, weights=weights, convention=convention
        )
        factor = groups / (groups - 1) * (n - 1) / (n - k[convention])
        assert found.facts["k"] == k[convention]
        assert found.facts["factor"] == pytest.approx(factor, rel=EXACT)
        np.testing.assert_allclose(found.terms["coef"], coef, rtol=ROUNDING)
        np.testing.assert_allclose(found.terms["se"], cr0 * np.sqrt(factor), rtol=ROUNDING)


@pytest.mark.parametrize("name", ESTIMATORS)
@pytest.mark.parametrize(
    ("effects", "cluster", "balanced", "weights"),
    list(itertools.product(EFFECTS, CLUSTERS, (True, False), (None, "w"))),
)
def test_equals_least_squares_on_dummies(name, effects, cluster, balanced, weights):
    check(name, panel(balanced=balanced), effects, cluster, weights)


@pytest.mark.parametrize("name", ESTIMATORS)
@pytest.mark.parametrize("weights", [None, "w"])
def test_more_years_than_units(name, weights):
    check(name, panel(units=6, years=17, balanced=False), ("unit", "time"), None, weights)


@pytest.mark.parametrize("name", ESTIMATORS)
@pytest.mark.parametrize("cluster", [None, "region", "year"])
def test_disconnected_panel(name, cluster):
    data = panel(units=16, years=8)
    apart = (data["city"] < "city 08") == (data["year"] < 2014)
    check(name, data[apart].reset_index(drop=True), ("unit", "time"), cluster)


@pytest.mark.parametrize("name", ESTIMATORS)
@pytest.mark.parametrize("effects", EFFECTS)
@pytest.mark.parametrize("weights", [None, "w"])
def test_both_r2_and_the_constant(name, effects, weights):
    data = panel(balanced=False)
    coef, _, _ = witness(data, effects, "city", weights)
    w = data[weights].to_numpy() if weights else np.ones(len(data))
    root = np.sqrt(w)[:, None]
    dummies = np.hstack(columns_of(data, effects))

    def left(columns):
        y = root[:, 0] * data["y"].to_numpy()
        return float(((y - columns @ np.linalg.lstsq(columns, y, rcond=1e-12)[0]) ** 2).sum())

    x = data[["x1", "x2"]].to_numpy() / [1.0, 1e6]
    both = left(root * np.hstack([x, dummies]))
    facts = load("nqpf.estimators", name).estimate(data, **ARGUMENTS, effects=effects, weights=weights).facts
    assert facts["r2_within"] == pytest.approx(1 - both / left(root * dummies), rel=ROUNDING)
    assert facts["r2"] == pytest.approx(1 - both / left(root), rel=ROUNDING)
    mean = np.average(data[["y", "x1", "x2"]], axis=0, weights=w)
    assert facts["constant"] == pytest.approx(mean[0] - coef @ mean[1:], rel=ROUNDING)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_row_order_is_irrelevant(name):
    data = panel(balanced=False)
    mixed = data.sample(frac=1.0, random_state=3)
    first = load("nqpf.estimators", name).estimate(data, **ARGUMENTS)
    second = load("nqpf.estimators", name).estimate(mixed, **ARGUMENTS)
    pd.testing.assert_frame_equal(first.terms, second.terms, rtol=0, atol=0)
    pd.testing.assert_frame_equal(first.covariance, second.covariance, rtol=0, atol=0)
    assert first.facts == second.facts


@pytest.mark.parametrize("name", ESTIMATORS)
def test_input_is_left_alone(name):
    data = panel()
    before = data.copy(deep=True)
    load("nqpf.estimators", name).estimate(data, **ARGUMENTS, weights="w", cluster="region")
    pd.testing.assert_frame_equal(data, before)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_units_of_measurement_are_irrelevant(name):
    data = panel(balanced=False)
    scaled = data.assign(x2=data["x2"] * 1e-9)
    first = load("nqpf.estimators", name).estimate(data, **ARGUMENTS).terms
    second = load("nqpf.estimators", name).estimate(scaled, **ARGUMENTS).terms
    np.testing.assert_allclose(second["t"], first["t"], rtol=ROUNDING)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_rows_dropped_are_counted_by_reason(name):
    data = panel()
    data.loc[[3, 10], "x1"] = np.nan
    data.loc[[10, 20], "x2"] = np.nan
    data.loc[30, "w"] = 0.0
    alone = pd.DataFrame({**data.iloc[0].to_dict(), "city": "alone", "year": 2030}, index=[500])
    found = load("nqpf.estimators", name).estimate(pd.concat([data, alone]), **ARGUMENTS, weights="w").facts
    assert found["rows_given"] == len(data) + 1
    assert found["rows_missing"] == 3
    assert found["missing_by_column"] == {"x1": 2, "x2": 2}
    assert (found["rows_weightless"], found["singletons"]) == (1, 1)
    assert found["n"] == len(data) + 1 - 3 - 1 - 1
    assert (found["units"], found["years"]) == (14, 6)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_singletons_fall_one_after_another(name):
    """Unit `a` has the only row of 2030; once it is gone, `a` is alone with its row of 2010."""
    data = panel()
    more = pd.concat([data.iloc[[0, 1]].assign(city="a", year=[2010, 2030])], ignore_index=True)
    found = load("nqpf.estimators", name).estimate(pd.concat([data, more]), **ARGUMENTS)
    assert found.facts["singletons"] == 2
    alone = load("nqpf.estimators", name).estimate(data, **ARGUMENTS)
    pd.testing.assert_frame_equal(found.terms, alone.terms)
    kept = load("nqpf.estimators", name).estimate(pd.concat([data, more]), **ARGUMENTS, effects=("unit",))
    assert kept.facts["singletons"] == 0


@pytest.mark.parametrize("name", ESTIMATORS)
def test_absorbed_regressors_are_named(name):
    data = panel()
    data["area"] = data["city"].str[-2:].astype(float) * 1e7 + 0.1
    data["trend"] = data["year"] - 2000.0
    data["twin"] = 3.0 * data["x1"] - 1e-6 * data["x2"] + data["trend"]
    wanted = {**ARGUMENTS, "regressors": ["x1", "area", "x2", "twin", "trend"]}
    with pytest.raises(DataError) as error:
        load("nqpf.estimators", name).estimate(data, **wanted)
    assert "the effects absorb 'area', 'trend'" in str(error.value)
    assert "the other regressors absorb 'twin'" in str(error.value)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_a_small_variation_on_a_large_level_is_kept(name):
    data = panel()
    data["x2"] = 1e8 + 1e-6 * data["x2"]
    found = load("nqpf.estimators", name).estimate(data, **ARGUMENTS)
    assert np.isfinite(found.terms.to_numpy()).all()


@pytest.mark.parametrize("name", ESTIMATORS)
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"regressors": ["x1", "x2_"]}, "no column 'x2_'; did you mean 'x2'"),
        ({"cluster": "regoin"}, "no column 'regoin'; did you mean 'region'"),
        ({"weights": "text"}, "'text' is not numeric: 'abc' (row 0)"),
        ({"regressors": ["x1", "endless"]}, "'endless' is infinite in row 4"),
        ({"weights": "below"}, "'below' is negative in row 2"),
        ({"outcome": "flat"}, "'flat' does not vary beyond its unit and time effects"),
        ({"regressors": ["x1", "empty"]}, "no row is complete"),
        ({"cluster": "one"}, "one cluster"),
    ],
)
def test_wrong_data_get_a_sentence(name, change, sentence):
    data = panel().assign(text="abc", flat=7.0, empty=np.nan, one=1)
    data["below"], data["endless"] = data["w"], data["x1"]
    data.loc[2, "below"], data.loc[4, "endless"] = -1.0, np.inf
    with pytest.raises(DataError) as error:
        load("nqpf.estimators", name).estimate(data, **{**ARGUMENTS, **change})
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ESTIMATORS)
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"effects": "unit"}, "effects = 'unit' is none of"),
        ({"effects": ("unit", "region")}, "is none of"),
        ({"effects": ("unit", "unit")}, "is none of"),
        ({"convention": "stata"}, "no convention 'stata'"),
        ({"regressors": []}, "at least one"),
        ({"regressors": "x1"}, "give a list"),
        ({"regressors": ["x1", "x1"]}, "'x1' stands twice"),
        ({"regressors": ["x1", "y"]}, "'y' stands twice"),
    ],
)
def test_wrong_arguments_get_a_sentence(name, change, sentence):
    with pytest.raises(SpecError) as error:
        load("nqpf.estimators", name).estimate(panel(), **{**ARGUMENTS, **change})
    assert sentence in str(error.value)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_two_clusters_are_for_later(name):
    with pytest.raises(NotImplementedError, match="one column"):
        load("nqpf.estimators", name).estimate(panel(), **ARGUMENTS, cluster=["city", "year"])


@pytest.mark.parametrize("name", ESTIMATORS)
def test_a_repeated_unit_year_is_named(name):
    data = panel()
    with pytest.raises(DataError, match=r"'city 03' has more than one row in year 2012"):
        load("nqpf.estimators", name).estimate(pd.concat([data, data.iloc[[20]]]), **ARGUMENTS)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_too_few_rows_get_a_sentence(name):
    with pytest.raises(DataError, match="cannot carry"):
        load("nqpf.estimators", name).estimate(panel(units=3, years=2), **ARGUMENTS)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_a_column_that_stands_twice_in_the_sample(name):
    data = panel()
    with pytest.raises(DataError, match="two columns 'x1'"):
        load("nqpf.estimators", name).estimate(pd.concat([data, data[["x1"]]], axis=1), **ARGUMENTS)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_facts_are_text_and_survive_a_process_pool(name):
    found = load("nqpf.estimators", name).estimate(panel(balanced=False), **ARGUMENTS, weights="w")
    assert json.loads(json.dumps(found.facts))["n"] == found.facts["n"]
    again = pickle.loads(pickle.dumps(found))
    pd.testing.assert_frame_equal(again.terms, found.terms)


def test_names_are_the_public_ones():
    assert {"panelols", "twfe"} <= set(ESTIMATORS)
