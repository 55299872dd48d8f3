"""The traps that real files set, each as a small table, on their whole way to the panel."""

import numpy as np
import pandas as pd
import pytest

from nqpf.errors import DataError, SpecError
from nqpf.panel.build import build_panel
from nqpf.panel.load import read_sources
from nqpf.specs.sources import Sources

ROWS = ["甲市,2011,1", "甲市,2012,2", "甲市,2013,3", "乙市,2011,4", "乙市,2012,5", "乙市,2013,6"]
HEAD = "城市,年份,gdp"


def values(built, variable="v_gdp"):
    return built.panel[variable].tolist()


def test_the_panel_is_the_full_grid_in_order(study, table):
    built = build_panel(study({"gdp": {}}), {"main": table(HEAD, *ROWS[1:])})
    assert built.panel.index.names == ["unit", "year"]
    assert built.panel.index.tolist() == [(u, y) for u in ("乙市", "甲市") for y in (2011, 2012, 2013)]
    np.testing.assert_array_equal(values(built), [4, 5, 6, np.nan, 2, 3])
    assert built.units.to_dict("list") == {
        "unit": ["乙市", "甲市"],
        "label_en": ["乙市", "甲市"],
        "label_zh": ["乙市", "甲市"],
    }


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_is_irrelevant(study, table, seed):
    specs = study(
        {"gdp": {}},
        variables={"v_gdp": {"recipe": {"change": "gdp"}, "missing": {"interpolate": {"gap": 1}}}},
    )
    frame = table(HEAD, *ROWS)
    built, shuffled = (
        build_panel(specs, {"main": f}) for f in (frame, frame.sample(frac=1, random_state=seed))
    )
    pd.testing.assert_frame_equal(built.panel, shuffled.panel)
    pd.testing.assert_frame_equal(built.imputed, shuffled.imputed)


def test_inner_spaces_full_width_and_slips_join_by_the_crosswalk(study, table):
    units = {"units": {"内蒙古": {"aliases": ["内蒙占", "Inner Mongolia"]}}}
    frame = table(HEAD, "内蒙 古,2011,1", "内蒙占,2012,２", "Inner\u3000Mongolia,2013年,\u200a3 ")
    assert values(build_panel(study({"gdp": {}}, units=units), {"main": frame})) == [1, 2, 3]


def test_an_unknown_name_is_never_joined_by_likeness(study, table):
    with pytest.raises(
        DataError, match=r"main\.csv, row 8, column '城市': '甲巿'.*nearest: 甲市.*aliases.*not_units"
    ):
        build_panel(study({"gdp": {}}), {"main": table(HEAD, *ROWS, "甲巿,2011,9", "合计,2011,9")})


def test_a_row_without_name_is_refused(study, table):
    with pytest.raises(DataError, match=r"row 3, column '城市': the unit's name is empty"):
        build_panel(study({"gdp": {}}), {"main": table(HEAD, ROWS[0], ",2012,2")})


def test_blank_rows_are_passed_over_and_counted(study, table):
    with pytest.raises(DataError, match="row 4, column 'gdp': 'x'"):
        build_panel(study({"gdp": {}}), {"main": table(HEAD, ROWS[0], ", ,", "甲市,2012,x")})
    assert values(build_panel(study({"gdp": {}}), {"main": table(HEAD, *ROWS, ",,")})) == [4, 5, 6, 1, 2, 3]


def test_region_totals_are_listed_and_counted(study, table):
    units = {"units": {"甲市": {}}, "not_units": ["东部地区", "乙市"]}
    built = build_panel(study({"gdp": {}}, units=units), {"main": table(HEAD, *ROWS, "东部 地区,2011,99")})
    assert built.unjoined.to_dict("list") == {
        "source": ["main", "main"],
        "file": ["main.csv", "main.csv"],
        "name": ["东部 地区", "乙市"],
        "rows": [1, 3],
        "reason": ["listed under not_units"] * 2,
    }


