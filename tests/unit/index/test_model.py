"""The index: frozen on its base window, the same parts and total, the same again from a file."""

import json
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest

from nqpf.errors import DataError, SpecError
from nqpf.files import read_json, write_json
from nqpf.index import IndexModel, fit
from nqpf.specs.base import check
from nqpf.specs.index import IndexSpec

ROUNDING = 1e-12
LABEL = {"en": "x", "zh": "x"}


def spec(**changes):
    plain = {
        "label": LABEL,
        "dimensions": {
            "first": {"label": LABEL, "indicators": ["a", "b"]},
            "second": {"label": LABEL, "indicators": ["c"]},
        },
        "base_window": [2011, 2013],
    }
    return {**plain, **changes}


def panel(years=range(2011, 2014), units="ABCDE", seed=4):
    index = pd.MultiIndex.from_product([list(units), list(years)], names=["unit", "year"])
    rng = np.random.default_rng(seed)
    cells = {(u, y): rng.lognormal(size=3) for y in years for u in units}
    return pd.DataFrame([cells[key] for key in index], index=index, columns=["a", "b", "c"])


def test_two_by_two_by_hand():
    """x scores 0, 1/2, 0, 1 and y (a cost) 1, 0, 1, 0.8; equal weights."""
    index = pd.MultiIndex.from_product([["A", "B"], [2011, 2012]], names=["unit", "year"])
    values = pd.DataFrame({"a": [0.0, 1, 0, 2], "b": [10.0, 15, 10, 11]}, index=index)
    dimensions = {"d": {"label": LABEL, "indicators": ["a", "b"]}}
    made = fit(values, spec(dimensions=dimensions, directions={"b": -1}, weights="equal", base_window=None))
    assert made.apply(values).tolist() == pytest.approx([0.5, 0.25, 0.5, 0.9], abs=ROUNDING)
    assert made.apply(values).name == "score"
    assert (made.window.first, made.window.last) == (2011, 2012)


@pytest.mark.parametrize("scheme", ["entropy", "equal"])
def test_an_added_year_moves_no_published_score(scheme):
    short, long = panel(), panel(range(2011, 2016))
    pd.testing.assert_frame_equal(long.loc[short.index], short)  # the same cells, and more
    chosen = spec(weights=scheme)
    before, after = fit(short, chosen), fit(long, chosen)
    pd.testing.assert_series_equal(after.apply(long).loc[short.index], before.apply(short), check_exact=True)
    pd.testing.assert_series_equal(after.weights, before.weights, check_exact=True)


def test_without_a_window_an_added_year_does_move_scores():
    """The counter-test: what the base window protects from."""
    short, long = panel(), panel(range(2011, 2016))
    chosen = spec(base_window=None)
    moved = fit(long, chosen).apply(long).loc[short.index] - fit(short, chosen).apply(short)
    assert moved.abs().max() > 0.01


def test_later_scores_are_not_clipped():
    made = fit(panel(), spec())
    later = panel([2020]) * 100
    low = panel([2021]) * 0 - 50
    assert (made.scores(later) > 1).any().any()
    assert (made.apply(low) < 0).all()


def test_a_cost_indicator_is_turned_around():
    values = panel()
    straight, turned = fit(values, spec()), fit(values, spec(directions={"c": -1}))
    gap = straight.scores(values)["c"] + turned.scores(values)["c"] - 1
    assert gap.abs().max() < ROUNDING


def test_the_best_scores_one_and_the_worst_zero():
    values = panel()
    scores = fit(values, spec(directions={"b": -1})).scores(values)
    assert scores.min().tolist() == [0, 0, 0]
    assert scores.max().tolist() == [1, 1, 1]
    assert scores["b"].idxmax() == values["b"].idxmin()


def test_a_dominated_unit_scores_lower():
    values = panel()
    values.loc[("A", 2012)] = values.loc[("B", 2012)] - [0.1, 0.1, -0.1]
    score = fit(values, spec(directions={"c": -1})).apply(values)
    assert score["A", 2012] < score["B", 2012]


