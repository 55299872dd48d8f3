"""Lagged ordering: which rows there are, and what is estimated on them."""

import numpy as np
import pandas as pd
import pytest

from nqpf.errors import DataError
from nqpf.estimators import panelols
from nqpf.mechanisms.lagged import lagged, order
from nqpf.mechanisms.setting import Setting

ROUNDING = 1e-9
SETTING = Setting(treatment="x", mediators=("m",), outcome="y", controls=("z",))


def by_hand():
    """Unit a: 2001-2004 without a gap; b: 2001, 2002, 2004, 2005, 2006; c: two years; d: an empty cell."""
    years = {"a": [2001, 2002, 2003, 2004], "b": [2001, 2002, 2004, 2005, 2006], "c": [2001, 2002]}
    rows = [(unit, year) for unit, span in {**years, "d": [2001, 2002, 2003]}.items() for year in span]
    frame = pd.DataFrame(rows, columns=["unit", "year"])
    base = frame["year"] - 2000 + 100 * (frame["unit"].map({"a": 1, "b": 2, "c": 3, "d": 4}))
    frame = frame.assign(x=base + 0.1, m=base + 0.2, y=base + 0.3, z=base + 0.4)
    frame.loc[(frame["unit"] == "d") & (frame["year"] == 2001), "x"] = np.nan
    return frame


def panel(units=40, years=8, seed=1):
    rng = np.random.default_rng(seed)
    n = units * years
    frame = pd.DataFrame(
        {"unit": np.repeat(np.arange(units), years), "year": np.tile(np.arange(years), units)}
    )
    frame[["x", "m", "y", "z"]] = rng.normal(size=(n, 4)).cumsum(axis=0) * 0.2 + rng.normal(size=(n, 4))
    return frame


def test_rows_are_three_consecutive_years_of_one_unit():
    rows = order(by_hand().sample(frac=1, random_state=2), SETTING).sort_values(["unit", "year"])
    assert list(zip(rows["unit"], rows["year"], strict=True)) == [("a", 2002), ("a", 2003), ("b", 2005)]
    assert rows["x"].tolist() == pytest.approx([101.1, 102.1, 204.1])
    assert rows["z"].tolist() == pytest.approx([101.4, 102.4, 204.4])
    assert rows["m"].tolist() == pytest.approx([102.2, 103.2, 205.2])
    assert rows["y"].tolist() == pytest.approx([103.3, 104.3, 206.3])


def test_estimates_are_those_of_shifted_columns():
    frame = panel().sample(frac=0.9, random_state=5)
    grid = pd.MultiIndex.from_product([range(40), range(8)], names=["unit", "year"])
    whole = frame.set_index(["unit", "year"]).reindex(grid)
    units = whole.groupby("unit")
    shifted = pd.DataFrame(
        {"x": units["x"].shift(1), "z": units["z"].shift(1), "m": whole["m"], "y": units["y"].shift(-1)}
    )
    shifted = shifted.dropna().reset_index()

    def fit(outcome, regressors):
        return panelols.estimate(shifted, outcome=outcome, regressors=regressors, unit="unit", time="year")

    rows = lagged(frame, SETTING, draws=30, seed=1).set_index("quantity")
    path, joint = fit("m", ["x", "z"]), fit("y", ["x", "m", "z"])
    assert rows.loc["a", "estimate"] == pytest.approx(path.terms.loc["x", "coef"], rel=ROUNDING)
    assert rows.loc["b", "estimate"] == pytest.approx(joint.terms.loc["m", "coef"], rel=ROUNDING)
    assert rows.loc["direct", "estimate"] == pytest.approx(joint.terms.loc["x", "coef"], rel=ROUNDING)
    total = rows.loc["direct", "estimate"] + rows.loc["indirect", "estimate"]
    assert rows.loc["total", "estimate"] == pytest.approx(total, rel=ROUNDING)
    assert rows.loc["a", ["n", "units"]].tolist() == [path.facts["n"], path.facts["units"]]


def test_clusters_and_weights_are_those_of_the_middle_year():
    frame = by_hand().assign(p="all", w=lambda f: f["year"] - 2000.0)
    setting = Setting(treatment="x", mediators=("m",), outcome="y", cluster="p", weights="w")
    rows = order(frame, setting)
    assert (rows["w"] == rows["year"] - 2000).all()
    assert (rows["p"] == "all").all()


def test_a_panel_of_two_years_has_no_order():
    frame = panel(years=2)
    rows = lagged(frame, SETTING, draws=10, seed=1)
    assert rows["quantity"].tolist() == ["a", "b", "indirect", "direct", "total"]
    assert rows[["estimate", "low", "high"]].isna().all(axis=None)
    assert (rows[["n", "units", "draws"]] == 0).all(axis=None)


def test_a_panel_of_three_years_has_one_row_a_unit_and_no_estimate():
    rows = lagged(panel(years=3), SETTING, draws=10, seed=1)
    assert rows["estimate"].isna().all()
    assert (rows["n"] == 0).all()


def test_years_have_to_be_whole_numbers():
    with pytest.raises(DataError, match="Column 'year' is not of whole years"):
        lagged(panel().assign(year=lambda f: f["year"].astype(str)), SETTING, draws=10, seed=1)
