"""Beyond the numbers of plm (tests/golden/granger): by hand, gaps, what is not available, the bootstrap."""

import numpy as np
import pytest
from unit.dynamics.lagged_cases import panel, with_gaps

from nqpf.dynamics.dumitrescu_hurlin import non_causality
from nqpf.errors import DataError, SpecError
from nqpf.regression import lagged

SAME = 1e-9


def _test(sample, **options):
    return non_causality(sample, **({"outcome": "y", "other": "x"} | options))


def test_the_wald_statistic_of_a_unit_by_hand_with_a_gap():
    sample = with_gaps(panel(3, 30), 0.1)
    found = _test(sample)
    one = sample[sample["unit"] == "u0001"].sort_values("year")
    rows = one.assign(y1=lagged(one, "y", 1), x1=lagged(one, "x", 1)).dropna()
    x = np.column_stack([np.ones(len(rows)), rows["y1"], rows["x1"]])
    coef, left, *_ = np.linalg.lstsq(x, rows["y"], rcond=None)
    variance = left[0] / (len(rows) - 3) * np.linalg.inv(x.T @ x)[2, 2]
    assert found.units.loc["u0001", "wald"] == pytest.approx(coef[2] ** 2 / variance, rel=SAME)
    assert found.units.loc["u0001", "rows"] == len(rows)


def test_a_common_trend_is_no_causality_once_year_means_are_off():
    sample = panel(60, 20, forward=0.0, backward=0.0)
    trend = 2.0 * sample["year"]
    still = _test(sample, demean=True)
    moved = _test(sample.assign(y=sample["y"] + trend, x=sample["x"] - trend), demean=True)
    assert moved.wbar == pytest.approx(still.wbar, rel=1e-6)


def test_what_is_too_short_says_why():
    found = _test(panel(20, 8))
    assert found.ztilde is None
    assert found.ztilde_p is None
    assert found.reason == "with 1 lag Ztilde needs more than 8 years of every unit; the shortest has 8"
    assert _test(panel(20, 9)).reason is None
    assert "2 lags" in _test(panel(20, 11), order=2).reason


def test_units_without_a_statistic_are_left_out_and_counted():
    sample = panel(10, 12)
    sample.loc[sample["unit"] == "u0003", "x"] = 1.0
    sample = sample[(sample["unit"] != "u0007") | (sample["year"] < 4)]
    found = _test(sample)
    assert found.facts["left_out"] == 2
    assert found.facts["units"] == found.units["wald"].notna().sum() == 8
    assert found.wbar == pytest.approx(found.units["wald"].mean())


def test_the_bootstrap_needs_a_balanced_panel_and_repeats_itself():
    sample = panel(20, 12)
    one, again = (_test(sample, draws=99, seed=4).bootstrap_p for _ in range(2))
    assert one == again
    assert 0 < one <= 1
    assert _test(sample.iloc[1:], draws=99).bootstrap_p is None
    assert _test(sample).bootstrap_p is None
    assert 0 < _test(sample, draws=99, block=3).bootstrap_p <= 1


def test_the_bootstrap_finds_a_strong_effect_and_keeps_its_level_with_common_errors():
    assert _test(panel(20, 15, forward=0.6), draws=199, seed=1).bootstrap_p < 0.05
    p = []
    for seed in range(40):  # errors of a year in common, which make the units' statistics move together
        sample = panel(15, 15, forward=0.0, backward=0.0, seed=seed)
        common = np.random.default_rng(seed).normal(size=(15, 2)) * 2
        for place, name in enumerate("yx"):
            sample[name] += common[sample["year"], place]
        found = _test(sample, draws=49, seed=seed)
        p.append((found.bootstrap_p < 0.05, found.zbar_p < 0.05))
    bootstrap, plain = np.mean(p, axis=0)
    assert bootstrap < 0.16  # 5% of 40, three errors above
    assert plain > bootstrap


def test_mistakes_get_a_sentence():
    sample = panel(10, 10)
    with pytest.raises(SpecError, match="no column 'z'"):
        _test(sample, other="z")
    with pytest.raises(SpecError, match="against itself"):
        _test(sample, other="y")
    with pytest.raises(SpecError, match="block = 10"):
        _test(sample, draws=9, block=10)
    with pytest.raises(DataError, match="rows that 1 lags"):
        _test(sample[sample["year"] < 3])
    with pytest.raises(DataError, match="in a row"):
        _test(sample[sample["year"] % 2 == 0])
