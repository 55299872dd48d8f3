"""One name, one unit."""

import pytest

from nqpf.errors import DataError, SpecError
from nqpf.panel.roster import LEFT_OUT, crosswalk, key

ROSTER = {
    "source": "cities",
    "unit": "name",
    "aliases": ["short", "en"],
    "groups": {"province": "prov"},
    "labels": {"en": "en"},
}
HEAD = "name,short,en,prov"
ROWS = ("甲市,甲,A City,P", "乙市,乙,,Q", "丙市,丙,C,")


@pytest.fixture
def names(study, table):
    """The crosswalk of a roster's rows and the other keys of units.yaml."""

    def make(*rows, **units):
        specs = study({"x": {}}, sources={"main": {}, "cities": {}}, units={"roster": ROSTER, **units})
        return crosswalk(specs, {"cities": table(HEAD, *(rows or ROWS))})

    return make


def test_white_space_width_and_invisible_signs_do_not_count():
    assert key("\ufeff内蒙\u3000古 \u200b") == "内蒙古"
    assert key("Ａ City") == key("A\u00a0City")
    assert key("City") != key("city")


def test_labels_and_groups_come_from_the_roster_and_are_overruled(names):
    units = {"乙市": {"label": {"en": "B", "zh": "乙"}, "groups": {"tier": "1"}}}
    assert names(units=units).units.to_dict("records") == [
        {"unit": "丙市", "label_en": "C", "label_zh": "丙市", "province": "", "tier": ""},
        {"unit": "乙市", "label_en": "B", "label_zh": "乙", "province": "Q", "tier": "1"},
        {"unit": "甲市", "label_en": "A City", "label_zh": "甲市", "province": "P", "tier": ""},
    ]


def test_every_alias_is_known(names):
    found = names(units={"甲市": {"aliases": ["田市"]}}).known
    assert {found[k] for k in ("甲市", "甲", "ACity", "田市")} == {"甲市"}


def test_one_row_per_alias_is_a_roster_too(names):
    assert names("甲市,甲,A,P", "甲市,田,A,P").known["田"] == "甲市"


def test_rows_that_contradict_each_other_are_refused(names):
    with pytest.raises(
        DataError, match=r"cities\.csv, rows 2 and 3: '甲市' has the group:province 'P' and 'Q'"
    ):
        names("甲市,甲,A,P", "甲市,田,A,Q")


def test_a_name_of_two_units_is_refused(names):
    with pytest.raises(SpecError, match="the name '甲' stands for '甲市' and for '乙市'"):
        names(units={"乙市": {"aliases": ["甲"]}})


def test_a_unit_that_is_not_in_the_roster_is_refused(names):
    with pytest.raises(SpecError, match=r"'甲巿' is not in the roster; nearest: 甲市"):
        names(units={"甲巿": {}})


def test_units_of_the_roster_may_be_left_out_with_all_their_names(names):
    found = names(not_units=["丙市", "合计"])
    assert "丙市" not in found.units["unit"].tolist()
    assert found.outside["丙"] == LEFT_OUT
    assert set(found.outside) == {"丙市", "丙", "C", "合计"}


@pytest.mark.parametrize(("units", "not_units"), [({"丙市": {}}, ["丙市"]), ({}, ["丙"])])
def test_a_unit_cannot_be_none_as_well(names, units, not_units):
    with pytest.raises(SpecError, match="stands under not_units and for the unit '丙市'"):
        names(units=units, not_units=not_units)


def test_a_study_without_units_is_refused(names):
    with pytest.raises(SpecError, match="leaves no unit"):
        names(not_units=["甲市", "乙市", "丙市"])


def test_a_roster_row_without_a_name_is_refused(names):
    with pytest.raises(DataError, match=r"cities\.csv, row 3, column 'name'"):
        names("甲市,甲,A,P", ",田,A,P")
