"""The grid: lags by calendar year, gaps stay empty."""

import numpy as np
import pandas as pd
import pytest

from nqpf.dynamics.grid import complete, lay_out
from nqpf.errors import DataError

FRAME = pd.DataFrame(
    {"unit": ["b", "a", "a", "a"], "year": [2003, 2001, 2002, 2004], "x": [9.0, 1.0, 2.0, 4.0]}
)


def test_units_and_years_are_sorted_and_years_are_all_there():
    grid = lay_out(FRAME, ["x"])
    assert (grid.units, grid.years) == (("a", "b"), (2001, 2002, 2003, 2004))
    np.testing.assert_array_equal(grid.columns["x"][0], [1, 2, np.nan, 4])


def test_a_lag_is_a_calendar_year():
    grid = lay_out(FRAME, ["x"])
    np.testing.assert_array_equal(grid.lag("x", 1)[0], [np.nan, 1, 2, np.nan])
    np.testing.assert_array_equal(grid.lag("x", 9)[0], [np.nan] * 4)
    np.testing.assert_array_equal(complete(grid.stack([("x", 0), ("x", 1)]))[0], [False, True, False, False])  # noqa: PD013


def test_a_year_twice_and_an_empty_sample_are_refused():
    with pytest.raises(DataError, match="'a' twice in 2001"):
        lay_out(pd.concat([FRAME, FRAME.iloc[[1]]]), ["x"])
    with pytest.raises(DataError, match="no rows"):
        lay_out(FRAME.iloc[:0], ["x"])