def test_a_year_given_twice_names_both_rows(study, table):
    specs = study({"gdp": {}}, units={"units": {"甲市": {"aliases": ["甲"]}, "乙市": {}}})
    with pytest.raises(
        DataError, match=r"rows 2 \('甲市'\) and 8 \('甲'\): both give '甲市' a value for 2011"
    ):
        build_panel(specs, {"main": table(HEAD, *ROWS, "甲,2011,1")})


@pytest.mark.parametrize("year", ["20l5", "1911", "20155", "", "2011.5"])
def test_a_wrong_year_is_refused_with_its_place(study, table, year):
    with pytest.raises(DataError, match=rf"main\.csv, row 8, column '年份': '{year}' is no year"):
        build_panel(study({"gdp": {}}), {"main": table(HEAD, *ROWS, f"甲市,{year},1")})


@pytest.mark.parametrize("cell", ["12.5*", "约3", "1.234,5", "12,34", "nan", "inf", "1_0", "1e999", "True"])
def test_text_in_a_number_column_is_refused_with_its_place(study, table, cell):
    frame = table(HEAD, *ROWS)
    frame.loc[4, "gdp"] = cell
    with pytest.raises(DataError, match=r"main\.csv, row 4, column 'gdp': '.*' is no number"):
        build_panel(study({"gdp": {}}), {"main": frame})


@pytest.mark.parametrize(
    ("cell", "number"),
    [("1,234.5", 1234.5), ("１２", 12.0), (" 3 ", 3.0), ("-1e3", -1000.0), (".5", 0.5), ("0.1", 0.1)],
)
def test_numbers_as_people_write_them(study, table, cell, number):
    frame = table(HEAD, *ROWS)
    frame.loc[4, "gdp"] = cell
    assert build_panel(study({"gdp": {}}), {"main": frame}).panel.loc[("甲市", 2013), "v_gdp"] == number


@pytest.mark.parametrize("cell", ["—", "…", "", "NA", " - ", "－"])
def test_texts_that_mean_missing(study, table, cell):
    frame = table(HEAD, *ROWS)
    frame.loc[4, "gdp"] = cell
    assert np.isnan(build_panel(study({"gdp": {}}), {"main": frame}).panel.loc[("甲市", 2013), "v_gdp"])


def test_zero_may_mean_missing(study, table):
    frame = table(HEAD, *ROWS)
    frame.loc[4, "gdp"] = "0.0"
    assert build_panel(study({"gdp": {}}), {"main": frame}).panel.loc[("甲市", 2013), "v_gdp"] == 0
    built = build_panel(study({"gdp": {"missing_values": [0]}}), {"main": frame})
    assert np.isnan(built.panel.loc[("甲市", 2013), "v_gdp"])


def test_an_impossible_value_names_file_column_row_value_and_range(study, table):
    with pytest.raises(
        DataError, match=r"main\.csv, row 7, column 'gdp': 6 \('乙市', 2013\).*'gdp' \(0 to 5\.5\)"
    ):
        build_panel(study({"gdp": {"range": [0, 5.5]}}), {"main": table(HEAD, *ROWS)})


def test_unusable_cells_are_set_aside_before_they_are_read(study, table):
    frame = table(HEAD, *ROWS)
    frame.loc[7, "gdp"] = "八"
    wrong = {"unusable": [{"unit": "乙 市", "years": [2013], "why": "a slip"}], "range": [0, 5]}
    built = build_panel(study({"gdp": wrong}), {"main": frame})
    assert np.isnan(built.panel.loc[("乙市", 2013), "v_gdp"])
    assert built.unusable.to_dict("records") == [
        {"series": "gdp", "unit": "乙市", "year": 2013, "value": "八", "why": "a slip"}
    ]


