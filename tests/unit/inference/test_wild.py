"""The wild bootstrap from cluster scores against a loop that estimates anew, draw by draw."""

import numpy as np
import pandas as pd
import pytest

from nqpf.errors import DataError, SpecError
from nqpf.estimate import prepare, sweep
from nqpf.estimators import twfe
from nqpf.inference import wild

REFITS = 1e-9
"""Score algebra and re-estimation are the same numbers in another order."""
DRAWS = 40
ARGUMENTS = {"outcome": "y", "regressors": ["x1", "x2"], "unit": "city", "time": "year"}


def panel(units=18, years=6, keep=0.8, seed=9):
    rng = np.random.default_rng(seed)
    unit, year = np.repeat(np.arange(units), years), np.tile(np.arange(years), units)
    n = units * years
    shock = rng.normal(size=units)[unit] + rng.normal(size=years)[year]
    data = pd.DataFrame({"city": [f"c{u:02d}" for u in unit], "year": year, "region": unit % 5})
    data["crossing"], data["w"] = rng.integers(0, 6, size=n), rng.uniform(0.3, 2.0, size=n)
    data["x1"], data["x2"] = rng.normal(size=n) + shock, rng.normal(size=n)
    data["y"] = 0.3 * data["x2"] + shock + rng.normal(size=n)
    return data[rng.uniform(size=n) < keep].reset_index(drop=True)


def restricted(data, effects, weights):
    """Fitted values and residuals without x1, from least squares on dummies."""
    keys = {"unit": "city", "time": "year"}
    blocks = [pd.get_dummies(data[keys[name]]).to_numpy(float) for name in effects]
    columns = np.hstack([np.ones((len(data), 1)), data[["x2"]].to_numpy(), *blocks])
    root = np.sqrt(data[weights].to_numpy() if weights else np.ones(len(data)))
    y = data["y"].to_numpy()
    beta = np.linalg.lstsq(columns * root[:, None], y * root, rcond=1e-12)[0]
    return columns @ beta, y - columns @ beta


def naive(data, draws, **options):
    """Estimate anew for each draw, with the same weights on the clusters in sorted order."""
    fitted, residual = restricted(data, options["effects"], options["weights"])
    code = np.unique(data[options["cluster"] or "city"], return_inverse=True)[1]
    refits = [data.assign(y=fitted + draw[code] * residual) for draw in draws]
    return np.array([twfe.estimate(one, **ARGUMENTS, **options).terms.loc["x1", "t"] for one in refits])


@pytest.mark.parametrize("effects", [(), ("unit",), ("time",), ("unit", "time")])
@pytest.mark.parametrize("cluster", [None, "region", "year", "crossing"])
@pytest.mark.parametrize("weights", [None, "w"])
@pytest.mark.parametrize("shape", [(18, 6), (7, 15)])
def test_statistics_equal_refits(effects, cluster, weights, shape):
    data = panel(*shape)
    design = prepare(data, "y", ["x1", "x2"], "city", "year", effects, cluster, weights)
    score = wild.score_map(design, sweep(design), "x1", "nested")
    draws = next(wild.webb_weights(DRAWS, design.cluster.size, seed=1))
    expected = naive(data, draws, effects=effects, cluster=cluster, weights=weights)
    np.testing.assert_allclose(score.statistics(draws), expected, rtol=REFITS)


def test_weights_of_one_give_the_t_of_the_sample():
    data = panel()
    design = prepare(data, "y", ["x1", "x2"], "city", "year", ("unit", "time"), None, None)
    score = wild.score_map(design, sweep(design), "x1", "nested")
    own = score.statistics(np.ones((1, design.cluster.size)))[0]
    assert own == pytest.approx(twfe.estimate(data, **ARGUMENTS).terms.loc["x1", "t"], rel=REFITS)


def test_p_value_counts_the_refits():
    data, seed = panel(), 7
    draws = np.vstack(list(wild.webb_weights(99, data["city"].nunique(), seed)))
    options = {"effects": ("unit", "time"), "cluster": None, "weights": None}
    own = abs(twfe.estimate(data, **ARGUMENTS).terms.loc["x1", "t"])
    extreme = (np.abs(naive(data, draws, **options)) >= own).sum()
    assert wild.p_value(data, **ARGUMENTS, term="x1", draws=99, seed=seed) == (1 + extreme) / 100


def test_neither_row_order_nor_batches_matter():
    data = panel()
    first = wild.p_value(data, **ARGUMENTS, term="x1", draws=2_500, seed=4)
    mixed = data.sample(frac=1.0, random_state=1)
    assert wild.p_value(mixed, **ARGUMENTS, term="x1", draws=2_500, seed=4) == first
    batches = list(wild.webb_weights(2_500, 3, seed=4))
    assert [len(batch) for batch in batches] == [1_000, 1_000, 500]


STORED = {"y": 0.0195, "x2": 0.2355}
"""p of x1 in panel(45, 6) from one outcome at a time, before outcomes were batched; seed 3, 1,999 draws."""


@pytest.mark.parametrize(("outcome", "stored"), STORED.items())
def test_the_numbers_of_a_seed_stay(outcome, stored):
    arguments = {**ARGUMENTS, "outcome": outcome, "regressors": ["x1"]}
    assert wild.p_value(panel(45, 6), **arguments, term="x1", draws=1_999, seed=3) == stored


