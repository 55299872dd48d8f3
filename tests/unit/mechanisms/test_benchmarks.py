"""Observed controls as yardsticks."""

import numpy as np
import pandas as pd
import pytest

from nqpf import bootstrap
from nqpf.mechanisms.benchmarks import Coefficient, partial_r2, strongest

ROUNDING = 1e-9


def panel(seed=6, units=25, years=8):
    rng = np.random.default_rng(seed)
    n = units * years
    frame = pd.DataFrame(
        {"unit": np.repeat(np.arange(units), years), "year": np.tile(np.arange(years), units)}
    )
    frame[["weak", "strong", "idle"]] = rng.normal(size=(n, 3))
    frame["x"] = 0.1 * frame["weak"] + 0.6 * frame["strong"] + rng.normal(size=n)
    frame["m"] = 0.5 * frame["x"] + 0.6 * frame["strong"] + 0.1 * frame["weak"] + rng.normal(size=n)
    return frame


def moments(frame, columns):
    return bootstrap.moments(frame, columns=columns, unit="unit", time="year", counts=np.ones((1, 25)))


def left(frame, column, given):
    effects = [pd.get_dummies(frame[c], dtype=float) for c in ("unit", "year")]
    base = np.column_stack([*effects, *(frame[g] for g in given)])
    return frame[column] - base @ np.linalg.lstsq(base, frame[column])[0]


def test_partial_r2_is_that_of_residuals():
    frame = panel()
    made = moments(frame, ["x", "weak", "strong", "idle", "m"])
    given = ["x", "weak", "idle"]
    expected = np.corrcoef(left(frame, "m", given), left(frame, "strong", given))[0, 1] ** 2
    assert partial_r2(made, "m", "strong", given) == pytest.approx(expected, rel=ROUNDING)


def test_the_strongest_is_the_one_that_moves_most():
    frame = panel()
    controls = ["weak", "strong", "idle"]
    found = strongest(
        moments(frame, ["x", *controls, "m"]), Coefficient("x", "m", (), 0.5, 1.0, 0.2), controls
    )
    assert found["benchmark"] == "strong"
    assert 0.5 > found["adjusted_1"] > found["adjusted_2"]
    others = ["weak", "idle"]
    expected = np.corrcoef(left(frame, "x", others), left(frame, "strong", others))[0, 1] ** 2
    assert found["r2_regressor"] == pytest.approx(expected, rel=ROUNDING)


def test_without_controls_there_is_no_yardstick():
    found = strongest(moments(panel(), ["x", "m"]), Coefficient("x", "m", (), 0.5, 1.0, 0.2), [])
    assert found["benchmark"] == ""
    assert np.isnan([found["r2_regressor"], found["r2_outcome"], found["adjusted_1"]]).all()


def test_a_control_too_strong_to_be_matched_is_the_strongest():
    frame = panel().assign(strong=lambda f: f["x"] + 0.3 * f["idle"])
    controls = ["weak", "strong"]
    made = moments(frame, ["x", *controls, "m"])
    found = strongest(made, Coefficient("x", "m", (), 0.5, 1.0, 0.2), controls)
    assert found["benchmark"] == "strong"
    assert found["r2_regressor"] > 0.5
    assert np.isnan(found["adjusted_1"])


@pytest.mark.parametrize("copy", [lambda f: 2 * f["weak"], lambda f: 1.0 * f["unit"]])
def test_a_control_that_says_nothing_new_is_unknown(copy):
    frame = panel().assign(idle=copy)
    made = moments(frame, ["x", "weak", "strong", "idle", "m"])
    assert np.isnan(partial_r2(made, "m", "idle", ["x", "weak", "strong"]))
