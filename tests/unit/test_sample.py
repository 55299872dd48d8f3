"""Samples."""

import numpy as np
import pandas as pd
import pytest

from nqpf.errors import DataError
from nqpf.sample import build_sample
from nqpf.specs.base import Span, check
from nqpf.specs.models import SampleSpec

YEARS = Span(first=2011, last=2013)


def spec(**more):
    return check({"label": {"en": "Main", "zh": "主"}, **more}, SampleSpec, "test")


@pytest.fixture
def panel():
    index = pd.MultiIndex.from_product([["A", "B", "C"], range(2011, 2014)], names=["unit", "year"])
    return pd.DataFrame({"x": np.arange(9.0), "y": [np.nan, *range(8)]}, index=index)


@pytest.fixture
def units():
    return pd.DataFrame(
        {"unit": ["C", "B", "A"], "label_en": list("cba"), "label_zh": list("cba"), "region": ["s", "n", "n"]}
    )


def test_columns_and_order(panel, units):
    sample = build_sample(panel.iloc[::-1], {"nqpf": panel["x"] * 2}, units, spec(), YEARS)
    assert list(sample) == ["unit", "year", "region", "x", "y", "nqpf"]
    assert sample["unit"].tolist() == list("AAABBBCCC")
    assert sample["region"].tolist() == list("nnnnnnsss")
    assert (sample["nqpf"] == 2 * sample["x"]).all()
    assert sample["x"].tolist() == list(range(9))


def test_scores_join_by_unit_and_year_and_not_by_place(panel, units):
    some = panel["x"].iloc[[8, 0]]
    sample = build_sample(panel, {"nqpf": some}, units, spec(), YEARS)
    assert sample.dropna(subset="nqpf")[["unit", "year", "nqpf"]].to_numpy().tolist() == [
        ["A", 2011, 0],
        ["C", 2013, 8],
    ]
    assert len(sample) == 9


def test_a_study_without_indices(panel, units):
    assert list(build_sample(panel, {}, units, spec(), YEARS)) == ["unit", "year", "region", "x", "y"]


def test_years_of_the_spec_come_before_those_of_the_study(panel, units):
    assert set(build_sample(panel, {}, units, spec(years=[2012, 2013]), YEARS)["year"]) == {2012, 2013}
    assert set(build_sample(panel, {}, units, spec(), Span(first=2011, last=2011))["year"]) == {2011}


def test_complete_rows_only(panel, units):
    assert len(build_sample(panel, {}, units, spec(), YEARS)) == 9
    kept = build_sample(panel, {}, units, spec(complete=["y"]), YEARS)
    assert len(kept) == 8
    assert ("A", 2011) not in set(zip(kept["unit"], kept["year"], strict=True))


def test_excluded_units(panel, units):
    kept = build_sample(panel, {}, units, spec(exclude_units={"B": "a municipality"}), YEARS)
    assert set(kept["unit"]) == {"A", "C"}


def test_an_excluded_unit_that_does_not_exist(panel, units):
    with pytest.raises(DataError, match="'Bb', which is no unit of the panel"):
        build_sample(panel, {}, units, spec(exclude_units={"Bb": "x"}), YEARS)


def test_nothing_left(panel, units):
    with pytest.raises(DataError, match="sample 'Main': no row is left"):
        build_sample(panel, {}, units, spec(years=[1990, 1991]), YEARS)


def test_inputs_stay_as_they_are(panel, units):
    before = panel.copy(deep=True), units.copy(deep=True)
    build_sample(panel, {"nqpf": panel["x"]}, units, spec(), YEARS)
    pd.testing.assert_frame_equal(panel, before[0])
    pd.testing.assert_frame_equal(units, before[1])
