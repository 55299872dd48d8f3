"""The adjusted equations: the bias they take out is the bias there is."""

import numpy as np
import pandas as pd
import pytest
from unit.dynamics.lagged_cases import panel

from nqpf.bootstrap import moments
from nqpf.dynamics.adjusted import profile_of, solve
from nqpf.dynamics.half_panel import counts_of
from nqpf.regression import lagged

A = np.array([[0.5, 0.0], [0.2, 0.5]])
SOLVED = 1e-6  # of the equations, in the units of the coefficients
PAST, NOW = ("y1", "x1"), ("y", "x")


def _rows(sample):
    return sample.assign(y1=lagged(sample, "y", 1), x1=lagged(sample, "x", 1)).dropna()


def _solve(rows, draws=0):
    counts = counts_of(rows["unit"].nunique(), draws, 1)
    freed = moments(rows, columns=[*PAST, *NOW], unit="unit", time="year", counts=counts)
    return solve(freed, PAST, NOW, _alike(rows), counts)


def _alike(rows):
    """The profile of years that are all alike."""
    lengths = rows.groupby("unit").size().to_numpy()
    ones = np.ones((len(lengths), lengths.max(), 2))
    ones[np.arange(lengths.max()) >= lengths[:, None]] = np.nan
    return ones


def test_many_units_and_few_years_give_the_truth_where_least_squares_does_not():
    rows = _rows(panel(4000, 7, rho=0.5, forward=0.0, backward=0.2))
    found = _solve(rows)
    assert found.solved.all()
    # 4000 units x 6 rows: a standard error of about 0.01
    assert np.abs(found.matrix[0] - A).max() < 0.03
    freed = moments(rows, columns=[*PAST, *NOW], unit="unit", time="year", counts=np.ones((1, 4000)))
    plain = freed.cells[0][2:, :2] @ np.linalg.inv(freed.cells[0][:2, :2])
    assert (A - plain)[0, 0] > 0.15
    assert abs((A - plain)[0, 1]) > 0.03


def test_the_equations_hold_where_they_are_said_to():
    """By hand: S_wy - S_ww A' + sum_i 1/T_i sum_j (T_i - 1 - j) A^j O is zero."""
    sample = panel(30, 8, rho=0.3, forward=0.2, backward=0.1)
    rows = _rows(sample[~((sample["unit"] < "u0010") & (sample["year"] < 3))])
    found = _solve(rows).matrix[0]
    names = [*PAST, *NOW]
    cells = moments(rows, columns=names, unit="unit", time="year", counts=np.ones((1, 30))).cells[0]
    change = np.hstack([-found, np.eye(2)])
    lengths = rows.groupby("unit").size().to_numpy()
    share = 29 / 30
    errors = change @ cells @ change.T / (share * (lengths - 1).sum())
    bias = np.zeros((2, 2))
    for length in lengths:
        for j in range(length - 1):
            bias += (length - 1 - j) / length * np.linalg.matrix_power(found, j) @ errors * share
    left = cells[:2, 2:] - cells[:2, :2] @ found.T + bias
    assert np.abs(np.linalg.inv(cells[:2, :2]) @ left).max() < SOLVED


def test_units_of_measurement_do_not_matter():
    rows = _rows(panel(60, 8))
    scaled = rows.assign(x=1000 * rows["x"], x1=1000 * rows["x1"])
    one, other = (_solve(frame, draws=5).matrix for frame in (rows, scaled))
    factors = np.array([[1.0, 1000.0], [0.001, 1.0]])
    assert other * factors == pytest.approx(one, rel=1e-5, abs=1e-7)


def test_redrawn_units_are_units_under_new_names():
    rows = _rows(panel(12, 8, rho=0.3))
    counts = counts_of(12, 3, 1)
    names = np.unique(rows["unit"])
    for draw, found in zip(counts[1:], _solve(rows, draws=3).matrix[1:], strict=True):
        copies = [
            rows[rows["unit"] == name].assign(unit=f"{name} {copy}")
            for name, times in zip(names, draw, strict=True)
            for copy in range(int(times))
        ]
        assert _solve(pd.concat(copies)).matrix[0] == pytest.approx(found, abs=1e-6)


def test_near_a_unit_root_the_point_of_least_violation_is_taken_and_said():
    found = [_solve(_rows(panel(20, 8, rho=0.98, forward=0.0, backward=0.0, seed=seed))) for seed in range(8)]
    assert not all(one.solved[0] for one in found)
    assert all(np.isfinite(one.matrix).all() for one in found)


def test_a_draw_without_variation_is_missing():
    rows = _rows(panel(5, 8))
    counts = np.array([[1.0] * 5, [0, 0, 0, 0, 1.0]])
    freed = moments(rows, columns=[*PAST, *NOW], unit="unit", time="year", counts=counts)
    found = solve(freed, PAST, NOW, np.ones((5, 7, 2)), counts)
    assert np.isnan(found.matrix[1]).all()
    assert not found.solved[1]


def test_errors_that_grow_are_no_bias_once_their_profile_is_known():
    """SDs that grow by a tenth a year: the own past is off if years are taken for alike, and else not."""
    rng, grown = np.random.default_rng(3), 1.1 ** np.arange(8)
    w = np.empty((8, 6000, 2))
    now = rng.normal(size=(6000, 2)) / np.sqrt(0.75)
    for year in range(8):
        now = now @ A.T + grown[year] * rng.normal(size=now.shape)
        w[year] = now
    units = [f"u{unit:04d}" for unit in range(6000)]
    index = pd.MultiIndex.from_product([units, range(8)], names=["unit", "year"])
    sample = pd.DataFrame(w.transpose(1, 0, 2).reshape(-1, 2), index, columns=["y", "x"]).reset_index()
    rows = _rows(sample)
    counts = np.ones((1, 6000))
    freed = moments(rows, columns=[*PAST, *NOW], unit="unit", time="year", counts=counts)
    alike = _solve(rows).matrix[0]
    known = solve(freed, PAST, NOW, np.tile(grown[1:, None], (6000, 1, 2)), counts).matrix[0]
    assert np.abs(known - A).max() < 0.03
    assert (alike - A)[0, 0] > 0.05


def test_the_profile_is_turned_round_from_residuals_without_unit_effects():
    rng, sd = np.random.default_rng(4), np.array([1.0, 2.0, 1.0, 0.5, 1.5, 3.0])[:, None] * np.ones(2)
    errors = rng.normal(size=(20000, 6, 2)) * sd
    left = errors - errors.mean(axis=1, keepdims=True)
    found = profile_of((left**2).mean(axis=0), np.full(6, 20000.0))
    assert found == pytest.approx(sd / np.sqrt((sd**2).mean(axis=0)), rel=0.03)  # 20,000 units
    assert profile_of(np.ones((6, 2)), np.full(6, 9.0)) == pytest.approx(np.ones((6, 2)))
