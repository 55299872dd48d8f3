"""The analysis of the panel VAR: rows, facts, options, what is refused."""

import numpy as np
import pandas as pd
import pytest
from unit.analyses import material
from unit.dynamics import var_panels as panels
from unit.tables import fake_study as fake

from nqpf.errors import SpecError

CLOSE = 0.12  # three standard errors at 200 units


def given(**chosen):
    frame = panels.sample(units=200, years=9, **chosen).rename(
        columns={"x": "nqpf", "y": "tfp", "z": "gdp_pc"}
    )
    return material.given(frame)


def run(known=None, **options):
    options = {"other": "tfp", "scale": "level", "draws": 49, "max_lags": 2, "instrument_lags": 3} | options
    return material.analyse("panel_var", fake.study(), known or given(), **options)


def test_known_coefficients_stand_in_the_rows_and_the_facts():
    found = run(lags=1)
    table = found.rows[found.rows["part"] == "coefficients"].set_index(["equation", "term"])
    assert table.loc[("tfp", "nqpf_lag1"), "estimate"] == pytest.approx(0.2, abs=CLOSE)
    assert table.loc[("nqpf", "tfp_lag1"), "estimate"] == pytest.approx(0.0, abs=CLOSE)
    tests = {one["effect"]: one for one in found.facts["granger"]}
    assert tests["tfp"]["p"] < 0.01 < tests["nqpf"]["p"]
    assert found.facts["stable"]
    assert found.facts["errors_correlation"] == pytest.approx(0.3, abs=0.1)


def test_parts_and_their_sizes():
    found = run(horizon=4, lags=2)
    sizes = found.rows["part"].value_counts()
    assert sizes[["coefficients", "criteria", "roots"]].tolist() == [8, 2, 4]
    assert sizes[["irf", "fevd"]].tolist() == [2 * 4 * 5] * 2  # two orders, four pairs, five horizons
    checks = found.rows[found.rows["part"] == "checks"]
    assert set(checks["check"]) == {"main", "difference", "system", "1 steps", "one lag more", "log"}


def test_the_first_in_the_order_does_not_answer_at_once():
    rows = run().rows
    start = rows[(rows["part"] == "irf") & (rows["horizon"] == 0)].set_index(["first", "shock", "response"])
    for first, second in (("nqpf", "tfp"), ("tfp", "nqpf")):
        assert start.loc[(first, second, first), "estimate"] == pytest.approx(0.0, abs=1e-12)


def test_bands_hold_the_estimate_and_shares_add_up():
    rows = run(draws=199).rows
    irf = rows[rows["part"] == "irf"]
    inside = (irf["low"] <= irf["estimate"] + 1e-12) & (irf["estimate"] <= irf["high"] + 1e-12)
    assert inside.mean() > 0.95
    fevd = rows[rows["part"] == "fevd"].groupby(["first", "response", "horizon"])["estimate"].sum()
    assert fevd.to_numpy() == pytest.approx(np.ones(len(fevd)))


def test_the_criterion_chooses_and_a_number_overrules_it():
    found = run(criterion="mbic")
    table = found.rows[found.rows["part"] == "criteria"]
    assert found.facts["lags"] == int(table.loc[table["mbic"].astype(float).idxmin(), "lags"])
    assert run(lags=2).facts["lags"] == 2
    assert not run(lags=2).facts["automatic"]


def test_scores_without_a_logarithm_are_left_out_and_counted():
    known = given()
    frame = known.sample.assign(nqpf=np.exp(known.sample["nqpf"] / 9), tfp=np.exp(known.sample["tfp"] / 9))
    frame.loc[3, "tfp"] = 0.0
    assert run(material.given(frame), scale="log").facts["without_logarithm"] == 1


def test_the_same_seed_gives_the_same_rows():
    pd.testing.assert_frame_equal(run().rows, run().rows)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"other": "ftp"}, "did you mean 'tfp'"),
        ({"other": "nqpf"}, "is its own index"),
        ({"controls": ["gdp"]}, "did you mean 'gdp_pc'"),
        ({"instrument_lags": 1}, "at least as many as the lags"),
        ({"lags": 0}, "must be 1 or more"),
    ],
)
def test_wrong_options_are_refused_in_a_sentence(options, words):
    with pytest.raises(SpecError, match=words):
        run(**options)
