"""Obstacle degrees: by hand, sums, and what is refused."""

from dataclasses import replace

import pandas as pd
import pytest
from unit.analyses import material
from unit.tables import fake_study as fake

from nqpf.analyses.obstacle import degrees
from nqpf.errors import SpecError

EXACT = 1e-12  # sums of a few shares


def test_two_indicators_by_hand():
    scores = pd.DataFrame({"a": [0.5, 1.0, 1.0], "b": [0.0, 0.0, 1.0]})
    found = degrees(scores, pd.Series({"a": 0.4, "b": 0.6}))
    # 0.4 x 0.5 = 0.2 and 0.6 x 1 = 0.6; then 0 and 0.6; the third is best in everything
    assert found.iloc[0].tolist() == pytest.approx([0.25, 0.75], abs=EXACT)
    assert found.iloc[1].tolist() == pytest.approx([0.0, 1.0], abs=EXACT)
    assert found.iloc[2].isna().all()


def test_a_score_above_the_best_is_a_negative_obstacle():
    found = degrees(pd.DataFrame({"a": [1.5], "b": [0.0]}), pd.Series({"a": 0.5, "b": 0.5}))
    assert found.iloc[0].tolist() == pytest.approx([-1.0, 2.0], abs=EXACT)


def test_every_average_sums_to_one():
    rows = material.inputs("obstacle")["rows"]
    sums = rows.groupby(["by", "of", "level"])["obstacle"].sum()
    assert len(sums) == (1 + 2 + len(material.REGIONS)) * 2
    assert sums.tolist() == pytest.approx([1.0] * len(sums), abs=EXACT)


def test_the_first_year_is_that_of_the_scores():
    study = fake.study()
    known = material.material(study)
    model, first = known.indices["nqpf"], known.panel.xs(2011, level="year", drop_level=False)
    own = degrees(model.scores(first), model.weights).mean()
    rows = material.inputs("obstacle")["rows"].query("by == 'year' and of == '2011' and level == 'indicator'")
    assert rows.set_index("name")["obstacle"].to_dict() == pytest.approx(own.to_dict(), abs=EXACT)


def test_scores_beyond_the_base_window_are_counted():
    study = fake.study()
    known = material.material(study)
    grown = known.panel.copy()
    grown.loc[("u00", 2022), "robots_stock"] = 10 * grown["robots_stock"].max()
    later = known.indices["nqpf"]
    window = later.window.model_copy(update={"last": 2021})
    moved = replace(known, panel=grown, indices={"nqpf": replace(later, window=window)})
    assert material.analyse("obstacle", study, moved).facts["above_best"] == 1


def test_scores_on_another_scale_are_refused():
    study = fake.study()
    known = material.material(study)
    wide = known.indices["nqpf"].bounds.assign(high=lambda bounds: bounds["high"] / 2)
    other = replace(known, indices={"nqpf": replace(known.indices["nqpf"], bounds=wide)})
    with pytest.raises(SpecError, match=r"distance to the best score 1.*name an index with min-max scores"):
        material.analyse("obstacle", study, other)
