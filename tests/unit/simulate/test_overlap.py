"""A small version of the demonstration; `snakemake verify_overlap` runs the large one."""

import numpy as np
import pytest

from nqpf.simulate.overlap import OTHER, OWN, Size, draw_panel, note, rates

SMALL = Size(units=100, years=8, samples=24)


@pytest.fixture(scope="module")
def table():
    return rates(SMALL, seed=11).set_index("shared")


def test_shared_series_alone_make_a_regression_reject(table):
    """24 samples: three Monte-Carlo standard errors below 0.9 is 0.72, above 0.05 is 0.18."""
    assert table["rejected"].is_monotonic_increasing
    assert table.loc[0, "rejected"] < 0.18
    assert table.loc[3, "rejected"] > 0.72


def test_leave_overlap_out_brings_the_size_back(table):
    assert (table["rejected_left_out"] < 0.21).all()


def test_the_band_holds_what_the_overlap_alone_produced(table):
    """95% of 24, less three standard errors."""
    assert (table["inside_band"].dropna() > 0.81).all()
    assert table["inside_band"].isna().tolist() == [True, False, False, False]


def test_monte_carlo_errors_are_those_of_a_share(table):
    p = table["rejected"]
    assert table["rejected_mc_error"].tolist() == pytest.approx(np.sqrt(p * (1 - p) / 24).tolist())


def test_the_panel_is_as_described():
    panel = draw_panel(Size(units=400, years=12), np.random.default_rng(1))
    assert panel.shape == (4800, OWN + OTHER)
    skewed = panel.skew() > 2
    assert skewed[["x0", "x2", "y3"]].all()
    assert not skewed["x4"]
    table = panel["x4"].unstack()
    left = table.sub(table.mean(axis=1), axis=0)
    assert left.iloc[:, 1:].corrwith(left.shift(axis=1).iloc[:, 1:]).mean() > 0.3


def test_the_note_says_simulated_and_holds_the_rates(table):
    text = note(table.reset_index(), SMALL)
    assert text.startswith("# SIMULATED")
    assert f"{table.loc[3, 'rejected']:.1%}" in text
    assert "| 0 |" in text