def test_an_unusable_cell_of_nobody_is_refused(study, table):
    wrong = {"unusable": [{"unit": "丙市", "years": [2013], "why": "a slip"}]}
    with pytest.raises(SpecError, match=r"series 'gdp' name the unit '丙市'"):
        build_panel(study({"gdp": wrong}), {"main": table(HEAD, *ROWS)})


def test_short_gaps_are_filled_and_listed_and_ends_are_not(study, table):
    units = {"units": {"a": {}, "b": {}}}
    gdp = {"recipe": {"take": "gdp"}, "missing": {"interpolate": {"gap": 1}}}
    specs = study(
        {"gdp": {}},
        units=units,
        years=(2011, 2016),
        variables={"gdp_": gdp, "ln": {"recipe": {"log": "gdp_"}}},
    )
    rows = ["a,2012,1", "a,2014,3", "b,2011,1", "b,2014,4", "b,2015,4"]
    built = build_panel(specs, {"main": table(HEAD, *rows)})
    nan = np.nan
    np.testing.assert_array_equal(values(built, "gdp_"), [nan, 1, 2, 3, nan, nan, 1, nan, nan, 4, 4, nan])
    assert built.panel.loc[("a", 2013), "ln"] == np.log(2)
    assert built.imputed.to_dict("records") == [
        {"variable": "gdp_", "unit": "a", "year": 2013, "value": 2.0, "policy": "interpolate (gap 1)"}
    ]


def test_more_years_are_read_to_fill_a_gap_and_then_cut(study, table):
    gdp = {"v_gdp": {"recipe": {"take": "gdp"}, "missing": {"interpolate": {"gap": 1}}}}
    units = {"units": {"甲市": {}}}
    frame = table(HEAD, "甲市,2010,1", "甲市,2012,3", "甲市,2009,text that nobody reads")
    specs = study({"gdp": {}}, units=units, years=(2011, 2012), read_years=(2010, 2012), variables=gdp)
    assert values(build_panel(specs, {"main": frame})) == [2, 3]


def test_a_column_that_is_not_there_names_the_nearest(study, table):
    with pytest.raises(SpecError, match=r"main\.csv: there is no column 'gpd'; nearest: gdp"):
        build_panel(study({"x": {"column": "gpd"}}), {"main": table(HEAD, *ROWS)})


def test_a_header_over_two_columns_is_refused(study, table):
    with pytest.raises(DataError, match=r"the header 'gdp' stands over 2 columns"):
        build_panel(study({"gdp": {}}), {"main": table("城市,年份,gdp,gdp", "甲市,2011,1,2")})


def test_a_series_without_a_number_is_refused(study, table):
    with pytest.raises(DataError, match=r"series 'gdp' \(column 'gdp'\) has not one number"):
        build_panel(study({"gdp": {}}, years=(2019, 2020)), {"main": table(HEAD, *ROWS)})


def test_a_recipe_that_fails_names_variable_unit_and_year(study, table):
    frame = table("城市,年份,gdp,pop", "甲市,2011,1,1", "甲市,2012,1,0")
    variables = {"pc": {"recipe": {"per_capita": ["gdp", "pop"]}}}
    with pytest.raises(
        DataError, match=r"variable 'pc' \(per_capita of gdp, pop\): unit '甲市', year 2012: division"
    ):
        build_panel(study({"gdp": {}, "pop": {}}, variables=variables), {"main": frame})


def test_two_series_may_read_one_column(study, table):
    frame = table(HEAD, *ROWS)
    built = build_panel(
        study({"gdp": {}, "other": {"column": "gdp", "missing_values": [1]}}), {"main": frame}
    )
    assert built.panel.loc[("甲市", 2011), "v_gdp"] == 1
    assert np.isnan(built.panel.loc[("甲市", 2011), "v_other"])


