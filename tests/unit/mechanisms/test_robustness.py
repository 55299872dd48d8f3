"""Robustness values: published numbers, the algebra they stand for, and a confounder that is really there."""

import numpy as np
import pytest

from nqpf.mechanisms.robustness import (
    adjusted,
    classical_r2,
    classical_robustness,
    confounder,
    interval_robustness,
    robustness_value,
)

EXACT = 1e-12
# Violence in Darfur (Cinelli & Hazlett 2020, section 5), as the tests and manual of sensemakr print it.
DARFUR = {"estimate": 0.09731582, "se": 0.02325654, "t": 4.18445, "df": 783}
PRINTED = 1e-5
BOUNDS = {  # ovb_bounds(model, "directlyharmed", "female", kd = 1:3): r2dz.x, r2yz.dx, adjusted_estimate
    1: (0.00916428667504862, 0.12464092303637, 0.0752202698486415),
    2: (0.0183285733500972, 0.249324064199975, 0.0529151689180575),
    3: (0.0274928600251459, 0.374050471038094, 0.0303960178770157),
}
FEMALE_OUTCOME = 0.10903  # partial R2 of female with peacefactor, five digits in the manual


def test_darfur():
    r2 = classical_r2(DARFUR["t"], DARFUR["df"])
    assert r2 == pytest.approx(0.02187309, abs=PRINTED)
    assert robustness_value(r2) == pytest.approx(0.138776, abs=PRINTED)
    assert classical_robustness(DARFUR["t"], DARFUR["df"], 0.95) == pytest.approx(0.07625797, abs=PRINTED)


@pytest.mark.parametrize("strength", [1, 2, 3])
def test_darfur_benchmark(strength):
    with_treatment = BOUNDS[1][0] / (1 + BOUNDS[1][0])
    first, second = confounder(np.array(with_treatment), np.array(FEMALE_OUTCOME), strength)
    assert first == pytest.approx(BOUNDS[strength][0], rel=EXACT)
    assert second == pytest.approx(BOUNDS[strength][1], abs=3 * PRINTED)
    scale = DARFUR["se"] * np.sqrt(DARFUR["df"])
    after = adjusted(np.array(DARFUR["estimate"]), np.array(scale), *map(np.array, BOUNDS[strength][:2]))
    assert after == pytest.approx(BOUNDS[strength][2], rel=1e-9)


@pytest.mark.parametrize(("r2", "value"), [(0.0, 0.0), (1.0, 1.0)])
def test_robustness_value_at_the_ends(r2, value):
    assert robustness_value(r2) == value


def test_robustness_value_is_the_formula_of_the_paper():
    r2 = np.array([0.001, 0.02, 0.3, 0.9])
    f2 = r2 / (1 - r2)
    assert robustness_value(r2) == pytest.approx((np.sqrt(f2**2 + 4 * f2) - f2) / 2, rel=EXACT)


@pytest.mark.parametrize("q", [0.3, 1.0])
def test_a_confounder_as_strong_as_the_robustness_value_takes_the_share_away(q):
    estimate, scale = -0.4, 1.7
    r2 = estimate**2 / (estimate**2 + scale**2)  # f = estimate / scale
    value = robustness_value(r2, q)
    after = adjusted(np.array(estimate), np.array(scale), value, value)
    assert after == pytest.approx((1 - q) * estimate, abs=EXACT)


def test_the_interval_touches_zero_at_its_robustness_value():
    from scipy.stats import t as student

    estimate, scale, se, df = 0.4, 1.7, 0.08, 29
    r2 = estimate**2 / (estimate**2 + scale**2)
    value = interval_robustness(r2, estimate / se, df, 0.95)
    after = adjusted(np.array(estimate), np.array(scale), value, value)
    assert after == pytest.approx(student.ppf(0.975, df) * se, rel=1e-9)
    assert 0 < value < robustness_value(r2)


def test_an_interval_that_holds_zero_is_robust_to_nothing():
    assert interval_robustness([0.01, 0.01, 0.0], [1.5, -1.5, 0.0], 29, 0.95).tolist() == [0, 0, 0]
    assert classical_robustness(1.5, 700, 0.95) == 0


def test_clustered_and_classical_agree_where_errors_do():
    """Same t, same reference: what differs is one degree of freedom."""
    t, df = 4.18445, 783
    found = interval_robustness(classical_r2(t, df), t, df - 1, 0.95)
    assert found == pytest.approx(classical_robustness(t, df, 0.95), rel=1e-3)


def test_unknown_stays_unknown():
    assert np.isnan(robustness_value(np.nan))
    assert np.isnan(interval_robustness(0.1, np.nan, 20, 0.95))
    assert np.isnan(interval_robustness(np.nan, 3.0, 20, 0.95))


def test_a_confounder_that_is_there():
    """The algebra gives back, exactly, the coefficient of the regression that includes the confounder."""
    rng = np.random.default_rng(4)
    u, z = rng.normal(size=(2, 200))
    x = 0.6 * u + z + rng.normal(size=200)
    y = 0.5 * x + 0.8 * u - z + rng.normal(size=200)
    one = np.ones(200)

    def left(column, *given):
        base = np.column_stack([one, *given])
        return column - base @ np.linalg.lstsq(base, column)[0]

    def r2(first, second, *given):
        return np.corrcoef(left(first, *given), left(second, *given))[0, 1] ** 2

    short = np.linalg.lstsq(np.column_stack([x, z, one]), y)[0][0]
    full = np.linalg.lstsq(np.column_stack([x, z, one, u]), y)[0][0]
    scale = np.linalg.norm(left(y, x, z)) / np.linalg.norm(left(x, z))
    after = adjusted(np.array(short), np.array(scale), r2(x, u, z), r2(y, u, x, z))
    assert short > full
    assert after == pytest.approx(full, rel=1e-10)


def test_a_bound_of_one_control_is_reached_by_its_twin():
    """Two controls alike in every partial correlation: the bound at strength 1 is about the twin itself.

    The bound assumes the confounder orthogonal to the control; with z and u orthogonal, of equal strength,
    r2 with the regressor is met exactly, r2 with the outcome is an upper bound.
    """
    rng = np.random.default_rng(8)
    n = 400
    q = np.linalg.qr(np.column_stack([np.ones(n), rng.normal(size=(n, 4))]))[0] * np.sqrt(n)
    z, u, e, v = q[:, 1:].T
    x = 0.5 * z + 0.5 * u + e
    y = x + 0.7 * z + 0.7 * u + v

    def left(column, *given):
        base = np.column_stack([np.ones(n), *given])
        return column - base @ np.linalg.lstsq(base, column)[0]

    def r2(first, second, *given):
        return np.corrcoef(left(first, *given), left(second, *given))[0, 1] ** 2

    first, second = confounder(np.array(r2(x, z)), np.array(r2(y, z, x)), 1)
    assert first == pytest.approx(r2(x, u, z), rel=1e-9)
    assert second >= r2(y, u, x, z) - EXACT


def test_no_confounder_can_be_that_strong():
    first, second = confounder(np.array([0.4, 0.4]), np.array([0.1, 0.1]), 2)
    assert np.isnan(first).all()
    assert np.isnan(second).all()


def test_the_outcome_bound_stops_at_one():
    assert confounder(np.array(0.1), np.array(0.95), 3)[1] == 1.0
