"""Intervals against scipy, against hand-worked sets, and where they cannot be."""

import numpy as np
import pytest
from scipy import stats

from nqpf.mechanisms import intervals

ROUNDING = 1e-12


def skewed(clusters=40):
    return np.random.default_rng(3).lognormal(size=clusters)


def means(values, draws=4000):
    """Bootstrap means of values, and the mean without each."""
    rng = np.random.default_rng(5)
    drawn = values[rng.integers(0, len(values), (draws, len(values)))].mean(axis=1)
    return drawn[:, None], (values.sum() - values)[:, None] / (len(values) - 1)


def test_bca_is_scipys_on_the_same_draws():
    values = skewed()
    drawn, without = means(values)
    point = np.array([values.mean()])
    low, high = intervals.bca(drawn, point, without)
    resample = type("Drawn", (), {"bootstrap_distribution": drawn[:, 0]})()
    theirs = stats.bootstrap((values,), np.mean, n_resamples=0, method="BCa", bootstrap_result=resample)
    assert low[0] == pytest.approx(theirs.confidence_interval.low, rel=ROUNDING)
    assert high[0] == pytest.approx(theirs.confidence_interval.high, rel=ROUNDING)
    assert low[0] > intervals.percentile(drawn)[0][0]  # the skew moves the limits up


def test_bca_of_symmetric_draws_without_skew_is_the_percentile_interval():
    drawn = np.linspace(-1, 1, 2001)[:, None]
    without = np.array([[-1.0], [1.0], [-0.5], [0.5]])
    assert np.allclose(intervals.bca(drawn, np.zeros(1), without), intervals.percentile(drawn), atol=ROUNDING)


def test_bca_is_missing_where_every_draw_lies_on_one_side():
    low, high = intervals.bca(np.ones((50, 1)), np.zeros(1), np.zeros((5, 1)))
    assert np.isnan([low, high]).all()


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95])
def test_percentiles_leave_missing_draws_out(level):
    drawn = np.random.default_rng(0).normal(size=(101, 3))
    drawn[::7, 1] = np.nan
    drawn[:, 2] = np.nan
    found = np.array(intervals.percentile(drawn, level))
    tails = [(1 - level) / 2, (1 + level) / 2]
    assert np.allclose(found[:, 0], np.quantile(drawn[:, 0], tails), atol=ROUNDING)
    assert np.allclose(found[:, 1], np.nanquantile(drawn[:, 1], tails), atol=ROUNDING)
    assert np.isnan(found[:, 2]).all()


def test_sobel_by_hand():
    # a = 0.5 (0.1), b = 0.4 (0.2), uncorrelated: se = root(0.5^2 0.2^2 + 0.4^2 0.1^2) = root(0.0116)
    se = np.sqrt(0.0116)
    low, high, p = intervals.sobel(np.array([0.2]), np.array([se]))
    assert low[0] == pytest.approx(0.2 - 1.959963984540054 * se)
    assert high[0] == pytest.approx(0.2 + 1.959963984540054 * se)
    assert p[0] == pytest.approx(2 * stats.norm.sf(0.2 / se))


def test_normal_draws_have_the_covariance_of_the_influences():
    influence = np.random.default_rng(1).normal(size=(3, 50))
    drawn = intervals.normal_draws(np.array([1.0, 2.0, 3.0]), influence, 200_000, 4)
    error = 5 * np.abs(influence @ influence.T).max() * np.sqrt(2 / 200_000)  # five Monte-Carlo errors
    assert np.allclose(np.cov(drawn.T), influence @ influence.T, atol=error)
    assert np.allclose(drawn.mean(axis=0), [1, 2, 3], atol=5 * np.sqrt(60 / 200_000))


# (numerator - ratio denominator)^2 = critical^2 var: by hand with unit variances, no covariance, critical 1:
# (n - r d)^2 = 1 + r^2, so (d^2 - 1) r^2 - 2 n d r + n^2 - 1 = 0.
def test_fieller_is_bounded_where_the_denominator_is_not_zero():
    low, high, shape = intervals.fieller(0.0, 2.0, np.eye(2), 1.0)  # 3 r^2 = 1
    assert shape == "bounded"
    assert (low, high) == pytest.approx((-1 / np.sqrt(3), 1 / np.sqrt(3)))


def test_fieller_is_everything_outside_where_only_the_numerator_is_not_zero():
    low, high, shape = intervals.fieller(2.0, 0.0, np.eye(2), 1.0)  # -r^2 + 3 = 0
    assert shape == "outside"
    assert (low, high) == pytest.approx((-np.sqrt(3), np.sqrt(3)))


def test_fieller_is_the_whole_line_where_neither_is():
    assert intervals.fieller(0.0, 0.0, np.eye(2), 1.0)[2] == "whole line"


def test_fieller_holds_the_ratios_that_a_test_does_not_reject():
    covariance = np.array([[0.04, 0.01], [0.01, 0.09]])
    low, high, shape = intervals.fieller(0.3, 1.0, covariance, 1.96)
    assert shape == "bounded"
    for ratio in (low, high):
        gradient = np.array([1.0, -ratio])
        statistic = abs(0.3 - ratio) / np.sqrt(gradient @ covariance @ gradient)
        assert statistic == pytest.approx(1.96, rel=1e-9)
