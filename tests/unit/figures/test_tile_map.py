"""The tile map figure: which unit colours which tile, which years, and who cannot be placed."""

import pandas as pd
import pytest
from unit.figures.test_figures import is_legible, texts
from unit.tables import fake_study as fake

from nqpf.errors import DataError, SpecError
from nqpf.registry import load

EXACT = 1e-12
KIND = load("nqpf.figures", "tile_map")
SPEC = fake.figures()["tile_map"]


def test_first_middle_and_last_year_of_every_tile():
    _, data = fake.draw("tile_map", simulated=False)
    assert data["year"].unique().tolist() == [2011, 2016, 2022]
    assert data.groupby("year")["code"].nunique().tolist() == [34, 34, 34]
    assert (data.loc[data["code"] == "TW", "units"] == 0).all()
    assert data.loc[data["code"] == "TW", "score"].isna().all()


def test_a_tile_is_the_mean_of_its_units():
    _, data = fake.draw("tile_map", simulated=False)
    units = fake.unit_provinces()
    own = units.loc[units["province"] == "GD", "unit"]
    scores = fake.scores()
    mean = scores[(scores["year"] == 2022) & scores["unit"].isin(own)]["score"].mean()
    tile = data[(data["year"] == 2022) & (data["code"] == "GD")].iloc[0]
    assert tile["score"] == pytest.approx(mean, abs=EXACT)
    assert tile["units"] == len(own) == 5


def test_units_that_are_provinces_need_no_group():
    scores = pd.DataFrame({"unit": ["上海", "西藏"], "year": 2020, "score": [0.7, 0.1]})
    spec = SPEC.model_copy(update={"group": None})
    units = pd.DataFrame({"unit": ["上海", "西藏"]})
    data = KIND.data(spec, fake.study(simulated=False), {"scores": scores, "units": units})
    assert data.dropna().set_index("code")["score"].to_dict() == {"XZ": 0.1, "SH": 0.7}
    assert len(data) == 34
    given = {"scores": scores, "units": units}
    for language in ("en", "zh"):
        figure = KIND.draw(spec, fake.study(simulated=False), given, language=language)
        is_legible(figure)
        assert ("沪" in texts(figure)) == (language == "zh")
        assert ("SH" in texts(figure)) == (language == "en")


def test_one_scale_for_all_years():
    figure, data = fake.draw("tile_map", simulated=False)
    bar = figure.axes[-1]
    limits = bar.get_xlim()
    assert limits == pytest.approx((data["score"].min(), data["score"].max()), abs=EXACT)


def test_simulated_places_stand_on_no_map():
    figure, data = fake.draw("tile_map")
    assert data["code"].nunique() == 8
    assert data["block"].nunique() == 4
    assert not set(texts(figure)) & {"TW", "MO", "Letters: GB/T 2260."}


@pytest.mark.parametrize("name", ["Gotham", "虚拟省"])
def test_a_real_place_without_a_tile_is_refused(name):
    units = fake.unit_provinces().assign(province=name)
    with pytest.raises(DataError, match=f"'{name}' is no province of China, so it has no tile"):
        fake.draw("tile_map", simulated=False, units=units)


def test_an_unknown_group_and_a_missing_index_are_refused():
    study, given = fake.study(simulated=False), fake.inputs("tile_map")
    with pytest.raises(SpecError, match="'group' names 'provinces'; did you mean 'province'"):
        KIND.data(SPEC.model_copy(update={"group": "provinces"}), study, given)
    with pytest.raises(SpecError, match="has nothing to show on a map"):
        KIND.data(SPEC.model_copy(update={"index": None}), study, given)


def test_d_of_a_coupling_stands_on_the_map():
    given = fake.inputs("coupling")
    units = given["rows"].loc[given["rows"]["part"] == "unit", "unit"].drop_duplicates()
    places = pd.DataFrame({"unit": units, "province": "Hunan"})
    spec = SPEC.model_copy(update={"index": None, "analysis": "coupling"})
    study = fake.study(simulated=False)
    data = KIND.data(spec, study, given | {"units": places})
    last = data[(data["year"] == 2022) & (data["code"] == "HN")].iloc[0]
    means = given["rows"].query("part == 'mean' and group == 'all' and year == 2022")
    assert last["score"] == pytest.approx(means["d"].iloc[0], abs=EXACT)
    for language, word in (("en", "never regressed"), ("zh", "不作为回归变量")):
        figure = KIND.draw(spec, study, given | {"units": places}, language=language)
        is_legible(figure)
        assert word in " ".join(" ".join(texts(figure)).split())


def test_long_names_are_cut():
    assert KIND.short("Oxfordshire") == "Oxfo\N{HORIZONTAL ELLIPSIS}"
    assert KIND.short("Essex") == "Essex"
