import itertools

import numpy as np
import pytest

from nqpf.variants.sobol import exact, indices, saltelli

# Ishigami & Homma (1990), a = 7, b = 0.1: variances by hand, as in Saltelli et al. (2008, p. 179).
ISHIGAMI = {"first": (0.3139, 0.4424, 0.0), "total": (0.5576, 0.4424, 0.2437)}
SAMPLING = 0.02  # quasi-random estimates with 4096 base points
COARSE = 0.05  # the same with 1024 and categorical factors


def _ishigami(unit):
    x = 2 * np.pi * unit - np.pi
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_ishigami_has_its_known_indices():
    levels = (2, 2, 2)  # more than one: all vary
    unit = saltelli(levels, 4096, seed=1)
    found = indices(_ishigami(unit), ("a", "b", "c"), levels, resamples=50, seed=1)
    for key, expected in ISHIGAMI.items():
        assert found[key].to_numpy() == pytest.approx(expected, abs=SAMPLING)


def _categorical(levels, seed):
    rng = np.random.default_rng(seed)
    tables = [rng.normal(size=count) for count in levels]
    joint = rng.normal(size=levels)
    return lambda codes: sum(t[c] for t, c in zip(tables, codes.T, strict=True)) + joint[tuple(codes.T)]


def _codes(unit, levels):
    return np.minimum((unit * levels).astype(int), np.array(levels) - 1)


def test_categorical_factors_get_the_indices_of_the_full_factorial():
    levels = (4, 3, 7)
    function = _categorical(levels, seed=2)
    unit = saltelli(levels, 1024, seed=3)
    found = indices(function(_codes(unit, levels)), ("a", "b", "c"), levels, resamples=200, seed=3)
    full = np.array(list(itertools.product(*map(range, levels))))
    true = exact(function(full), full, levels)
    for key in ("first", "total"):
        assert found[key].to_numpy() == pytest.approx(true[key].to_numpy(), abs=COARSE)
        assert ((found[f"{key}_low"] <= found[key]) & (found[key] <= found[f"{key}_high"])).all()


def test_the_order_of_levels_does_not_matter_to_the_exact_indices():
    levels = (4, 3)
    function = _categorical(levels, seed=4)
    full = np.array(list(itertools.product(*map(range, levels))))
    turned = (3 - full[:, 0])[:, None]
    other = np.column_stack([turned, full[:, 1]])
    assert np.allclose(exact(function(full), full, levels), exact(function(other), full, levels))


def test_exact_indices_by_hand():
    # y = a + b over 2 x 2 with a in {0, 2}, b in {0, 1}: variances 1 and 1/4 of 5/4, no interaction.
    full = np.array(list(itertools.product(range(2), range(2))))
    found = exact(2.0 * full[:, 0] + full[:, 1], full, (2, 2))
    assert found["first"].to_numpy() == pytest.approx([0.8, 0.2])
    assert found["total"].to_numpy() == pytest.approx([0.8, 0.2])


@pytest.mark.parametrize("seed", range(5))
def test_exact_total_is_never_below_first_order(seed):
    levels = (3, 4, 2)
    full = np.array(list(itertools.product(*map(range, levels))))
    found = exact(_categorical(levels, seed)(full), full, levels)
    assert (found["total"] >= found["first"] - 1e-12).all()
    assert found["first"].sum() <= 1 + 1e-12


@pytest.mark.parametrize("seed", range(5))
def test_estimated_total_is_not_below_first_order_beyond_error(seed):
    levels = (3, 4, 2)
    unit = saltelli(levels, 512, seed)
    found = indices(_categorical(levels, seed)(_codes(unit, levels)), "abc", levels, 200, seed)
    assert (found["total_high"] >= found["first_low"]).all()


def test_a_factor_with_one_level_gets_zero_and_costs_nothing():
    levels = (1, 3, 4)
    unit = saltelli(levels, 64, seed=0)
    assert len(unit) == 64 * (2 + 2)
    found = indices(_categorical(levels, 1)(_codes(unit, levels)), "abc", levels, 50, seed=0)
    assert (found.loc[0, ["first", "first_low", "first_high", "total", "total_low", "total_high"]] == 0).all()
    assert found.loc[1, "total"] > 0


def test_an_output_that_does_not_move_has_no_indices():
    levels = (2, 3)
    found = indices(np.full(len(saltelli(levels, 32, 0)), 0.1 + 0.2), "ab", levels, 50, seed=0)
    assert (found[["first", "total"]] == 0).to_numpy().all()


def test_no_factor_at_all():
    assert len(saltelli((1, 1), 32, 0)) == 1
    assert (indices(np.array([3.0]), "ab", (1, 1), 50, 0)["total"] == 0).all()


@pytest.mark.parametrize("seed", [0, 7])
def test_the_same_seed_gives_the_same_numbers(seed):
    levels = (2, 3)
    first, again = (saltelli(levels, 64, seed) for _ in range(2))
    assert np.array_equal(first, again)
    output = _categorical(levels, 1)(_codes(first, levels))
    assert indices(output, "ab", levels, 50, seed).equals(indices(output, "ab", levels, 50, seed))
