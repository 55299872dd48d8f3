"""Look-alikes of an indicator: the same cells, the same persistence, nothing else in common."""

import numpy as np
import pandas as pd
import pytest

from nqpf.audit.redraw import likeness, permutations
from nqpf.errors import DataError

MONTE_CARLO = 0.06  # three standard errors of rho from 280 x 12 cells, and of a mean over 40 draws
EXACT = 1e-12


def series(units=280, years=12, rho=0.6, seed=1, level=1.0):
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal((units, years))
    for t in range(1, years):
        noise[:, t] = rho * noise[:, t - 1] + np.sqrt(1 - rho**2) * noise[:, t]
    noise += level * rng.standard_normal((units, 1)) + 0.3 * np.arange(years)
    index = pd.MultiIndex.from_product(
        [[f"u{i:03d}" for i in range(units)], range(years)], names=["unit", "year"]
    )
    return pd.Series(noise.ravel(), index=index, name="x")


def drawn(values, draws=40, seed=3):
    positions = permutations(likeness(values), draws, np.random.default_rng(seed))
    return values.to_numpy()[positions]


def within(table):
    return (
        table
        - table.mean(-1, keepdims=True)
        - table.mean(-2, keepdims=True)
        + table.mean((-1, -2), keepdims=True)
    )


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("years", [6, 12])
def test_persistence_is_found_without_the_bias_of_short_panels(rho, years):
    found = likeness(series(units=800, years=years, rho=rho)).rho
    assert found == pytest.approx(rho, abs=MONTE_CARLO)


def test_the_naive_estimate_would_miss_it():
    """The plain autocorrelation of de-meaned rows is well below 0.6 at 12 years (Nickell 1981)."""
    left = within(series().to_numpy().reshape(280, 12))
    assert (left[:, 1:] * left[:, :-1]).sum() / (left[:, :-1] ** 2).sum() < 0.6 - 2 * MONTE_CARLO


def test_a_draw_is_a_permutation():
    """So skew, zeros, extremes, entropy: all that looks at the distribution alone stays."""
    values = np.exp(series()).where(series(seed=2) > 0, 0.0)
    for one in drawn(values, draws=3):
        assert np.array_equal(np.sort(one), np.sort(values.to_numpy()))


def test_a_draw_has_the_same_persistence_and_spread_within_units():
    values = series()
    table = drawn(values).reshape(40, 280, 12)
    original, copies = within(values.to_numpy().reshape(280, 12)), within(table)
    assert copies.var(axis=(1, 2)).mean() == pytest.approx(original.var(), rel=MONTE_CARLO)

    def lag(left):
        return (left[..., 1:] * left[..., :-1]).sum((-1, -2)) / (left**2).sum((-1, -2))

    assert lag(copies).mean() == pytest.approx(lag(original), abs=MONTE_CARLO)


def test_a_draw_has_nothing_to_do_with_the_original():
    values = np.exp(series())
    original = within(values.to_numpy().reshape(280, 12)).ravel()
    copies = within(drawn(values).reshape(40, 280, 12)).reshape(40, -1)
    correlation = np.array([np.corrcoef(original, one)[0, 1] for one in copies])
    assert abs(correlation.mean()) < 3 * correlation.std() / np.sqrt(40)
    levels = [
        np.corrcoef(values.groupby("unit").mean(), one.reshape(280, 12).mean(1))[0, 1]
        for one in drawn(values)
    ]
    assert abs(np.mean(levels)) < MONTE_CARLO  # the unit effects change owners


def test_the_years_keep_their_course():
    values = series()
    course = values.groupby("year").mean()
    copies = drawn(values).reshape(40, 280, 12).mean(axis=(0, 1))
    assert np.corrcoef(course, copies)[0, 1] > 0.99  # means over 280 units and 40 draws


def test_one_seed_one_draw():
    values = series(units=20)
    assert np.array_equal(drawn(values, seed=5), drawn(values, seed=5))
    assert not np.array_equal(drawn(values, seed=5), drawn(values, seed=6))


def test_a_constant_within_units_can_be_drawn():
    values = series(units=20)
    flat = values.groupby("unit").transform("first")
    like = likeness(flat)
    assert like.sd == pytest.approx(0.0, abs=1e-7)  # rounding of normal scores
    assert np.array_equal(np.sort(drawn(flat, draws=1)[0]), np.sort(flat.to_numpy()))


def test_a_hole_in_the_panel_is_refused():
    with pytest.raises(DataError, match="placebo of 'x' needs every unit in every year"):
        likeness(series(units=4).iloc[1:])
