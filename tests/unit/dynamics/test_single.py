"""GMM of one equation: another way of computing it, invariance, recovery, what is refused."""

import numpy as np
import pandas as pd
import pytest
from unit.dynamics import var_panels as panels

from nqpf.dynamics import gmm, single
from nqpf.dynamics.equations import Model, build
from nqpf.dynamics.instruments import Past
from nqpf.errors import DataError

ALGEBRA = 1e-8  # relative: two algorithms that invert the same matrices
CLOSE = 0.12  # three standard errors of the estimate at 600 units


def model(transformation="difference", years="none", collapse=False, last=None, levels=False):
    past = tuple(Past(name, 2, last, collapse) for name in ("x", "y"))
    return Model(
        ("y",), (("y", 1), ("x", 1)), past, transformation=transformation, years=years, levels=levels
    )


def by_loops(rows, steps):
    """Arellano & Bond written out, unit by unit."""
    units = range(len(rows.present))
    zx = sum(rows.instruments[i].T @ rows.regressors[i] for i in units)
    zy = sum(rows.instruments[i].T @ rows.outcomes[i][:, 0] for i in units)
    weight = sum(rows.instruments[i].T @ rows.weight[i] @ rows.instruments[i] for i in units)
    for _ in range(steps):
        inverse = np.linalg.pinv(weight)
        beta = np.linalg.solve(zx.T @ inverse @ zx, zx.T @ inverse @ zy)
        errors = [rows.outcomes[i][:, 0] - rows.regressors[i] @ beta for i in units]
        scores = [rows.instruments[i].T @ errors[i] for i in units]
        weight = sum(np.outer(score, score) for score in scores)
    return beta


@pytest.mark.parametrize("steps", [1, 2])
@pytest.mark.parametrize("levels", [False, True])
@pytest.mark.parametrize("transformation", ["difference", "fod"])
def test_cross_products_give_what_loops_give_with_gaps(transformation, levels, steps):
    frame = panels.gappy(panels.sample(units=60))
    chosen = model(transformation, "regressors", collapse=True, last=3, levels=levels)
    rows = build(panels.grid(frame), chosen)
    found = single.estimate(frame, chosen, steps=steps)
    assert found.terms["coef"].to_numpy() == pytest.approx(by_loops(rows, steps), rel=ALGEBRA)


def test_with_all_lags_deviations_and_differences_agree_in_one_step():
    """Arellano & Bover (1995, section 4): a balanced panel, every lag an instrument of every year."""
    frame = panels.sample(units=200, years=6)
    one, two = (single.estimate(frame, model(way), steps=1).terms["coef"] for way in ("difference", "fod"))
    assert one.to_numpy() == pytest.approx(two.to_numpy(), rel=ALGEBRA)


def test_partialled_year_effects_leave_nothing_of_a_year():
    frame = panels.sample(units=50)
    shifted = frame.assign(y=frame["y"] + 7.0 * (frame["year"] == 2005), x=frame["x"] - frame["year"])
    fits = [single.estimate(one, model("fod", "partialled", True, 3)).terms for one in (frame, shifted)]
    assert fits[0].to_numpy() == pytest.approx(fits[1].to_numpy(), rel=1e-6)


@pytest.mark.parametrize("levels", [False, True])
@pytest.mark.parametrize("transformation", ["difference", "fod"])
def test_known_coefficients_come_back(transformation, levels):
    frame = panels.sample(units=600, years=8)
    found = single.estimate(frame, model(transformation, "partialled", True, 4, levels))
    assert found.terms["coef"].to_numpy() == pytest.approx([0.5, 0.2], abs=CLOSE)
    assert found.serial[0].p < 0.001
    assert found.serial[1].p > 0.01
    assert found.hansen[2] > 0.01


def test_a_redraw_is_the_sample_of_the_drawn_units():
    frame = panels.gappy(panels.sample(units=30))
    chosen = model("fod", "partialled", True, 3)
    counts = np.random.default_rng(5).multinomial(30, np.full(30, 1 / 30)).astype(float)
    rows = build(panels.grid(frame), chosen)
    weighted = gmm.estimate(gmm.freed(gmm.products(rows), counts[None])).second.beta[0]
    names = np.repeat(sorted(frame["unit"].unique()), counts.astype(int))
    copies = [frame[frame["unit"] == name].assign(unit=f"{k:02d}") for k, name in enumerate(names)]
    again = single.estimate(pd.concat(copies), chosen).terms["coef"].to_numpy()
    assert weighted == pytest.approx(again, rel=ALGEBRA)


def test_too_few_years_and_too_few_instruments_are_refused():
    with pytest.raises(DataError, match="fewer lags"):
        single.estimate(panels.sample(years=2), model())
    lonely = Model(("y",), (("y", 1), ("x", 1)), (Past("y", 2, 2),), years="none")
    with pytest.raises(DataError, match="1 instruments cannot settle 2"):
        single.estimate(panels.sample(), lonely)