@pytest.mark.parametrize("weighting", wild.WEIGHTINGS)
@pytest.mark.parametrize("cluster", [None, "region", "crossing"])
@pytest.mark.parametrize("weights", [None, "w"])
@pytest.mark.parametrize("units", [18, 60])
def test_a_family_is_its_members(weighting, cluster, weights, units):
    """Few clusters and many take different ways to t; each outcome's p is that of its own score map."""
    data = family(panel(units, 6))
    options = {"cluster": cluster, "weights": weights, "convention": "nested"}
    names = {"regressors": ["x1", "x2"], "unit": "city", "time": "year", "term": "x1"}
    more = {"draws": 1_499, "seed": 5, "weighting": weighting}
    found = wild.p_values(data, outcomes=["y", "y2", "y3"], **names, **options, **more)
    for outcome, p in found.items():
        design = prepare(data, outcome, ["x1", "x2"], "city", "year", ("unit", "time"), cluster, weights)
        score = wild.score_map(design, sweep(design), "x1", "nested")
        own = abs(score.statistics(np.ones((1, design.cluster.size)))[0]) * wild.TIE
        batches = wild.cluster_weights(weighting, 1_499, design.cluster.size, 5)
        assert p == (1 + sum((np.abs(score.statistics(batch)) >= own).sum() for batch in batches)) / 1_500


def test_a_family_gives_the_statistics_of_refits():
    data = family(panel(40, 6, keep=0.95))
    options = {"effects": ("unit", "time"), "cluster": None, "weights": None}
    design = prepare(data, "y", ["x1", "x2", "y2"], "city", "year", *options.values())
    maps = wild.family_map(*wild._swept_family(design, 2), "x1", "nested")
    assert 1 + 2 * maps.left.shape[1] < design.cluster.size  # the way without cluster scores
    draws = next(wild.cluster_weights("rademacher", DRAWS, design.cluster.size, seed=1))
    for place, outcome in enumerate(["y", "y2"]):
        expected = naive(data.assign(y=data[outcome]), draws, **options)
        np.testing.assert_allclose(maps.statistics(draws)[:, place], expected, rtol=REFITS)


def test_a_family_uses_common_rows():
    data = family(panel())
    data.loc[data.index[::7], "y3"] = np.nan
    names = {
        "regressors": ["x1", "x2"],
        "unit": "city",
        "time": "year",
        "term": "x1",
        "draws": 199,
        "seed": 1,
    }
    found = wild.p_values(data, outcomes=["y", "y3"], **names)
    assert found["y"] == wild.p_value(data.dropna(), outcome="y", **names)
    assert found["y3"] == wild.p_value(data, outcome="y3", **names)


def family(data):
    rng = np.random.default_rng(2)
    more = rng.normal(size=(len(data), 2)) + 0.3 * data[["x1"]].to_numpy()
    return data.assign(y2=more[:, 0] * 1e4, y3=data["y"] + more[:, 1])


def test_webb_weights_have_mean_zero_and_variance_one():
    assert wild.WEBB.sum() == pytest.approx(0.0, abs=1e-15)
    assert (wild.WEBB**2).mean() == pytest.approx(1.0, rel=1e-15)


def test_the_size_is_right_with_twelve_clusters():
    """200 panels under the null at 10%: Monte-Carlo error 2.1 points, the band is three of them."""
    panels = (panel(12, 5, seed=seed) for seed in range(200))
    p = [wild.p_value(data, **ARGUMENTS, term="x1", draws=199, seed=0) for data in panels]
    assert 0.036 < np.mean(np.array(p) <= 0.10) < 0.164


def test_rademacher_weights_are_fair_signs():
    signs = np.vstack(list(wild.cluster_weights("rademacher", 5_000, 8, seed=2)))
    assert set(np.unique(signs)) == {-1.0, 1.0}
    assert abs(signs.mean()) < 0.02  # 4 standard errors of 40,000 signs


def test_a_strong_effect_has_a_small_p():
    data = panel().assign(y=lambda frame: frame["y"] + 5 * frame["x1"])
    assert wild.p_value(data, **ARGUMENTS, term="x1", draws=999, seed=1) == 1 / 1000


def test_a_wrong_term_gets_a_sentence():
    with pytest.raises(SpecError, match=r"term 'x3' is no regressor; .*allowed: x1, x2"):
        wild.p_value(panel(), **ARGUMENTS, term="x3", draws=9, seed=1)
    with pytest.raises(SpecError, match="draws = 0"):
        wild.p_value(panel(), **ARGUMENTS, term="x1", draws=0, seed=1)
    with pytest.raises(SpecError, match="no weighting 'web' of clusters; did you mean 'webb'"):
        wild.p_value(panel(), **ARGUMENTS, term="x1", draws=9, seed=1, weighting="web")
    names = {"regressors": ["x1"], "unit": "city", "time": "year", "term": "x1", "seed": 1}
    with pytest.raises(SpecError, match="give a list"):
        wild.p_values(panel(), outcomes="y", **names)
    with pytest.raises(DataError, match="outcome 'flat' does not vary beyond its unit and time effects"):
        wild.p_values(panel().assign(flat=1.0), outcomes=["y", "flat"], **names)
