"""Moments with the sample in row 0, limits over draws, counts."""

import numpy as np
import pandas as pd
import pytest

from nqpf import bootstrap
from nqpf.errors import SpecError
from nqpf.mechanisms.drawn import COLUMNS, complete, counted, drawn, limits, table
from nqpf.mechanisms.setting import Setting

SETTING = Setting(treatment="x", mediators=("m",), outcome="y")


def panel(units=12, years=5):
    rng = np.random.default_rng(1)
    n = units * years
    frame = pd.DataFrame(
        {"unit": np.repeat(np.arange(units), years), "year": np.tile(np.arange(years), units)}
    )
    frame[["x", "m", "y", "z"]] = rng.normal(size=(n, 4))
    return frame


def test_row_zero_is_the_sample_and_the_rest_the_seeds_draws():
    frame = panel()
    frame.loc[0:4, "m"] = np.nan  # a whole unit: one cluster fewer
    found = drawn(frame, SETTING, ["x", "m", "y"], ["z"], 6, 3)
    arguments = {"columns": ["x", "m", "y"], "controls": ["z"], "unit": "unit", "time": "year"}
    once = bootstrap.moments(frame, **arguments, counts=np.ones((1, 11)))
    draws = bootstrap.moments(frame, **arguments, draws=6, seed=3)
    assert (found.cells == np.concatenate([once.cells, draws.cells])).all()


def test_limits_are_percentiles_of_the_finite_draws():
    values = np.vstack(
        [[5.0, 5.0, 5.0], np.column_stack([np.arange(101.0), np.arange(101.0), np.full(101, np.nan)])]
    )
    values[1, 1] = np.nan
    low, high, count = limits(values, 0.90)
    assert low[:2].tolist() == pytest.approx([5.0, 5.95])
    assert high[:2].tolist() == pytest.approx([95.0, 95.05])
    assert np.isnan([low[2], high[2]]).all()
    assert count.tolist() == [101, 100, 0]


@pytest.mark.parametrize("level", [0, 1, 95])
def test_level_is_a_share(level):
    with pytest.raises(SpecError, match="give a share between 0 and 1"):
        limits(np.zeros((3, 1)), level)


def test_counted_leaves_singletons_out_again_and_again():
    rows = pd.DataFrame({"unit": list("aabbcd"), "year": [1, 2, 1, 2, 3, 1]})
    # c is alone, d is alone; year 3 was alone too
    assert counted(rows, SETTING) == {"n": 4, "units": 2}
    chain = pd.DataFrame({"unit": list("aab"), "year": [1, 2, 2]})
    assert counted(chain, SETTING) == {"n": 0, "units": 0}


def test_complete_names_a_column_that_is_not_there():
    with pytest.raises(SpecError, match="no column 'v'"):
        complete(panel(), SETTING, ["x", "v"])


def test_table_lays_out_a_row_per_mediator_and_quantity():
    values = np.arange(8.0).reshape(4, 2)
    rows = table(["p", "q"], {"a": values, "b": -values}, {"kind": "k", "n": 4, "units": 2}, 0.95)
    assert tuple(rows) == COLUMNS
    assert rows["mediator"].tolist() == ["p", "p", "q", "q"]
    assert rows["quantity"].tolist() == ["a", "b", "a", "b"]
    assert rows["estimate"].tolist() == [0.0, 0.0, 1.0, -1.0]
    assert (rows["draws"] == 3).all()
