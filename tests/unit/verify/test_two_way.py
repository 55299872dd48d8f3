"""The size study of the two-way claim: its process, its rates, and the sizes that tables quote."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nqpf.dynamics import sizes as stored
from nqpf.errors import SpecError
from nqpf.estimators import twfe
from nqpf.regression import lagged
from nqpf.verify.two_way import draw_panel, measure, note, rates, sizes
from nqpf.verify.two_way_plan import Cell, read_plan

CONFIG = Path(__file__).parents[3] / "config"
KEPT = Path(__file__).parents[2] / "golden" / "granger" / "two_way_sizes.csv"
CELL = Cell(24, 9, 0.5, 0.0, 0.1)


@pytest.fixture(scope="module")
def rows():
    return measure(CELL, 3, 0, 4, 29)


def test_the_process_has_the_coefficients_it_says():
    """Many years, so that least squares is not biased; 60 x 400 rows: a standard error of about 0.006."""
    sample = draw_panel(Cell(60, 400, 0.6, 0.1, -0.2), np.random.default_rng(1))
    sample = sample.assign(y1=lagged(sample, "y", 1), x1=lagged(sample, "x", 1))
    for outcome, own, other in (("y", 0.6, 0.1), ("x", -0.2, 0.6)):
        names = {"outcome": outcome, "regressors": ["y1", "x1"], "unit": "unit", "time": "year"}
        found = twfe.estimate(sample, **names).terms["coef"]
        assert found.to_numpy() == pytest.approx([own, other], abs=0.03)


def test_panels_are_the_same_however_they_are_shared_out(rows):
    later = measure(CELL, 3, 2, 4, 29)
    pd.testing.assert_frame_equal(rows[rows["panel"] >= 2].reset_index(drop=True), later)


def test_rates_and_errors_are_those_of_shares(rows):
    table = rates(rows.sample(frac=1, random_state=1)).set_index(["direction", "method"])
    kept = rows[(rows["direction"] == "backward") & (rows["method"] == "dh_zbar")]
    share = (kept["p"] < 0.05).mean()
    line = table.loc[("backward", "dh_zbar")]
    assert line["rejected"] == share
    assert line["rejected_mc_error"] == pytest.approx(np.sqrt(share * (1 - share) / 4))
    assert np.isnan(line["coverage"])
    one = rows[(rows["direction"] == "forward") & (rows["method"] == "adjusted")]
    assert table.loc[("forward", "adjusted"), "bias"] == pytest.approx(one["estimate"].mean())
    inside = (one["low"] <= 0) & (one["high"] >= 0)
    assert table.loc[("forward", "adjusted"), "coverage"] == inside.mean()
    assert set(table["data"]) == {"SIMULATED"}


def test_the_page_says_simulated_and_holds_the_rates(rows):
    table = rates(rows)
    text = note(table, read_plan(CONFIG))
    assert text.startswith("# SIMULATED")
    assert text.count("| adjusted |") == 2
    assert "| adjusted | 0 | 0.1 |" in text


def test_the_sizes_that_tables_quote_are_the_measured_ones():
    """The table that `snakemake verify_two_way` wrote stands beside the witnesses of the Granger tests."""
    kept = pd.read_csv(KEPT)
    assert sizes(kept) == stored.MEASURED
    assert kept["panels"].min() >= stored.PANELS


def test_a_size_is_fair_within_its_monte_carlo_error():
    assert stored.Size(30, 11, 0.03, 0.07).fair
    assert not stored.Size(30, 11, 0.03, 0.09).fair
    few, many = stored.measured(30), stored.measured(285)
    assert {one.units for one in few.values()} == {30}
    assert {one.units for one in many.values()} == {285}


def test_every_design_has_a_name_and_a_mistake_a_sentence(tmp_path):
    plan = read_plan(CONFIG)
    assert next(iter(plan.cells)) == "n285_t12_r0.5_f0_b0"
    assert len(plan.cells) == 20
    (tmp_path / "verify").mkdir()
    (tmp_path / "verify" / "two_way.yaml").write_text("seed: 1\npanel: 2\n")
    with pytest.raises(SpecError, match="panel"):
        read_plan(tmp_path)
