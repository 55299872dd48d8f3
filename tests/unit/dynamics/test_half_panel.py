import numpy as np
import pytest
from unit.dynamics.lagged_cases import panel, with_gaps

from nqpf.dynamics.half_panel import counts_of, jackknife, pieces
from nqpf.estimators import twfe
from nqpf.regression import lagged

SAME = 1e-9  # the same normal equations, solved by two routes


def _sample(years=9, gaps=False):
    found = panel(25, years)
    found = with_gaps(found) if gaps else found
    past = {"y1": lagged(found, "y", 1), "x1": lagged(found, "x", 1)}
    return found.assign(**past, z=np.sin(np.arange(len(found)))).dropna()


def _by_hand(sample, outcome):
    years = np.sort(sample["year"].unique())
    cuts = {len(years) // 2, (len(years) + 1) // 2}
    whole = _slopes(sample, outcome)
    mean = np.zeros(2)
    for cut in cuts:
        for half in (years[:cut], years[cut:]):
            part = _slopes(sample[sample["year"].isin(half)], outcome)
            mean += part * len(half) / len(years) / len(cuts)
    return 2 * whole - mean


def _slopes(sample, outcome):
    names = {"outcome": outcome, "regressors": ["y1", "x1", "z"], "unit": "unit", "time": "year"}
    return twfe.estimate(sample, **names).terms.loc[["y1", "x1"], "coef"].to_numpy()


@pytest.mark.parametrize(("years", "gaps"), [(9, False), (10, False), (10, True)])
def test_the_jackknife_of_several_outcomes_is_that_of_each_by_hand(years, gaps):
    sample = _sample(years, gaps)
    counts = counts_of(sample["unit"].nunique(), 0, 1)
    found = jackknife(sample, outcomes=["y", "x"], regressors=["y1", "x1"], controls=["z"], counts=counts)
    assert found.shape == (1, 2, 2)
    for place, outcome in enumerate(["y", "x"]):
        assert found[0, place] == pytest.approx(_by_hand(sample, outcome), rel=SAME)


@pytest.mark.parametrize("years", range(4, 14))
def test_factors_leave_a_constant_as_it_is_and_halves_hold_every_year_once(years):
    span = np.arange(2011, 2011 + years)
    parts = pieces(span)
    assert sum(factor for factor, _ in parts) == pytest.approx(1.0)
    halves = [half for factor, half in parts if factor < 0]
    assert sorted(np.concatenate(halves)) == sorted(np.tile(span, len(halves) // 2))


def test_a_bias_of_one_over_t_is_taken_out():
    parts = pieces(np.arange(10))
    assert sum(factor * (3.0 + 7.0 / len(half)) for factor, half in parts) == pytest.approx(3.0)


def test_too_few_years_give_nothing():
    sample = _sample(4)
    counts = counts_of(sample["unit"].nunique(), 0, 1)
    assert jackknife(sample, outcomes=["y"], regressors=["y1"], counts=counts) is None
