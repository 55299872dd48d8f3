"""The indirect effect under correlated errors, against brute force."""

import numpy as np
import pandas as pd
import pytest

from nqpf import bootstrap
from nqpf.mechanisms.rho import GRID, indirect_at
from nqpf.mechanisms.singles import singles

# The brute force stops its iteration at 1e-12 of a coefficient of size one.
SOLVED = 1e-8
EXACT = 1e-12
RHO = np.array([-0.8, -0.3, 0.0, 0.25, 0.6])


def panel(seed=3, units=14, years=6, sign=1.0):
    rng = np.random.default_rng(seed)
    n = units * years
    frame = pd.DataFrame(
        {"unit": np.repeat(np.arange(units), years), "year": np.tile(np.arange(years), units)}
    )
    u = rng.normal(size=n)
    frame["z"] = rng.normal(size=n)
    frame["x"] = rng.normal(size=n) + 0.3 * frame["z"]
    frame["m"] = sign * 0.5 * frame["x"] + 0.4 * u + rng.normal(size=n)
    frame["y"] = 0.3 * frame["x"] + 0.6 * frame["m"] + 0.5 * u + 0.2 * frame["z"] + rng.normal(size=n)
    return frame


def found(frame):
    units = frame["unit"].nunique()
    moments = bootstrap.moments(
        frame, columns=["x", "m", "y"], controls=["z"], unit="unit", time="year", counts=np.ones((1, units))
    )
    return singles(moments, "x", ["m"], "y")


def correlated_system(frame, rho):
    """Estimate both equations by iterated GLS, the error correlation held (Imai, Keele & Tingley 2010)."""
    base = np.column_stack(
        [pd.get_dummies(frame[c], dtype=float).iloc[:, drop:] for c, drop in (("unit", 0), ("year", 1))]
    )
    first = np.column_stack([frame["x"], frame["z"], base])
    second = np.column_stack([frame["m"], first])
    n, k = len(frame), first.shape[1]
    design = np.block([[first, np.zeros((n, k + 1))], [np.zeros((n, k)), second]])
    outcome = np.concatenate([frame["m"], frame["y"]])
    coef = np.linalg.lstsq(design, outcome)[0]
    for _ in range(500):
        errors = (outcome - design @ coef).reshape(2, n)
        s1, s2 = np.sqrt((errors**2).mean(axis=1))
        inverse = np.linalg.inv([[s1**2, rho * s1 * s2], [rho * s1 * s2, s2**2]])
        weight = np.kron(inverse, np.eye(n))
        new = np.linalg.solve(design.T @ weight @ design, design.T @ weight @ outcome)
        done = np.abs(new - coef).max() < 1e-12
        coef = new
        if done:
            break
    return coef[0] * coef[k]


@pytest.mark.parametrize("rho", [-0.6, 0.0, 0.3, 0.55])
def test_equals_the_system_estimated_with_that_correlation(rho):
    frame = panel()
    closed = indirect_at(found(frame), np.array([rho]))[0, 0, 0]
    assert closed == pytest.approx(correlated_system(frame, rho), abs=SOLVED)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_error_that_is_left_has_that_correlation(sign):
    """With b(rho) = indirect(rho) / a, the errors of the two equations correlate by rho."""
    frame = panel(sign=sign)
    one = found(frame)
    moments = bootstrap.moments(
        frame, columns=["x", "m", "y"], controls=["z"], unit="unit", time="year", counts=np.ones((1, 14))
    ).cells[0]
    given = moments[1:, 1:] - np.outer(moments[0, 1:], moments[0, 1:]) / moments[0, 0]
    for rho, indirect in zip(RHO, indirect_at(one, RHO)[0, 0], strict=True):
        b = indirect / one.a[0, 0]
        error = np.array([[1.0, 0.0], [-b, 1.0]]) @ given @ np.array([[1.0, -b], [0.0, 1.0]])
        assert error[0, 1] / np.sqrt(error[0, 0] * error[1, 1]) == pytest.approx(rho, abs=EXACT)


def test_at_zero_it_is_a_b():
    one = found(panel())
    assert indirect_at(one, np.zeros(1))[0, 0, 0] == pytest.approx(one.indirect[0, 0], rel=EXACT)


def test_it_vanishes_at_the_correlation_of_the_residuals():
    one = found(panel())
    assert indirect_at(one, one.correlation[0])[0, 0, 0] == pytest.approx(0.0, abs=EXACT)
    assert one.correlation[0, 0] > 0


def test_it_falls_all_the_way_where_a_is_positive():
    curve = indirect_at(found(panel()), GRID)[0, 0]
    assert (np.diff(curve) < 0).all()
    assert (np.diff(indirect_at(found(panel(sign=-1.0)), GRID)[0, 0]) > 0).all()


def test_the_grid_holds_zero_and_both_sides():
    assert len(GRID) == 37
    assert 0.0 in GRID
    assert (-GRID[::-1] == GRID).all()


def test_the_true_correlation_gives_back_the_true_effect():
    """b is zero, a common cause makes it look like 0.2 / 1.16: at the true rho nothing is left.

    60,000 rows: the standard error of b is about 0.004, so that 0.02 is five of them.
    """
    rng = np.random.default_rng(12)
    unit, year = np.repeat(np.arange(6000), 10), np.tile(np.arange(10), 6000)
    u = rng.normal(size=60_000)
    frame = pd.DataFrame(
        {"unit": unit, "year": year, "x": rng.normal(size=60_000), "z": rng.normal(size=60_000)}
    )
    frame["m"] = frame["x"] + 0.4 * u + rng.normal(size=60_000)
    frame["y"] = 0.3 * frame["x"] + 0.5 * u + rng.normal(size=60_000)
    one = found(frame)
    rho = 0.4 * 0.5 / np.sqrt((1 + 0.4**2) * (1 + 0.5**2))
    assert one.indirect[0, 0] == pytest.approx(0.2 / 1.16, abs=0.02)
    assert indirect_at(one, np.array([rho]))[0, 0, 0] == pytest.approx(0.0, abs=0.02)
    assert one.correlation[0, 0] == pytest.approx(rho, abs=0.02)
