import numpy as np
import pandas as pd

from nqpf.simulate.geography import PROVINCE, REGION
from nqpf.simulate.processes import ar1, factors, lifted, stream, values
from nqpf.specs.simulation import Process

CITIES, YEARS = 20_000, 6
FOUR_ERRORS = 4 / np.sqrt(CITIES)  # four Monte-Carlo standard errors of a mean or correlation


def _shared(cities=200, years=8, seed=3):
    names = pd.DataFrame({PROVINCE: [f"p{n % 10}" for n in range(cities)], REGION: "r"})
    return factors(seed, 0.5, names, years)


def test_ar1_is_stationary_from_the_first_year():
    rows = ar1(stream(1, "e"), (CITIES, YEARS), 0.5)
    assert np.allclose(rows.std(axis=0), 1, atol=FOUR_ERRORS)
    for lag, expected in ((1, 0.5), (2, 0.25)):
        assert abs(np.corrcoef(rows[:, 0], rows[:, lag])[0, 1] - expected) < FOUR_ERRORS


def test_each_name_has_its_own_stream():
    first, again, other = (stream(1, name).random(5) for name in ("a", "a", "b"))
    assert (first == again).all()
    assert not np.isclose(first, other).any()


def test_growth_and_level_without_noise():
    cells = values("v", Process(level=10, growth=2), _shared())
    assert (cells == 10 + 2 * np.arange(8)).all()


def test_lasting_differences_have_the_size_asked_for():
    names = pd.DataFrame({PROVINCE: "p", REGION: "r"}, index=range(CITIES))
    cells = values("v", Process(city=3), factors(1, 0.5, names, 2))
    assert np.allclose(cells[:, 0], cells[:, 1])
    assert abs(cells[:, 0].mean()) < 3 * FOUR_ERRORS
    assert abs(cells[:, 0].std() / 3 - 1) < 2 * FOUR_ERRORS  # gamma tails: the SD itself is less precise


def test_a_share_of_cities_has_nothing():
    cells = values("v", Process(level=5, form="multiplicative", zeros=0.3), _shared(cities=CITIES))
    nothing = (cells == 0).all(axis=1)
    assert ((cells == 0).any(axis=1) == nothing).all()
    assert abs(nothing.mean() - 0.3) < FOUR_ERRORS


def test_lifting_adds_one_constant_and_only_where_needed():
    cells = pd.Series([-2.0, 0.0, 5.0])
    moved = lifted(cells, 1.0)
    assert moved.min() > 1.0
    assert np.allclose(moved.diff().dropna(), cells.diff().dropna())
    assert lifted(cells, -3.0) is cells
    assert lifted(cells, None) is cells
