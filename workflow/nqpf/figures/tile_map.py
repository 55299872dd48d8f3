"""Scores on a tile map: the last year large, the first and the middle one beside it, on one scale.

Shown is an index (key `index`) or the degree of coordination D of an analysis of kind coupling (`analysis`).
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.errors import DataError, SpecError
from nqpf.page import drawing, tiles
from nqpf.page.coupling import about, honest
from nqpf.page.numbers import fixed, whole
from nqpf.page.shades import SCALE, ink_on, shade
from nqpf.page.table import Language, say
from nqpf.page.words import both
from nqpf.registry import suggest
from nqpf.specs.base import Label, label_of
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Normalize
    from matplotlib.figure import Figure

EMPTY, HATCH = "#f4f4f4", "#cfcfcf"
_LETTERS = 5  # that fit into a tile
_TILE = 0.5  # inches of a tile of the large map


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:
    """List year, place, code, block, row, column, units, score: every tile in the first, middle, last year.

    inputs: `units` (unit, groups) and `scores` (unit, year, score) or the `rows` of a coupling. score: the
    mean over the units of the place (one where units are provinces), NaN without a unit. Tiles are China's
    provinces; in a simulated study, whose places lie nowhere, blocks by region. Raises SpecError for an
    unknown group and where nothing is to be shown, DataError for a place without a tile.
    """
    places = _places(spec, study, inputs["units"])
    grid = _grid(spec, study, inputs["units"], places)
    scores = _scores(spec, inputs).dropna(subset=["score"])
    scores = scores[scores["year"].isin(_years(scores))]
    by_tile = scores.assign(code=scores["unit"].map(places)).groupby(["year", "code"])["score"]
    means = by_tile.agg(units="count", score="mean")
    every = pd.MultiIndex.from_product([_years(scores), grid["code"]], names=["year", "code"])
    full = means.reindex(every).reset_index().merge(grid, on="code", validate="m:1")
    full = full.assign(units=full["units"].fillna(0).astype(int))
    listed: pd.DataFrame = full[["year", "place", "code", "block", "row", "column", "units", "score"]]
    return listed


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw a square per place, its score printed in it; places without data are hatched."""
    from matplotlib.colors import Normalize

    table = data(spec, study, inputs)
    scale = Normalize(table["score"].min(), table["score"].max())
    *earlier, last = sorted(table["year"].unique())
    with drawing.style():
        figure = drawing.canvas(height=_TILE * (table["row"].max() + 2) + 0.45)
        grid = figure.add_gridspec(2, 2, width_ratios=[2, 1])
        large = figure.add_subplot(grid[:, 0])
        axes = [large, *(figure.add_subplot(grid[place, 1]) for place in range(len(earlier)))]
        for axis, year in zip(axes, [last, *earlier], strict=True):
            _map(axis, study, table[table["year"] == year], scale, 1.0 if axis is large else 0.5, language)
            axis.set_title(str(year), loc="left", fontsize=9 if axis is large else 8)
        _bar(figure, large, scale, _measure(spec, study), language)
        notes = _notes(spec, study, table, inputs.get("facts"))
        return drawing.dress(figure, spec.title, notes, simulated=study.simulated, language=language)


def _scores(spec: FigureSpec, inputs: Mapping[str, Any]) -> pd.DataFrame:
    """List unit, year, score: of the index, or D of a coupling."""
    if "scores" in inputs and spec.index is not None:
        scores: pd.DataFrame = inputs["scores"]
        return scores
    rows = inputs.get("rows", pd.DataFrame())
    if not {"part", "unit", "year", "d"} <= set(rows.columns):
        raise SpecError(
            f"the figure '{spec.title.en}' has nothing to show on a map; name an 'index', or an 'analysis' "
            "of kind coupling."
        )
    degrees: pd.DataFrame = rows.loc[rows["part"] == "unit", ["unit", "year", "d"]]
    return degrees.rename(columns={"d": "score"})


