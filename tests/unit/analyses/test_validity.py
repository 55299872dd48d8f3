"""Convergent validity: every draw against rows that are really repeated."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import pearsonr, rankdata, spearmanr
from unit.analyses import material
from unit.tables import fake_study as fake

from nqpf.analyses.validity import correlations, ranks, within
from nqpf.errors import DataError, SpecError
from nqpf.tables.correlations import two_way_within

EXACT = 1e-9  # alternating de-meaning stops at 1e-10 of the spread
ONCE = np.ones((1, 8))


def sample(seed=5, units=8, years=6, lost=0):
    rng = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product([[f"u{k}" for k in range(units)], range(2001, 2001 + years)])
    frame = pd.DataFrame(
        {"x": rng.normal(size=len(index))}, index=index.set_names(["unit", "year"])
    ).reset_index()
    frame["y"] = 0.5 * frame["x"] + rng.normal(size=len(index)) + frame["year"] / 3
    return frame.drop(index=rng.choice(len(frame), lost, replace=False)).sort_values(
        ["unit", "year"], ignore_index=True
    )


def repeated(frame, counts):
    """The rows of a draw: a unit taken twice stands there as two units."""
    names = np.unique(frame["unit"])
    parts = [
        frame[frame["unit"] == name].assign(unit=f"{name}.{copy}")
        for name, count in zip(names, counts, strict=True)
        for copy in range(int(count))
    ]
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize("lost", [0, 9])
def test_every_draw_equals_a_new_computation_on_repeated_rows(lost):
    frame = sample(lost=lost)
    counts = np.array(
        [[1, 1, 1, 1, 1, 1, 1, 1], [3, 0, 1, 0, 2, 1, 0, 1], [0, 0, 4, 2, 0, 2, 0, 0]], dtype=float
    )
    found = correlations(frame, counts)
    for place, draw in enumerate(counts):
        rows = repeated(frame, draw)
        inner = two_way_within(rows, ["x", "y"])
        assert found["levels", "pearson"][place] == pytest.approx(
            pearsonr(rows["x"], rows["y"])[0], abs=EXACT
        )
        assert found["levels", "spearman"][place] == pytest.approx(
            spearmanr(rows["x"], rows["y"])[0], abs=EXACT
        )
        assert found["within", "pearson"][place] == pytest.approx(
            pearsonr(inner["x"], inner["y"])[0], abs=EXACT
        )


def test_spearman_within_of_the_sample_itself():
    frame = sample()
    inner = two_way_within(frame, ["x", "y"])
    own = spearmanr(inner["x"], inner["y"])[0]
    assert correlations(frame, ONCE)["within", "spearman"][0] == pytest.approx(own, abs=EXACT)


def test_weighted_ranks_are_ranks_of_repeated_values():
    values = np.array([[3.0, 1.0, 3.0, 2.0, 1.0]])
    times = np.array([[2.0, 1.0, 1.0, 3.0, 2.0]])
    own = rankdata(np.repeat(values[0], times[0].astype(int)))
    first = np.concatenate([[0], np.cumsum(times[0])[:-1]]).astype(int)
    assert ranks(values, times)[0].tolist() == own[first].tolist()


def test_within_takes_out_what_units_and_years_explain():
    frame = sample(lost=7)
    units, years = (np.unique(frame[k].to_numpy(), return_inverse=True)[1] for k in ("unit", "year"))
    additive = 3.0 * units + 0.5 * years
    left = within(additive.astype(float), units, years, np.ones((1, len(frame))))
    assert np.abs(left).max() < EXACT * additive.std()


def test_units_that_never_move_have_no_correlation_within():
    frame = sample().assign(x=lambda rows: rows["unit"].str[1:].astype(float))
    assert np.isnan(correlations(frame, ONCE)["within", "pearson"][0])


def test_rows_hold_every_pair_and_the_points_of_the_own_index():
    rows = material.inputs("validity")["rows"]
    estimates = rows[rows["part"] == "estimate"]
    assert estimates.groupby(["index", "against"]).size().to_dict() == {
        (i, v): 4 for i in ("nqpf", "nqpf_equal") for v in ("gdp_pc", "tfp")
    }
    assert ((estimates["low"] <= estimates["r"]) & (estimates["r"] <= estimates["high"])).mean() > 0.8
    assert set(rows.loc[rows["part"] == "point", "index"]) == {"nqpf"}


def test_each_pair_uses_its_own_complete_rows():
    study = fake.study()
    known = material.material(study)
    short = known.sample.assign(tfp=known.sample["tfp"].where(known.sample["year"] > 2016))
    found = material.analyse(
        "validity", study, replace(known, sample=short), against=["gdp_pc", "tfp"], draws=9
    )
    estimates = found.rows.query("part == 'estimate'").groupby("against")[["n", "first"]].first()
    assert estimates.loc["tfp"].tolist() == [24 * 6, 2017]
    assert estimates.loc["gdp_pc"].tolist() == [24 * 12, 2011]


def test_shared_raw_series_are_named():
    shared = material.inputs("validity")["facts"]["shared"]
    assert {pair["against"]: pair["series"] for pair in shared} == {"gdp_pc": ["raw"], "tfp": ["raw"]}


def test_what_is_refused():
    study = fake.study()
    known = material.material(study)
    with pytest.raises(SpecError, match="'against' names 'gdp'"):
        material.analyse("validity", study, known, against=["gdp"])
    two = known.sample[known.sample["unit"].isin(["u00", "u01"])]
    with pytest.raises(DataError, match="present for 2 units"):
        material.analyse("validity", study, replace(known, sample=two), against=["tfp"])
