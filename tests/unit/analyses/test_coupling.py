"""The analysis of coupling coordination: rows by part against a count by hand, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from unit.analyses import material
from unit.tables import fake_study as fake

from nqpf.dynamics.coupling import coordination
from nqpf.errors import DataError, SpecError

EXACT = 1e-12


@pytest.fixture(scope="module")
def found():
    return material.inputs("coupling")


def part(found, name):
    return found["rows"][found["rows"]["part"] == name]


def test_units_bear_both_scores_and_their_d(found):
    units = part(found, "unit")
    assert len(units) == found["facts"]["rows"] == 24 * 12
    d = coordination(units["first"].to_numpy(float), units["second"].to_numpy(float))
    assert units["d"].to_numpy() == pytest.approx(d, rel=EXACT)
    assert units["t"].to_numpy() == pytest.approx((units["first"] + units["second"]) / 2, rel=EXACT)
    assert found["facts"]["second"]["en"] == "NQPF, equal weights"


def test_means_by_group_and_year(found):
    units, means = part(found, "unit"), part(found, "mean")
    own = means[(means["group"] == "West") & (means["year"] == 2015)].iloc[0]
    chosen = units[(units["group"] == "West") & (units["year"] == 2015)]
    assert own["d"] == pytest.approx(chosen["d"].mean(), rel=EXACT)
    assert own["units"] == len(chosen) == 8
    every = means[(means["group"] == "all") & means["year"].isna()].iloc[0]
    assert every["d"] == pytest.approx(units["d"].mean(), rel=EXACT)
    assert every["units"] == 24
    assert (means["placebo_low"] <= means["placebo_high"]).all()
    assert len(means) == 4 * 13


def test_shares_of_grades_sum_to_one(found):
    sums = part(found, "grade").groupby(["group", "year"])["share"].sum()
    assert sums.to_numpy() == pytest.approx(1, rel=EXACT)


def test_moves_are_counted_from_year_to_year(found):
    units, moves = part(found, "unit"), part(found, "move")
    grades = units.pivot_table(index="unit", columns="year", values="grade").to_numpy(int)
    table = np.zeros((10, 10), int)
    for before, after in zip(grades[:, :-1].ravel(), grades[:, 1:].ravel(), strict=True):
        table[before - 1, after - 1] += 1
    own = moves[moves["group"] == "all"].sort_values(["from", "to"])
    assert own["count"].to_numpy(int).tolist() == table.ravel().tolist()
    assert sum(found["facts"]["moves"].values()) == 24 * 11
    assert found["facts"]["moves"]["up"] == int(np.triu(table, 1).sum())


def test_zeros_and_scores_above_one_are_kept_and_counted():
    rows = [("a", 2011, 0.0, 0.5), ("a", 2012, 1.2, 1.1), ("b", 2011, 0.2, 0.3), ("b", 2012, 0.2, np.nan)]
    frame = pd.DataFrame(rows, columns=["unit", "year", "nqpf", "innovation"]).assign(region="r")
    rows = [("c", 2011, 0.3, 0.3), ("d", 2011, 0.4, 0.3)]
    more = pd.DataFrame(rows, columns=["unit", "year", "nqpf", "innovation"]).assign(region="r")
    found = run(pd.concat([frame, more], ignore_index=True))
    assert (found.facts["zeros"], found.facts["above_one"], found.facts["rows"]) == (1, 1, 5)
    assert found.rows.loc[found.rows["part"] == "unit", "grade"].tolist()[:2] == [1, 10]


def run(sample, **options):
    study = fake.study()
    return material.analyse(
        "coupling", study, material.given(sample), **({"other": "innovation", "draws": 19} | options)
    )


def simple(**changes):
    rows = [(unit, year) for unit in "abc" for year in (2011, 2012)]
    frame = pd.DataFrame(rows, columns=["unit", "year"]).assign(region="r", nqpf=0.2, innovation=0.3)
    return frame.assign(**changes)


def test_a_negative_score_is_refused():
    with pytest.raises(DataError, match=r"the score 'innovation' of 'a' in 2011 is -0\.1"):
        run(simple(innovation=-0.1))


def test_the_other_must_be_another_index():
    for other in ("nqpf", "inovation", "gdp_pc"):
        with pytest.raises(SpecError, match=f"'other' names '{other}'"):
            run(simple(), other=other)


def test_nothing_in_common_is_refused():
    with pytest.raises(DataError, match="score of both"):
        run(simple(innovation=np.nan))


def test_the_seed_fixes_the_placebo():
    rng = np.random.default_rng(1)
    sample = simple().assign(nqpf=rng.uniform(0.1, 0.9, 6), innovation=rng.uniform(0.1, 0.9, 6))
    pd.testing.assert_frame_equal(run(sample).rows, run(sample).rows)