@pytest.mark.parametrize("scheme", ["entropy", "equal"])
def test_parts_weighted_by_their_dimensions_make_the_index(scheme):
    values = panel()
    made = fit(values, spec(weights=scheme))
    shares = made.weights.groupby(pd.Series(made.spec.groups)).sum()
    parts = made.parts(values)
    assert list(parts.columns) == ["first", "second"]
    assert (parts @ shares[parts.columns] - made.apply(values)).abs().max() < ROUNDING
    assert parts.min().min() >= 0
    assert parts.max().max() <= 1 + ROUNDING


def test_a_dimension_without_weight_has_no_score():
    values = panel().assign(c=3.0)
    with pytest.warns(UserWarning, match="weight 0: c"):
        made = fit(values, spec())
    assert made.parts(values)["second"].isna().all()
    assert made.apply(values).notna().all()


def test_a_file_brings_the_model_back_exactly(tmp_path):
    values = panel()
    made = fit(values, spec(directions={"b": -1}))
    write_json(tmp_path / "m.json", made.to_dict())
    back = IndexModel.from_dict(read_json(tmp_path / "m.json"))
    assert back.spec == made.spec
    assert back.window == made.window
    pd.testing.assert_series_equal(back.apply(values), made.apply(values), check_exact=True)
    pd.testing.assert_frame_equal(back.parts(values), made.parts(values), check_exact=True)
    assert json.dumps(back.to_dict()) == json.dumps(made.to_dict())


def test_a_model_keeps_its_window_when_the_spec_names_none(tmp_path):
    made = fit(panel(), spec(base_window=None))
    write_json(tmp_path / "m.json", made.to_dict())
    assert IndexModel.from_dict(read_json(tmp_path / "m.json")).window == made.window


def test_a_mapping_and_a_spec_give_the_same():
    values, plain = panel(), spec()
    from_spec = fit(values, check(plain, IndexSpec, where="test"))
    for mapping in (plain, MappingProxyType(plain)):
        pd.testing.assert_series_equal(fit(values, mapping).apply(values), from_spec.apply(values))


def test_order_of_rows_and_further_columns_are_irrelevant():
    values = panel()
    mixed = values.sample(frac=1, random_state=1)[["c", "a", "b"]].assign(other=np.nan)
    score = fit(mixed, spec()).apply(mixed).sort_index()
    assert (score - fit(values, spec()).apply(values)).abs().max() < ROUNDING


def test_the_panel_stays_as_it_is():
    values = panel()
    before = values.copy(deep=True)
    made = fit(values, spec())
    made.apply(values)
    made.parts(values)
    pd.testing.assert_frame_equal(values, before)


def test_a_wrong_scheme_asks_did_you_mean():
    with pytest.raises(
        SpecError, match=r"index spec: 'weights': .*did you mean 'entropy'\? allowed: .*equal"
    ):
        fit(panel(), spec(weights="entropie"))


def test_a_missing_cell_is_named():
    values = panel()
    values.loc[("B", 2012), "b"] = np.nan
    with pytest.raises(DataError, match=r"indicator 'b' of \(B, 2012\) is missing; declare"):
        fit(values, spec())


def test_a_missing_cell_outside_the_window_stops_the_scores_only():
    values = panel(range(2011, 2015))
    values.loc[("B", 2014), "b"] = np.nan
    made = fit(values, spec())
    with pytest.raises(DataError, match=r"\(B, 2014\)"):
        made.apply(values)


def test_a_missing_column_asks_did_you_mean():
    with pytest.raises(DataError, match=r"no column 'c'; .*allowed: a, b, cc"):
        fit(panel().rename(columns={"c": "cc"}), spec())


def test_a_window_without_rows():
    with pytest.raises(DataError, match="base window 1990-1995 holds no row"):
        fit(panel(), spec(base_window=[1990, 1995]))


def test_a_panel_without_rows():
    with pytest.raises(DataError, match="holds no row"):
        fit(panel().iloc[:0], spec(base_window=None))


def test_a_panel_of_one_row_cannot_be_weighed_by_entropy():
    one = panel().iloc[:1]
    with pytest.warns(UserWarning, match="constant"), pytest.raises(DataError, match="no indicator varies"):
        fit(one, spec())
    assert fit(one, spec(weights="equal")).apply(one).tolist() == [0.0]
