"""What every file of the folder promises: the registry is walked."""

import math

import numpy as np
import pandas as pd
import pytest
from unit.diagnostics.panels import COLUMNS, holes, panel

from nqpf.errors import DataError, SpecError
from nqpf.registry import load, names

NAMES = names("nqpf.diagnostics")
KEYS = {"statistic", "p", "df", "reference", "note"}
DEGENERATE = {
    "no rows": lambda f: f.iloc[:0],
    "one row": lambda f: f.iloc[:1],
    "one unit": lambda f: f[f["unit"] == "u000"],
    "two units, two years": lambda f: f[(f["unit"] < "u002") & (f["year"] < 2012)],
    "one year": lambda f: f[f["year"] == 2012],
    "all missing": lambda f: f.assign(y=np.nan),
    "constant outcome": lambda f: f.assign(y=0.1),
    "constant regressors": lambda f: f.assign(x=0.1, z=0.1),
    "outcome is unit effect": lambda f: f.assign(y=f["unit"].str[1:].astype(float) / 7),
    "perfect fit": lambda f: f.assign(y=2 * f["x"] - f["z"] + f["year"] / 3),
    "every other year": lambda f: f[f["year"] % 2 == 0],
}


@pytest.mark.parametrize("name", NAMES)
def test_result_has_its_keys(name):
    module = load("nqpf.diagnostics", name)
    found = module.test(panel(), **COLUMNS)
    assert found.keys() >= KEYS
    assert math.isfinite(found["statistic"])
    assert math.isnan(found["p"]) or 0 <= found["p"] <= 1
    assert module.name
    assert module.source


@pytest.mark.parametrize("name", NAMES)
def test_row_order_is_irrelevant_and_input_unaltered(name):
    sample = holes(panel())
    before = sample.copy(deep=True)
    test = load("nqpf.diagnostics", name).test
    found, again = test(sample, **COLUMNS), test(sample.sort_values(["year", "unit"]), **COLUMNS)
    assert again["statistic"] == pytest.approx(found["statistic"], rel=1e-12)
    pd.testing.assert_frame_equal(sample, before)


@pytest.mark.parametrize("name", NAMES)
def test_units_of_measurement_are_irrelevant(name):
    sample = holes(panel())
    scaled = sample.assign(x=sample["x"] * 1e9, z=sample["z"] * 1e-6, y=sample["y"] * 1e4)
    test = load("nqpf.diagnostics", name).test
    found, again = test(sample, **COLUMNS), test(scaled, **COLUMNS)
    assert again["statistic"] == pytest.approx(found["statistic"], rel=1e-8)


@pytest.mark.parametrize("case", DEGENERATE)
@pytest.mark.parametrize("name", NAMES)
def test_degenerate_input_gives_a_note_or_a_number(name, case, recwarn):
    found = load("nqpf.diagnostics", name).test(DEGENERATE[case](panel()), **COLUMNS)
    assert found.keys() >= KEYS
    assert math.isfinite(found["statistic"]) or found["note"]
    assert not [str(w.message) for w in recwarn if issubclass(w.category, RuntimeWarning)]


@pytest.mark.parametrize("name", NAMES)
def test_mistakes_are_told_in_a_sentence(name):
    test = load("nqpf.diagnostics", name).test
    with pytest.raises(SpecError, match="no column 'gdp'"):
        test(panel(), **{**COLUMNS, "outcome": "gdp"})
    with pytest.raises(DataError, match="'y' holds text"):
        test(panel().assign(y="much"), **COLUMNS)
