"""A tile map: one square for each province-level division of China, roughly where it lies.

Drawn by hand from geography (latitude and longitude of the capitals, then neighbours), so that nothing is
downloaded and small places are as legible as large ones. A tile tells neither border nor area. The letters
are those of GB/T 2260. It is a picture in a module, so that an edit to it redraws what depends on it.
"""

from collections.abc import Iterable

import pandas as pd

from nqpf.errors import DataError
from nqpf.registry import suggest

CHINA = """
 .  .  .  .  .  .  . HL
 .  .  .  .  .  .  . JL
XJ  .  . NM BJ TJ LN  .
 . GS NX SX HE SD  .  .
 . QH SN HA AH JS SH  .
XZ SC CQ HB JX ZJ  .  .
 . YN GZ HN FJ  . TW  .
 .  . GX GD  .  .  .  .
 .  . HI MO HK  .  .  .
"""

NAMES = {
    "AH": ("皖", "安徽", "Anhui"),
    "BJ": ("京", "北京", "Beijing"),
    "CQ": ("渝", "重庆", "Chongqing"),
    "FJ": ("闽", "福建", "Fujian"),
    "GD": ("粤", "广东", "Guangdong"),
    "GS": ("甘", "甘肃", "Gansu"),
    "GX": ("桂", "广西", "Guangxi"),
    "GZ": ("贵", "贵州", "Guizhou"),
    "HA": ("豫", "河南", "Henan"),
    "HB": ("鄂", "湖北", "Hubei"),
    "HE": ("冀", "河北", "Hebei"),
    "HI": ("琼", "海南", "Hainan"),
    "HK": ("港", "香港", "Hong Kong"),
    "HL": ("黑", "黑龙江", "Heilongjiang"),
    "HN": ("湘", "湖南", "Hunan"),
    "JL": ("吉", "吉林", "Jilin"),
    "JS": ("苏", "江苏", "Jiangsu"),
    "JX": ("赣", "江西", "Jiangxi"),
    "LN": ("辽", "辽宁", "Liaoning"),
    "MO": ("澳", "澳门", "Macao"),
    "NM": ("蒙", "内蒙古", "Inner Mongolia"),
    "NX": ("宁", "宁夏", "Ningxia"),
    "QH": ("青", "青海", "Qinghai"),
    "SC": ("川", "四川", "Sichuan"),
    "SD": ("鲁", "山东", "Shandong"),
    "SH": ("沪", "上海", "Shanghai"),
    "SN": ("陕", "陕西", "Shaanxi"),
    "SX": ("晋", "山西", "Shanxi"),
    "TJ": ("津", "天津", "Tianjin"),
    "TW": ("台", "台湾", "Taiwan"),
    "XJ": ("新", "新疆", "Xinjiang"),
    "XZ": ("藏", "西藏", "Tibet"),
    "YN": ("滇", "云南", "Yunnan"),
    "ZJ": ("浙", "浙江", "Zhejiang"),
}
"""Letters -> one Chinese character, Chinese name, English name."""
_ENDINGS = ("壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区", "自治区", "省", "市")
COLUMNS = ["code", "place", "block", "row", "column"]
ACROSS = 4  # tiles in a row of a block


def china() -> pd.DataFrame:
    """All 34 tiles: code, place (Chinese name), block (empty), row and column from the upper left."""
    cells = [line.split() for line in CHINA.strip().splitlines()]
    tiles = [
        (code, NAMES[code][1], "", row, column)
        for row, line in enumerate(cells)
        for column, code in enumerate(line)
        if code != "."
    ]
    return pd.DataFrame(tiles, columns=COLUMNS)


def code_of(name: str) -> str | None:
    """Find the letters of a province by its name in Chinese (also the official one), English, or letters."""
    plain = name.strip()
    for ending in _ENDINGS:
        plain = plain.removesuffix(ending)
    known = {alias.casefold(): code for code, names in NAMES.items() for alias in (code, *names[1:])}
    return known.get(plain.casefold())


def placed(names: Iterable[str], where: str) -> dict[str, str]:
    """Map names to letters; where: opens the sentence of the DataError for a name without a tile."""
    found = {name: code_of(name) for name in names}
    for name, code in found.items():
        if code is None:
            choices = [part for one in NAMES.values() for part in one[1:]]
            near = suggest(name, choices).partition("allowed")[0]
            raise DataError(
                f"{where}: '{name}' is no province of China, so it has no tile; {near}name a group of units "
                "that holds provinces with 'group', or drop the figure."
            )
    return {name: code for name, code in found.items() if code is not None}


def schematic(blocks: pd.Series) -> pd.DataFrame:
    """Tiles of places that lie nowhere: by name, in blocks side by side, two blocks in a row.

    blocks: the block of each place (index: places). Columns as in `china`; the code of a place is its name
    less what all names open with. One row is left free above every block, for its name.
    """
    tops, parts = 0, []
    groups = [(str(name), sorted(part.index)) for name, part in blocks.groupby(blocks)]
    for start in range(0, len(groups), 2):
        pair = groups[start : start + 2]
        for side, (name, places) in enumerate(pair):
            rows = [tops + 1 + place // ACROSS for place in range(len(places))]
            columns = [side * (ACROSS + 1) + place % ACROSS for place in range(len(places))]
            parts.append(pd.DataFrame({"place": places, "block": name, "row": rows, "column": columns}))
        tops += 1 + max(-(-len(places) // ACROSS) for _, places in pair)
    tiles = pd.concat(parts, ignore_index=True)
    return tiles.assign(code=_codes(tiles["place"]))[COLUMNS]


def _codes(places: pd.Series) -> list[str]:
    """Leave out what all names open with, whole words: 'Province 01' and 'Province 02' are 01 and 02."""
    names = places.astype(str).str.split(" ").tolist()
    shared = 0
    while len({tuple(words[: shared + 1]) for words in names}) == 1 and all(
        len(w) > shared + 1 for w in names
    ):
        shared += 1
    return [" ".join(words[shared:]) for words in names]
