"""Shared denominators: a made-up case of Kronmal's (1993), and which denominators are taken."""

import numpy as np
import pandas as pd
import pytest

from nqpf.audit.cases import pairings
from nqpf.audit.denominators import COLUMNS, denominators, shared_parts
from nqpf.audit.overlap import audit

UNITS, YEARS = 45, range(2011, 2015)


@pytest.fixture
def ratios(study_folder):
    """Two ratios to one population; every raw series has its own column."""
    study_folder.set("sources.yaml", "sources/book/read/unit", "city")
    study_folder.set("units.yaml", "units", {f"c{i:02d}": {} for i in range(UNITS)})
    for name, series in study_folder.files["variables.yaml"]["series"].items():
        series["column"] = name
    study_folder.set("models/twoway.yaml", "treatment", "staff_pc")
    study_folder.set("models/twoway.yaml", "outcome", "patents_pc")
    study_folder.set("models/twoway.yaml", "controls", [])
    return study_folder


def tables_of(study, seed=1):
    """Staff and patents do not vary but for noise of their own; population does, within units."""
    rng = np.random.default_rng(seed)
    rows = pd.MultiIndex.from_product([[f"c{i:02d}" for i in range(UNITS)], YEARS], names=["city", "year"])
    cells = pd.DataFrame(
        {name: 10 + rng.uniform(0, 1, len(rows)) for name in study.codebook.series}, index=rows
    )
    cells["population"] = np.exp(0.5 * rng.standard_normal(len(rows)))
    return {"book": cells.reset_index().astype(str)}


def sample_of(tables):
    raw = tables["book"].rename(columns={"city": "unit"})
    numbers = raw.drop(columns="unit").astype(float).astype({"year": int})
    population = numbers["population"]
    made = {
        "staff_pc": 10 * numbers["staff"] / population,
        "patents_pc": numbers["patents"] / population,
        "papers_gdp": numbers["papers"] / numbers["gdp"],
        "robots_pc": numbers["robots"] / population,
        "digital": numbers["it"],
        "green": numbers["energy"] / numbers["gdp"],
        "quality": numbers["sophistication"],
        "ln_gdp": np.log(numbers["gdp"]),
        "base": numbers["labs"] / numbers["staff"],
    }
    frame = pd.DataFrame(made).assign(unit=raw["unit"], year=numbers["year"])
    return frame.assign(nqpf=frame["staff_pc"], nqpf_equal=frame["robots_pc"], innovation=frame["patents_pc"])


def test_ratios_of_unrelated_series_go_together_until_the_reciprocal_enters(ratios):
    study = ratios.load()
    tables = tables_of(study)
    found = denominators(study, tables, {"main": sample_of(tables)}).set_index("model")
    assert list(found.reset_index()[COLUMNS]) == COLUMNS
    row = found.loc["twoway"]
    assert row["denominators"] == "population"
    assert row["p"] < 1e-10
    assert row["with_p"] > 0.01
    assert abs(row["with_reciprocals"]) < 3 * row["with_se"]
    assert row["shift"] == pytest.approx((row["with_reciprocals"] - row["estimate"]) / row["se"])
    assert row["n"] == row["n_with"] == UNITS * len(YEARS)


def test_by_hand_the_reciprocal_is_a_control(ratios):
    from nqpf.estimators import panelols

    study = ratios.load()
    tables = tables_of(study)
    sample = sample_of(tables)
    sample["inverse"] = 1 / tables["book"]["population"].astype(float)  # not in units of its mean
    names = {"outcome": "patents_pc", "regressors": ["staff_pc", "inverse"], "unit": "unit", "time": "year"}
    expected = panelols.estimate(sample, **names).terms.loc["staff_pc"]
    row = denominators(study, tables, {"main": sample}).set_index("model").loc["twoway"]
    assert row["with_reciprocals"] == pytest.approx(expected["coef"], rel=1e-8)
    assert row["with_se"] == pytest.approx(expected["se"], rel=1e-8)


def test_a_settled_denominator_stands_for_its_series(ratios):
    """What stands below the line is a variable; its raw series is not taken a second time."""
    settled = {"label": {"en": "a", "zh": "b"}, "unit": "1", "recipe": {"take": "population"}}
    ratios.set("variables.yaml", "variables/population_settled", settled)
    ratios.set(
        "variables.yaml", "variables/patents_pc/recipe", {"per_capita": ["patents", "population_settled"]}
    )
    study = ratios.load()
    pairs = {frozenset(one.pair): one for one in audit(study) if one.denominators}
    case = next(case for case in pairings(study, pairs) if case.name == "twoway")
    assert shared_parts(study, case) == ["population_settled"]


def test_nothing_shared_gives_an_empty_table(ratios):
    for name, series in (("patents_pc", "patents"), ("papers_gdp", "papers"), ("green", "energy")):
        ratios.set("variables.yaml", f"variables/{name}/recipe", {"take": series})
    study = ratios.load()
    tables = tables_of(study)
    found = denominators(study, tables, {"main": sample_of(tables)})
    assert found.empty
    assert list(found) == COLUMNS
