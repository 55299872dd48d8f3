"""Layer 4 as a whole."""

import numpy as np
import pandas as pd

from nqpf.mechanisms.alternatives import alternatives
from nqpf.mechanisms.drawn import COLUMNS
from nqpf.mechanisms.setting import Setting

ROUNDING = 1e-8
SETTING = Setting(treatment="x", mediators=("m1", "m2"), outcome="y", controls=("z",))


def panel(units=25, years=8, seed=5):
    rng = np.random.default_rng(seed)
    n = units * years
    frame = pd.DataFrame(
        {
            "unit": np.repeat([f"u{i:02}" for i in range(units)], years),
            "year": np.tile(np.arange(years), units),
        }
    )
    frame[["x", "z", "w", "m1", "m2", "y"]] = rng.normal(size=(n, 6))
    frame["v"] = np.repeat(rng.normal(size=units), years)
    return frame


def found(frame, **more):
    return alternatives(frame, SETTING, moderators=["w", "v"], draws=40, seed=3, **more)


def test_one_frame_with_every_story():
    rows = found(panel())
    assert tuple(rows) == COLUMNS
    sizes = rows.groupby(["kind", "moderator"], sort=False).size().to_dict()
    assert sizes == {
        ("controlled direct", ""): 6,
        ("lagged", ""): 10,
        ("moderated", "w"): 40,
        ("moderated", "v"): 40,
    }
    assert set(rows["at"]) == {"", "p25", "p50", "p75", "difference"}
    assert rows.drop(columns="value").notna().all(axis=None)
    assert (rows["draws"] == 40).all()
    assert (rows["low"] <= rows["high"]).all()
    assert not rows.duplicated(["mediator", "kind", "moderator", "at", "quantity"]).any()


def test_order_of_rows_is_irrelevant():
    pd.testing.assert_frame_equal(
        found(panel()),
        found(panel().sample(frac=1, random_state=1)),
        check_exact=False,
        rtol=ROUNDING,
        atol=1e-12,
    )


def test_without_moderators_and_with_two_years():
    rows = alternatives(panel(years=2), SETTING, draws=20, seed=1)
    assert set(rows["kind"]) == {"controlled direct", "lagged"}
    assert rows.loc[rows["kind"] == "lagged", "estimate"].isna().all()
    assert rows.loc[rows["kind"] == "controlled direct", "estimate"].notna().all()


def test_draws_that_identify_nothing_are_left_out_and_counted():
    """x moves in two units only: some draws miss them all."""
    frame = panel(units=10)
    frame.loc[~frame["unit"].isin(["u01", "u02"]), "x"] = 0.0
    rows = alternatives(frame, SETTING, draws=200, seed=3)
    held = rows[rows["kind"] == "controlled direct"]
    assert held["draws"].between(100, 199).all()
    assert held[["estimate", "low", "high"]].notna().all(axis=None)


def test_the_level_widens_the_limits():
    wide, narrow = found(panel(), level=0.99), found(panel(), level=0.5)
    assert (wide["high"] - wide["low"] > narrow["high"] - narrow["low"]).all()


def test_the_sample_stays_as_it_is():
    frame = panel()
    before = frame.copy(deep=True)
    found(frame)
    pd.testing.assert_frame_equal(frame, before)
