"""Panel VAR: equal to single equations, redraws equal re-estimation, known coefficients, lag choice."""

import numpy as np
import pandas as pd
import pytest
from unit.dynamics import var_panels as panels

from nqpf.dynamics import lag_choice, panel_var, single
from nqpf.dynamics.equations import Model
from nqpf.dynamics.instruments import Past
from nqpf.dynamics.panel_var import Var
from nqpf.errors import SpecError

ALGEBRA = 1e-8  # relative: two algorithms that invert the same matrices
CLOSE = 0.06  # three standard errors at 500 units
XY = ("x", "y")


@pytest.mark.parametrize("transformation", ["fod", "difference"])
def test_one_step_is_each_equation_by_itself(transformation):
    frame = panels.gappy(panels.sample(units=50))
    var = Var(XY, 2, 3, transformation=transformation, steps=1)
    found = panel_var.fit(panels.grid(frame), var).terms.set_index(["equation", "term"])
    terms = tuple((name, lag) for lag in (1, 2) for name in XY)
    past = tuple(Past(name, 2, 4) for name in XY)
    for name in XY:
        alone = Model((name,), terms, past, transformation=transformation, years="partialled")
        known = single.estimate(frame, alone, steps=1).terms
        for column in ("coef", "se"):
            assert found.loc[name, column].to_numpy() == pytest.approx(known[column].to_numpy(), rel=ALGEBRA)


def test_controls_are_partialled_out_as_regressors_that_instrument_themselves():
    """One step with the weight (Z'Z)^-1, which deviations have: Frisch & Waugh hold exactly."""
    frame = panels.sample(units=50)
    var = Var(XY, 1, 3, (("z", 1),), steps=1)
    found = panel_var.fit(panels.grid(frame), var).terms
    past = tuple(Past(name, 2, 4) for name in XY)
    full = Model(
        ("x",),
        (("x", 1), ("y", 1), ("z", 1)),
        past,
        exogenous=(("z", 1),),
        transformation="fod",
        years="partialled",
    )
    known = single.estimate(frame, full, steps=1).terms["coef"].iloc[:2]
    assert found.loc[found["equation"] == "x", "coef"].to_numpy() == pytest.approx(known.to_numpy(), rel=1e-6)


@pytest.mark.parametrize("levels", [False, True])
def test_every_redraw_is_the_estimate_of_the_drawn_units(levels):
    frame = panels.gappy(panels.sample(units=30))
    var = Var(XY, 1, 3, (("z", 1),), levels=levels)
    counts = np.random.default_rng(3).multinomial(30, np.full(30, 1 / 30), size=3).astype(float)
    lags, errors = panel_var.drawn(panels.grid(frame), var, 3, 0, counts)
    for place, count in enumerate(counts):
        names = np.repeat(sorted(frame["unit"].unique()), count.astype(int))
        copies = [frame[frame["unit"] == name].assign(unit=f"{k:02d}") for k, name in enumerate(names)]
        again = panel_var.fit(panels.grid(pd.concat(copies)), var)
        assert lags[place] == pytest.approx(again.lags, rel=1e-6, abs=1e-9)
        assert errors[place] == pytest.approx(again.errors, rel=1e-6)


def test_known_coefficients_errors_and_tests_come_back():
    found = panel_var.fit(panels.grid(panels.sample(units=500, years=9)), Var(XY, 1, 3))
    assert found.lags[0] == pytest.approx(panels.FORWARD, abs=CLOSE)
    assert found.errors == pytest.approx(panels.ERRORS, abs=CLOSE)
    tests = {test.effect: test for test in found.granger}
    assert tests["y"].cause == "x"
    assert tests["y"].p < 0.001
    assert tests["y"].total == pytest.approx(0.2, abs=CLOSE)
    assert tests["x"].p > 0.01
    assert np.abs(found.roots).max() == pytest.approx(0.5, abs=0.15)  # a double root is hard to pin down


def test_year_shocks_are_taken_out():
    calm, stormy = (panel_var.fit(panels.grid(panels.sample(units=40, shocks=s)), Var(XY)) for s in (0, 50.0))
    assert calm.lags == pytest.approx(stormy.lags, rel=1e-6)


def test_the_redrawn_p_is_the_share_of_larger_recentred_statistics():
    grid = panels.grid(panels.sample(units=60))
    found = panel_var.fit(grid, Var(XY))
    test = found.granger[0]
    lags = np.repeat(found.lags[None], 9, axis=0)
    assert panel_var.redrawn_p(found, test, lags) == pytest.approx(0.1)
    lags[:, 0, :, :] += 99.0
    assert panel_var.redrawn_p(found, test, lags) == 1.0


def test_two_lags_are_found_where_there_are_two():
    rng, units, years = np.random.default_rng(6), 300, 10
    own, before, last = rng.normal(size=(units, 2)), np.zeros((units, 2)), np.zeros((units, 2))
    rows = []
    for year in range(-30, years):
        before, last = last, own + 0.3 * last + 0.3 * before + rng.normal(size=(units, 2))
        if year >= 0:
            rows += [(k, year, *last[k], 0.0) for k in range(units)]
    grid = panels.grid(pd.DataFrame(rows, columns=["unit", "year", "x", "y", "z"]))
    table = pd.DataFrame(lag_choice.criteria(grid, Var(XY, instrument_lags=4), 3)).set_index("lags")
    assert table["mqic"].idxmin() == table["mbic"].idxmin() == 2
    assert table["df"].tolist() == [12, 8, 4]
    rows_used = 300 * (years - 4)
    assert table["mbic"].loc[1] == pytest.approx(table["j"].loc[1] - 12 * np.log(rows_used))


def test_fewer_instruments_than_lags_are_refused():
    with pytest.raises(SpecError, match="1 instrument lags cannot settle 2 lags"):
        Var(XY, 2, 1).model()
