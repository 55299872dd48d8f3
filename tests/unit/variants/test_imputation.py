import numpy as np
import pandas as pd
import pytest

from nqpf.specs.variables import Codebook
from nqpf.variants.imputation import alternatives, refill, rests_on_filled

LABEL = {"en": "name", "zh": "名"}


def _panel(values):
    index = pd.MultiIndex.from_product([["a", "b"], [2001, 2002, 2003, 2004]], names=["unit", "year"])
    return pd.DataFrame({"x": values}, index=index)


VALUES = [1.0, 9.0, 3.0, 4.0, 2.0, 4.0, 9.0, 8.0]


def _marks(panel, *places):
    marks = pd.DataFrame(False, index=panel.index, columns=["x"])
    marks.iloc[list(places)] = True
    return marks


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("as declared", [9.0, 9.0]),
        ("straight line", [2.0, 6.0]),  # between 1 and 3; between 4 and 8
        ("carried forward", [1.0, 4.0]),
        # seen: a 1 . 3 4, b 2 4 . 8; unit means 8/3, 14/3; year means 1.5, 4, 3, 6; grand mean 22/6
        ("two-way mean", [8 / 3 + 4 - 22 / 6, 14 / 3 + 3 - 22 / 6]),
    ],
)
def test_each_way_by_hand(way, expected):
    panel = _panel(VALUES)
    filled = refill(panel, _marks(panel, 1, 6), way)["x"].to_numpy()
    assert filled[[1, 6]] == pytest.approx(expected)
    assert np.array_equal(np.delete(filled, [1, 6]), np.delete(VALUES, [1, 6]))


@pytest.mark.parametrize("way", alternatives())
def test_a_whole_year_can_be_filled_and_stays_inside_what_was_seen(way):
    panel = _panel(VALUES)
    marks = _marks(panel, 3, 7)
    filled = refill(panel, marks, way)["x"]
    assert filled.notna().all()
    seen = panel["x"][~marks["x"]]
    if way != "as declared":
        assert filled.between(seen.min(), seen.max()).all()


@pytest.mark.parametrize("way", alternatives())
def test_inputs_are_not_changed_and_no_mark_changes_nothing(way):
    panel = _panel(VALUES)
    before = panel.copy()
    refill(panel, _marks(panel, 1), way)
    pd.testing.assert_frame_equal(panel, before)
    pd.testing.assert_frame_equal(refill(panel, _marks(panel), way), before)


def test_marks_follow_recipes_to_the_filled_variable():
    def variable(recipe):
        return {"label": LABEL, "unit": "1", "recipe": recipe}

    series = {name: {"source": "s", "column": name, "unit": "1"} for name in ("r", "g")}
    variables = {
        "settled": variable({"take": "r"}),
        "x": variable({"ratio": ["settled", "g"]}),
        "y": variable({"take": "g"}),
    }
    book = Codebook(series=series, variables=variables)
    panel = _panel(VALUES).assign(y=1.0)
    imputed = pd.DataFrame({"variable": ["settled", "settled"], "unit": ["a", "b"], "year": [2002, 1999]})
    marks = rests_on_filled(panel, ["x", "y"], imputed, book)
    assert marks["x"].sum() == 1
    assert marks.loc[("a", 2002), "x"]
    assert not marks["y"].any()
