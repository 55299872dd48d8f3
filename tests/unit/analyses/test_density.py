"""Kernel densities: by hand, mass, modes."""

import numpy as np
import pandas as pd
import pytest
from unit.analyses import material
from unit.tables import fake_study as fake

from nqpf.analyses.density import density, modes, width
from nqpf.errors import DataError

EXACT = 1e-12  # sums of a few exponentials
MASS = 2e-3  # what lies beyond three bandwidths of the outermost scores, and the trapezium rule


def test_two_kernels_by_hand():
    grid = np.array([0.0, 0.5])
    found = density(np.array([0.0, 1.0]), 0.5, grid)
    bell = lambda z: np.exp(-z * z / 2) / np.sqrt(2 * np.pi)  # noqa: E731
    by_hand = [(bell(0) + bell(2)) / (2 * 0.5), 2 * bell(1) / (2 * 0.5)]
    assert found.tolist() == pytest.approx(by_hand, abs=EXACT)


def test_both_rules_by_hand():
    values = np.array([0.0, 1.0, 2.0, 3.0, 4.0])  # SD sqrt(2.5), quartiles 1 and 3
    assert width(values, "normal", 2011) == pytest.approx(1.06 * np.sqrt(2.5) * 5**-0.2, abs=EXACT)
    assert width(values, "silverman", 2011) == pytest.approx(0.9 * 2 / 1.34 * 5**-0.2, abs=EXACT)


def test_many_equal_scores_fall_back_on_the_spread():
    values = np.array([0.0] * 9 + [1.0])  # no distance between the quartiles
    assert width(values, "silverman", 2011) == pytest.approx(0.9 * values.std(ddof=1) * 10**-0.2, abs=EXACT)


def test_each_year_holds_all_of_its_mass():
    rows = material.inputs("density")["rows"]
    for _, part in rows.groupby("year"):
        assert np.trapezoid(part["density"], part["x"]) == pytest.approx(1.0, abs=MASS)


def test_moments_are_those_of_the_scores():
    sample = material.material(fake.study()).sample
    facts = pd.DataFrame(material.inputs("density")["facts"]["moments"]).set_index("year")
    for year, part in sample.groupby("year"):
        found = facts.loc[year, ["n", "mean", "sd", "skewness", "p50"]].tolist()
        own = part["nqpf"]
        assert found == pytest.approx([24, own.mean(), own.std(), own.skew(), own.median()], abs=EXACT)


def test_two_humps_are_two_modes_and_a_ripple_is_none():
    grid = np.linspace(-3, 3, 601)
    bell = lambda m, s: np.exp(-(((grid - m) / s) ** 2))  # noqa: E731
    assert modes(grid, bell(-1, 0.3) + 0.5 * bell(1, 0.3)).tolist() == pytest.approx([-1, 1], abs=0.01)
    assert len(modes(grid, bell(-1, 0.3) + 0.04 * bell(1, 0.3))) == 1


def test_a_year_without_variation_is_named():
    frame = pd.DataFrame({"unit": ["u1", "u2"], "year": 2013, "region": "a", "nqpf": 0.5})
    with pytest.raises(DataError, match="scores of 2013 do not vary"):
        material.analyse("density", fake.study(), material.given(frame))
