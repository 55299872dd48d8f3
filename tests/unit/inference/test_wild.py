"""The wild bootstrap from cluster scores against a loop that estimates anew, draw by draw."""

import numpy as np
import pandas as pd
import pytest

from nqpf.errors import SpecError
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


def test_webb_weights_have_mean_zero_and_variance_one():
    assert wild.WEBB.sum() == pytest.approx(0.0, abs=1e-15)
    assert (wild.WEBB**2).mean() == pytest.approx(1.0, rel=1e-15)


def test_the_size_is_right_with_twelve_clusters():
    """200 panels under the null at 10%: Monte-Carlo error 2.1 points, the band is three of them."""
    panels = (panel(12, 5, seed=seed) for seed in range(200))
    p = [wild.p_value(data, **ARGUMENTS, term="x1", draws=199, seed=0) for data in panels]
    assert 0.036 < np.mean(np.array(p) <= 0.10) < 0.164


def test_a_strong_effect_has_a_small_p():
    data = panel().assign(y=lambda frame: frame["y"] + 5 * frame["x1"])
    assert wild.p_value(data, **ARGUMENTS, term="x1", draws=999, seed=1) == 1 / 1000


def test_a_wrong_term_gets_a_sentence():
    with pytest.raises(SpecError, match=r"term 'x3' is no regressor; .*allowed: x1, x2"):
        wild.p_value(panel(), **ARGUMENTS, term="x3", draws=9, seed=1)
    with pytest.raises(SpecError, match="draws = 0"):
        wild.p_value(panel(), **ARGUMENTS, term="x1", draws=0, seed=1)
