import numpy as np
import pytest
from unit.dynamics.lagged_cases import panel, with_gaps

from nqpf.dynamics.cross_lagged import ADJUSTED, JACKKNIFE, UNCORRECTED, estimate
from nqpf.errors import DataError, SpecError
from nqpf.estimators import twfe
from nqpf.regression import lagged

SAME = 1e-9  # the same normal equations, solved by two routes
FAST = {"draws": 49, "wild_draws": 99, "seed": 3}


def _estimate(sample, **options):
    return estimate(sample, **({"outcome": "y", "other": "x"} | FAST | options))


@pytest.mark.parametrize("lags", [1, 2])
def test_least_squares_reports_the_sums_over_lags(lags):
    sample = with_gaps(panel(30, 10))
    sample = sample.assign(z=np.cos(np.arange(len(sample))))
    found, _ = _estimate(sample, lags=lags, controls=["z"])
    past = {f"{n}{k}": lagged(sample, n, k) for n in ("y", "x") for k in range(1, lags + 1)}
    rows = sample.assign(**past, z1=lagged(sample, "z", 1)).dropna(subset=[*past, "z1"])
    plain = twfe.estimate(rows, outcome="y", regressors=[*past, "z1"], unit="unit", time="year")
    for term, letter in (("own", "y"), ("other", "x")):
        names = [f"{letter}{k}" for k in range(1, lags + 1)]
        told = found.terms.loc[(UNCORRECTED, term)]
        assert told["coef"] == pytest.approx(plain.terms.loc[names, "coef"].sum(), rel=SAME)
        assert told["se"] ** 2 == pytest.approx(plain.covariance.loc[names, names].to_numpy().sum(), rel=SAME)
    assert found.facts["n"] == len(rows)


def test_both_directions_are_each_others_mirror_image():
    sample = panel(25, 9)
    forward, backward = _estimate(sample)
    mirrored, _ = _estimate(sample, outcome="x", other="y")
    assert np.allclose(backward.terms, mirrored.terms, rtol=1e-5, atol=1e-7)
    assert backward.wild_p == mirrored.wild_p
    assert not np.allclose(forward.terms["coef"], backward.terms["coef"])


def test_the_order_of_rows_is_irrelevant():
    sample = panel(25, 9)
    one, _ = _estimate(sample)
    other, _ = _estimate(sample.sample(frac=1, random_state=1))
    assert np.allclose(one.terms, other.terms, rtol=SAME)


def test_corrections_come_nearer_to_the_truth_than_least_squares():
    """Many units, few years: the error of all three is bias. y_t = 0.5 y + 0 x; x_t = 0.5 x + 0.2 y."""
    sample = panel(3000, 15, rho=0.5, forward=0.0, backward=0.2)
    off = _estimate(sample)[0].terms["coef"].xs("other", level="term").abs()
    assert off[UNCORRECTED] > 0.02
    assert off[JACKKNIFE] < 0.6 * off[UNCORRECTED]
    assert off[ADJUSTED] < 0.015  # three standard errors


def test_errors_of_the_corrections_are_those_of_repeated_panels():
    found = [_estimate(panel(40, 9, seed=seed))[0].terms for seed in range(40)]
    for method in (JACKKNIFE, ADJUSTED):
        drawn = np.array([one.loc[(method, "other"), "coef"] for one in found])
        told = np.mean([one.loc[(method, "other"), "se"] for one in found])
        assert told == pytest.approx(drawn.std(ddof=1), rel=0.4)  # 40 panels: 11% twice over, and 49 draws


def test_interval_and_p_say_the_same():
    found, _ = _estimate(panel(40, 9, forward=0.15))
    rejects = (found.terms["low"] > 0) | (found.terms["high"] < 0)
    assert ((found.terms["p"] < 0.05) == rejects).all()


def test_the_long_run_is_beta_over_one_less_rho_and_ends_where_rho_does():
    found, _ = _estimate(panel(200, 12, rho=0.3))
    for method in (UNCORRECTED, JACKKNIFE, ADJUSTED):
        own, other = (found.terms.loc[(method, term), "coef"] for term in ("own", "other"))
        run = found.long_run.loc[method]
        assert run["coef"] == pytest.approx(other / (1 - own))
        assert run["low"] < run["coef"] < run["high"]
    explosive = panel(60, 10)
    explosive["y"] += 2.0 ** explosive["year"] * explosive["unit"].str[-2:].astype(int)
    assert _estimate(explosive)[0].long_run.loc[UNCORRECTED].isna().all()


def test_wild_p_stands_where_clusters_are_few():
    assert 0 < _estimate(panel(20, 8))[0].wild_p <= 1
    assert _estimate(panel(45, 8))[0].wild_p is None


def test_what_does_not_exist_is_left_empty():
    short, _ = _estimate(panel(20, 4))
    assert short.terms.loc[JACKKNIFE].isna().all(axis=None)
    assert short.terms.loc[ADJUSTED].notna().all(axis=None)
    longer, _ = _estimate(panel(20, 9), lags=2)
    assert longer.terms.loc[ADJUSTED].isna().all(axis=None)
    assert longer.facts["solved"] is None


def test_mistakes_get_a_sentence():
    sample = panel(10, 6)
    with pytest.raises(SpecError, match="'z' cannot be a control"):
        _estimate(sample, controls=["z"])
    with pytest.raises(SpecError, match="one of the two series"):
        _estimate(sample, controls=["x"])
    with pytest.raises(SpecError, match="against itself"):
        _estimate(sample, other="y")
    with pytest.raises(SpecError, match="order is 0"):
        _estimate(sample, lags=0)
    with pytest.raises(DataError, match="in a row"):
        _estimate(sample[sample["year"] % 2 == 0])
