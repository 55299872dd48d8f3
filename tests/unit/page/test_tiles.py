"""The tile map: every province once, nobody on another's tile, neighbours where they belong."""

import pandas as pd
import pytest

from nqpf.errors import DataError
from nqpf.page import tiles

CODES = [
    "BJ", "TJ", "HE", "SX", "NM", "LN", "JL", "HL", "SH", "JS", "ZJ", "AH", "FJ", "JX", "SD", "HA", "HB",
    "HN", "GD", "GX", "HI", "CQ", "SC", "GZ", "YN", "XZ", "SN", "GS", "QH", "NX", "XJ", "TW", "HK", "MO",
]  # fmt: skip  # the order of GB/T 2260


@pytest.fixture(scope="module")
def grid():
    return tiles.china().set_index("code")


def test_every_province_has_one_tile_of_its_own(grid):
    assert sorted(grid.index) == sorted(CODES) == sorted(tiles.NAMES)
    assert len(grid) == 34
    assert not grid.duplicated(["row", "column"]).any()
    assert grid["place"].is_unique
    for part in zip(*tiles.NAMES.values(), strict=True):
        assert len(set(part)) == 34


# north or south: rows; west or east: columns
@pytest.mark.parametrize(
    ("one", "other", "north", "west"),
    [
        ("HL", "BJ", 1, -1), ("HI", "GD", -1, 1), ("JL", "LN", 1, -1), ("HL", "JL", 1, 0),
        ("BJ", "TJ", 0, 1), ("BJ", "HE", 1, 0), ("SX", "SD", 0, 1), ("SN", "HA", 0, 1),
        ("JS", "SH", 0, 1), ("AH", "JS", 0, 1), ("HA", "HB", 1, 0), ("HB", "HN", 1, 0),
        ("HN", "GD", 1, 0), ("JX", "FJ", 1, 0), ("ZJ", "FJ", 1, -1), ("FJ", "TW", 0, 1),
        ("GX", "GD", 0, 1), ("GD", "HK", 1, 1), ("MO", "HK", 0, 1), ("YN", "GZ", 0, 1),
        ("SC", "CQ", 0, 1), ("CQ", "HB", 0, 1), ("XJ", "XZ", 1, 0), ("XZ", "SC", 0, 1),
        ("GS", "QH", 1, 0), ("GS", "NX", 0, 1), ("NX", "SN", 1, 0), ("NM", "SX", 1, 0),
        ("SD", "JS", 1, 0), ("GX", "HI", 1, 0), ("QH", "SC", 1, 0), ("SC", "YN", 1, 0),
    ],
)  # fmt: skip
def test_neighbours_lie_as_on_the_map(grid, one, other, north, west):
    """north: 1 where `one` lies north of `other`, -1 south, 0 level; west likewise."""
    sign = (grid.loc[other, ["row", "column"]] - grid.loc[one, ["row", "column"]]).astype(int)
    assert [(value > 0) - (value < 0) for value in sign] == [north, west]


def test_the_ends_of_the_country(grid):
    assert {"XJ", "XZ"} == set(grid.index[grid["column"] == 0])
    assert grid["row"].idxmin() == "HL"
    assert set(grid.index[grid["row"] == grid["row"].max()]) == {"HI", "MO", "HK"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("内蒙古", "NM"), ("广西壮族自治区", "GX"), ("新疆维吾尔自治区", "XJ"), ("宁夏回族自治区", "NX"),
        ("北京市", "BJ"), ("河北省", "HE"), ("香港特别行政区", "HK"), ("Inner Mongolia", "NM"),
        ("shaanxi", "SN"), ("Shanxi", "SX"), ("HL", "HL"), (" 上海 ", "SH"), ("虚拟省", None), ("", None),
    ],
)  # fmt: skip
def test_names_find_their_tile(name, code):
    assert tiles.code_of(name) == code


def test_a_name_without_a_tile_is_one_sentence():
    with pytest.raises(DataError, match=r"the figure 'x': 'Hebie' is no province of China.*'Hebei'"):
        tiles.placed(["Hebei", "Hebie"], "the figure 'x'")
    assert tiles.placed(["Hebei", "北京"], "") == {"Hebei": "HE", "北京": "BJ"}


def test_places_that_lie_nowhere_stand_in_blocks():
    names = [f"Province {k:02d}" for k in range(1, 12)]
    blocks = pd.Series(["North"] * 5 + ["East"] * 4 + ["South"] * 2, index=names)
    grid = tiles.schematic(blocks)
    assert sorted(grid["place"]) == names
    assert not grid.duplicated(["row", "column"]).any()
    assert grid.set_index("place").loc["Province 03", "code"] == "03"
    spans = grid.groupby("block")["column"].agg(["min", "max"])
    assert spans.loc["East"].tolist() == [0, 3]
    assert spans.loc["North"].tolist() == [5, 8]
    assert grid.loc[grid["block"] == "South", "row"].min() > grid.loc[grid["block"] == "North", "row"].max()


def test_codes_keep_whole_words():
    assert tiles.schematic(pd.Series("b", index=["Oak", "Oakum"]))["code"].tolist() == ["Oak", "Oakum"]
    assert tiles.schematic(pd.Series("b", index=["New A", "New B"]))["code"].tolist() == ["A", "B"]
    assert tiles.schematic(pd.Series("b", index=["Alone"]))["code"].tolist() == ["Alone"]
