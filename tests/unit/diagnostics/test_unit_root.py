"""Harris-Tzavalis against plm's slope, its moments against simulation, size and power."""

import numpy as np
import pytest
from unit.diagnostics.panels import COLUMNS, EXACT, GOLDEN, golden, holes, panel

from nqpf.diagnostics import unit_root


@pytest.mark.parametrize("study", GOLDEN)
def test_slope_equals_plm(study):
    sample, roles, witness = golden(study)
    found = unit_root.test(sample, **roles)["terms"][roles["outcome"]]
    assert found["rho"] == pytest.approx(witness["unit_root_rho"], rel=EXACT)


def test_two_periods_by_hand():
    """T = 2: rho - 1 has mean -1 and N x variance 1, since it is sum(e1 e2) / sum(e1^2) - 1."""
    assert unit_root.standardised(rho=0.0, units=100, periods=2) == pytest.approx(0.0)
    assert unit_root.standardised(rho=0.1, units=100, periods=2) == pytest.approx(1.0)


@pytest.mark.parametrize("periods", [3, 7, 12])
def test_moments_under_random_walks(periods):
    rng = np.random.default_rng(periods)
    walks = rng.normal(size=(400, 150, periods + 1)).cumsum(axis=2)
    z = [unit_root.standardised(unit_root.within_rho(walk), 150, periods) for walk in walks]
    assert abs(np.mean(z)) < 0.2  # 400 panels: Monte-Carlo error 0.05, and a bias of order 1 / sqrt(150)
    assert abs(np.std(z) - 1) < 0.12  # Monte-Carlo error 0.035


def test_stationary_is_told_from_a_random_walk():
    sample = panel(units=100)
    walk = sample.assign(y=np.random.default_rng(3).normal(size=len(sample)))
    walk["y"] = walk.groupby("unit")["y"].cumsum()
    assert unit_root.test(sample, **COLUMNS)["p"] < 1e-6
    assert unit_root.test(walk, **COLUMNS)["p"] > 0.01


def test_year_shocks_do_not_matter():
    sample = panel()
    shocked = sample.assign(y=sample["y"] + sample["year"].map(lambda year: 9.0 * np.sin(year)))
    found, again = (unit_root.test(frame, **COLUMNS)["statistic"] for frame in (sample, shocked))
    assert again == pytest.approx(found, rel=1e-9)


def test_units_with_gaps_are_counted():
    sample = holes(panel(), share=0.05)
    sizes = sample.groupby("unit").size()
    found = unit_root.test(sample, **COLUMNS)
    assert found["terms"]["y"]["units"] == (sizes == 8).sum()
    assert found["note"] == f"{(sizes < 8).sum()} units without all years left out"
    whole = sample[sample["unit"].isin(sizes.index[sizes == 8])]
    assert unit_root.test(whole, **COLUMNS)["statistic"] == pytest.approx(found["statistic"])