def test_long_files(study, table):
    reading = {"shape": "long", "variable": "指标", "value": "数值"}
    frame = table(
        "城市,年份,指标,数值", "甲市,2011,gdp,1", "甲市,2011,pop ,2", "乙市,2012,gdp,3", "乙市,2012,noise,x"
    )
    built = build_panel(study({"gdp": {}, "pop": {}}, sources={"main": reading}), {"main": frame})
    assert built.panel.loc[("甲市", 2011)].tolist() == [1, 2]
    assert built.panel.loc[("乙市", 2012), "v_gdp"] == 3
    with pytest.raises(SpecError, match=r"column '指标' never says 'gpd'; nearest: gdp"):
        build_panel(study({"gpd": {}}, sources={"main": reading}), {"main": frame})


def test_years_across(study, table):
    reading = {"shape": "years_across", "time": None}
    frame = table("城市,代码,2011年,2012.0,2013", "甲市,1,1,2,3", "乙市,2,4,—,6")
    built = build_panel(study({"gdp": {}}, sources={"main": reading}), {"main": frame})
    np.testing.assert_array_equal(values(built), [4, np.nan, 6, 1, 2, 3])


def test_years_across_with_a_column_of_variables(study, table):
    reading = {"shape": "years_across", "time": None, "variable": "指标"}
    frame = table("城市,指标,2011,2012", "甲市,gdp,1,2", "甲市,pop,3,4", "乙市,gdp,5,6")
    built = build_panel(study({"gdp": {}, "pop": {}}, sources={"main": reading}), {"main": frame})
    assert built.panel.loc[("甲市", 2012)].tolist() == [2, 4]
    assert built.panel.loc[("乙市", 2011), "v_gdp"] == 5


@pytest.mark.parametrize(
    ("headers", "problem"),
    [("城市,2011,20l2", "'20l2' looks like a year"), ("城市,x,y", "no header is a year")],
)
def test_years_across_with_headers_that_are_no_years(study, table, headers, problem):
    specs = study({"gdp": {}}, sources={"main": {"shape": "years_across", "time": None}})
    with pytest.raises(DataError, match=problem):
        build_panel(specs, {"main": table(headers, "甲市,1,2")})


def test_breaks_name_the_variables_they_touch(study, table):
    series = {"gdp": {"breaks": [{"year": 2012, "note": "census"}, {"year": 1999, "note": "long ago"}]}}
    variables = {"a": {"recipe": {"take": "gdp"}}, "b": {"recipe": {"log": "a"}}}
    built = build_panel(study(series, variables=variables), {"main": table(HEAD, *ROWS)})
    assert built.breaks.to_dict("records") == [
        {"series": "gdp", "variables": "a, b", "year": 2012, "note": "census"}
    ]


def test_a_region_must_be_a_group(study, table):
    with pytest.raises(SpecError, match="'region' is 'zone'"):
        build_panel(study({"gdp": {}}, region="zone"), {"main": table(HEAD, *ROWS)})


def test_from_files_in_gb18030_to_the_panel(study, tmp_path):
    text = '统计公报\n 城市 ,年份,地区生产总值(亿元)\n甲市,2011,"1,200"\n乙 市,2011,—\n注：初步核算数\n'
    (tmp_path / "main.csv").write_bytes(text.encode("gb18030"))
    options = {"encoding": "gb18030", "skip_rows": 1, "skip_footer": 1}
    specs = study({"gdp": {"column": "地区生产总值(亿元)"}}, sources={"main": {"options": options}})
    assert build_panel(specs, read_sources(specs, tmp_path)).panel.loc[("甲市", 2011), "v_gdp"] == 1200


def test_a_changed_raw_file_is_not_read(study, tmp_path):
    specs = study({"gdp": {}})
    (tmp_path / "main.csv").write_text("x")
    pinned = specs.sources.sources["main"].model_copy(update={"sha256": "0" * 64})
    object.__setattr__(specs, "sources", Sources.model_construct(sources={"main": pinned}))
    with pytest.raises(DataError, match=r"main\.csv: .*expected 0000"):
        read_sources(specs, tmp_path)
