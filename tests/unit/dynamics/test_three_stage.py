"""Three-stage least squares: linearmodels' numbers, redraws, known coefficients."""

import numpy as np
import pandas as pd
import pytest

from nqpf.bootstrap import moments
from nqpf.dynamics import three_stage
from nqpf.dynamics.three_stage import Pair

ALGEBRA = 1e-8
CLOSE = 0.05  # three standard errors at 400 units and 8 years
PAIR = Pair(("x", "y"), {"x": ("wx", "vx"), "y": ("wy",)}, ("z",))


def sample(units=40, years=8, seed=1):
    """x = 0.3 y + wx + vx + z, y = 0.5 x + wy - z, errors correlated, unit and year effects in both."""
    rng = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product([range(units), range(years)], names=["unit", "year"])
    frame = pd.DataFrame(rng.normal(size=(len(index), 4)), index=index, columns=["wx", "vx", "wy", "z"])
    errors = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], size=len(index))
    effects = np.repeat(rng.normal(size=(units, 2)), years, axis=0) + np.tile(
        rng.normal(size=(years, 2)), (units, 1)
    )
    own = frame["wx"] + frame["vx"] + frame["z"], frame["wy"] - frame["z"]
    right = np.column_stack(own) + errors + effects
    x, y = np.linalg.solve(np.array([[1, -0.3], [-0.5, 1]]), right.T)
    return frame.assign(x=x, y=y).reset_index()


def engine(frame, counts):
    found = moments(frame, columns=PAIR.columns, controls=["z"], unit="unit", time="year", counts=counts)
    return three_stage.coefficients(found, PAIR)


@pytest.mark.parametrize("lost", [0, 25])
def test_cross_products_give_linearmodels_numbers(lost):
    frame = sample()
    frame = frame.drop(frame.sample(lost, random_state=1).index)
    found, known = (
        engine(frame, np.ones((1, 40))),
        three_stage.of_record(three_stage.within(frame, PAIR), PAIR),
    )
    for name in PAIR.outcomes:
        assert found["3sls", name][0] == pytest.approx(known[name], rel=ALGEBRA)


def test_a_redraw_is_the_estimate_of_the_drawn_units():
    frame = sample()
    counts = np.random.default_rng(2).multinomial(40, np.full(40, 1 / 40), size=1).astype(float)
    names = np.repeat(range(40), counts[0].astype(int))
    again = pd.concat([frame[frame["unit"] == name].assign(unit=k) for k, name in enumerate(names)])
    known = three_stage.of_record(three_stage.within(again, PAIR), PAIR)
    for name in PAIR.outcomes:
        assert engine(frame, counts)["3sls", name][0] == pytest.approx(known[name], rel=ALGEBRA)


def test_known_coefficients_come_back_and_least_squares_misses_them():
    frame = sample(units=400)
    found = engine(frame, np.ones((1, 400)))
    assert found["3sls", "x"][0] == pytest.approx([0.3, 1.0, 1.0], abs=CLOSE)
    assert found["3sls", "y"][0] == pytest.approx([0.5, 1.0], abs=CLOSE)
    assert abs(found["ols", "x"][0][0] - 0.3) > 2 * CLOSE


def test_first_stage_and_overidentification():
    frame = sample(units=100)
    rows = three_stage.within(frame, PAIR)
    stage = three_stage.first_stage(frame, PAIR, "x")
    assert (stage.q, stage.df) == (2, 99)
    assert stage.p < 0.001
    j, df = three_stage.overidentified(rows, PAIR)
    assert df == 1  # six moments, five coefficients
    assert 0 <= j < 15
    wrong = rows.assign(y=rows["y"] + rows["wx"])  # what is excluded does enter
    assert three_stage.overidentified(wrong, PAIR)[0] > 15
