"""Serial correlation behind the adjusted equations: the sums by hand, its redraws, what it finds."""

import numpy as np
import pytest

from nqpf.dynamics import cross_lagged
from nqpf.dynamics.adjusted_serial import LEAST_YEARS, products
from nqpf.dynamics.adjusted_serial import test as serial
from nqpf.dynamics.half_panel import counts_of
from nqpf.verify.two_way import draw_panel
from nqpf.verify.two_way_plan import Cell

EXACT = 1e-12
RNG = np.random.default_rng(4)


def by_hand(rows):
    """Sum over t of (r_t less the mean of r_t ... r_T) (r_t-1 less the mean of r_1 ... r_t-1)'."""
    total = np.zeros((rows.shape[1], rows.shape[1]))
    for t in range(1, len(rows)):
        total += np.outer(rows[t] - rows[t:].mean(axis=0), rows[t - 1] - rows[:t].mean(axis=0))
    return total


def table(lengths, columns=4):
    values = np.full((len(lengths), max(lengths), columns), np.nan)
    for place, years in enumerate(lengths):
        values[place, :years] = RNG.standard_normal((years, columns))
    return values


def test_the_sums_are_those_of_a_loop_in_unbalanced_panels_too():
    lengths = [9, 4, 7, 9, 3, 1]
    values = table(lengths)
    found = products(values)
    for place, years in enumerate(lengths):
        assert found[place] == pytest.approx(by_hand(values[place, :years]), abs=EXACT)
        assert found[place].any() == (years >= LEAST_YEARS)


def test_each_draw_takes_its_own_coefficients_and_units():
    made, counts = products(table([8] * 12)), counts_of(12, 30, 2)
    matrices = 0.3 * RNG.standard_normal((31, 2, 2))
    found = serial(made, matrices, counts, 1)
    sums = []
    for matrix, count in zip(matrices, counts, strict=True):
        change = np.array([*-matrix[1], 0.0, 1.0])
        sums.append(sum(n * change @ one @ change for n, one in zip(count, made, strict=True)))
    assert found.statistic == pytest.approx(sums[0] / np.std(sums[1:], ddof=1), abs=1e-10)


def test_nothing_is_said_where_no_unit_has_the_years():
    found = serial(products(table([3] * 6)), np.zeros((20, 2, 2)), counts_of(6, 19, 1), 0)
    assert found.statistic is None
    assert found.p is None


@pytest.mark.parametrize(("errors", "found"), [(0.0, False), (0.3, True)])
def test_errors_that_follow_their_past_are_found_in_many_units(errors, found):
    sample = draw_panel(Cell(285, 12, 0.5, 0.0, 0.1, errors), np.random.default_rng(3))
    names = {"outcome": "y", "other": "x", "draws": 99, "wild_draws": 99, "seed": 1}
    for one in cross_lagged.estimate(sample, **names):
        assert (one.facts["serial_p"] < 0.01) is found
        assert not found or one.facts["serial_statistic"] > 0


def test_there_is_no_test_where_there_are_no_adjusted_equations():
    sample = draw_panel(Cell(30, 9, 0.5, 0.0, 0.0), np.random.default_rng(3))
    forward, _ = cross_lagged.estimate(sample, outcome="y", other="x", lags=2, draws=9, wild_draws=9)
    assert forward.facts["serial_p"] is None