def _years(scores: pd.DataFrame) -> list[int]:
    """First, middle and last year, each once."""
    years = sorted(int(year) for year in scores["year"].unique())
    return sorted({years[0], years[(len(years) - 1) // 2], years[-1]})


def _places(spec: FigureSpec, study: Study, units: pd.DataFrame) -> dict[str, str]:
    """Unit -> code of the tile that it belongs to."""
    column = spec.group or "unit"
    if column not in units.columns:
        raise SpecError(
            f"the figure '{spec.title.en}': 'group' names '{column}'; {suggest(column, units.columns)}."
        )
    places = units.set_index("unit", drop=False)[column].dropna().astype(str)
    if study.simulated:
        grid = _schematic(spec, study, units)
        codes = dict(zip(grid["place"], grid["code"], strict=True))
    else:
        codes = tiles.placed(places.unique(), f"the figure '{spec.title.en}'")
    return {str(unit): codes[place] for unit, place in places.items()}


def _grid(spec: FigureSpec, study: Study, units: pd.DataFrame, places: Mapping[str, str]) -> pd.DataFrame:
    if not places:
        raise DataError(
            f"the figure '{spec.title.en}': no unit has a '{spec.group}', so no tile has a score."
        )
    return _schematic(spec, study, units) if study.simulated else tiles.china()


def _schematic(spec: FigureSpec, study: Study, units: pd.DataFrame) -> pd.DataFrame:
    column, region = spec.group or "unit", study.facts.region
    known = units.dropna(subset=[column]).assign(place=units[column].astype(str))
    first = known.drop_duplicates("place").set_index("place")
    return tiles.schematic(first[region] if region else pd.Series("", index=first.index))


def _map(
    axis: "Axes", study: Study, part: pd.DataFrame, scale: "Normalize", size: float, language: Language
) -> None:
    for tile in part.to_dict("records"):
        _tile(axis, tile, scale, size, language)
    for place, (block, tiles_of) in enumerate(part[part["block"] != ""].groupby("block")):
        corner = (tiles_of["column"].min() - 0.45, tiles_of["row"].min() - 0.6)
        name = drawing.group_name(study.group_label(str(block)), place + 1, language)
        axis.text(*corner, name, fontsize=4 + 4 * size, va="bottom")
    axis.set_xlim(-0.5, part["column"].max() + 0.5)
    axis.set_ylim(part["row"].max() + 0.5, -0.5 if part["row"].min() == 0 else 0.0)
    axis.set(aspect="equal", xticks=[], yticks=[])
    axis.set_axis_off()


def _tile(axis: "Axes", tile: Mapping[Any, Any], scale: "Normalize", size: float, language: Language) -> None:
    from matplotlib.patches import Rectangle

    value = tile["score"]
    empty = pd.isna(value)
    look: dict[str, Any] = {"facecolor": EMPTY, "edgecolor": HATCH, "hatch": "////", "linewidth": 0}
    ink = drawing.GREY
    if not empty:
        colour = shade(scale(value))
        look, ink = {"facecolor": colour, "edgecolor": drawing.PALE, "linewidth": 0.4}, ink_on(colour)
    axis.add_patch(Rectangle((tile["column"] - 0.46, tile["row"] - 0.46), 0.92, 0.92, **look))
    centre: dict[str, Any] = {"ha": "center", "va": "center", "color": ink}
    name = (
        tiles.NAMES[tile["code"]][0]
        if language == "zh" and tile["code"] in tiles.NAMES
        else short(tile["code"])
    )
    axis.text(tile["column"], tile["row"] - (0 if empty else 0.18), name, fontsize=4 + 5 * size, **centre)
    if not empty:
        axis.text(tile["column"], tile["row"] + 0.22, fixed(value, 2), fontsize=3.5 + 3.5 * size, **centre)


def short(name: str) -> str:
    """Cut a name that no tile has room for."""
    return name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}\N{HORIZONTAL ELLIPSIS}"


def _bar(figure: "Figure", axis: "Axes", scale: "Normalize", words: Label, language: Language) -> None:
    from matplotlib.cm import ScalarMappable

    bar = figure.colorbar(
        ScalarMappable(scale, SCALE),
        ax=axis,
        location="bottom",
        fraction=0.035,
        aspect=40,
        pad=0.02,
        shrink=0.85,
    )
    bar.set_label(say(words, language), fontsize=7.5)
    bar.outline.set_visible(False)


def _measure(spec: FigureSpec, study: Study) -> Label:
    if spec.index is None:
        return both("coupling coordination degree D", "耦合协调度 D")
    return study.indices[spec.index].label


def _notes(spec: FigureSpec, study: Study, table: pd.DataFrame, facts: Mapping[str, Any] | None) -> Label:
    parts = [_of_place(spec, study, table), _schema(study)]
    if table["score"].isna().any():
        parts.append(both("Hatched: no data.", "斜线格：无数据。"))
    parts.append(both("One colour scale for all years.", "各年采用同一色阶。"))
    if spec.index is None and facts is not None:
        parts += [label_of(one) for one in (*about(facts), *honest(facts))]
    return both(" ".join(one.en for one in parts), "".join(one.zh for one in parts))


def _of_place(spec: FigureSpec, study: Study, table: pd.DataFrame) -> Label:
    """Say what the score of a tile is."""
    if spec.group is None:
        return both("Number in a tile: the value of its unit.", "格内数字为该单位的取值。")
    seen = table.loc[table["units"] > 0, "units"]
    unit, low, high = study.facts.unit, whole(seen.min()), whole(seen.max())
    return both(
        f"Number in a tile: the unweighted mean over the {spec.group}'s units in the study (unit: {unit.en}; "
        f"{low} to {high} of them in a tile), which need not stand for the {spec.group}.",
        f"格内数字为该省样本单位（{unit.zh}，每格 {low} 至 {high} 个）取值的简单平均，未必代表全省。",
    )


def _schema(study: Study) -> Label:
    if study.simulated:
        return both(
            "Fictional places: tiles stand by name, in blocks by region, not by location.",
            "地名均为虚构：方格按名称排序、按区域分块，不表示地理位置。",
        )
    return both(
        "Schematic: one tile per province-level division, roughly where it lies; no borders, no areas. "
        "Letters: GB/T 2260.",
        "示意图：每个省级行政区一格，位置为大致方位，不表示边界与面积。",
    )
