"""One variable of the study to be: the column behind it, what it is made into, what is uncertain."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from nqpf.new_study.columns import Column
from nqpf.registry import load

Both = tuple[str, str]
"""A sentence in English and in Chinese."""
UNSTATED = "not stated"
PER_PERSONS = 10_000
SWEEPS = 25
INTERPOLATED = 2
"""Longest gap inside a series that is filled by a straight line."""
BELOW = {"money": "gdp", "things": "population", "people": "population"}
"""What a total that was not recognised is divided by, by what it counts."""
ALONE = (
    "a total, and no column to divide it by was found: large units lead the index; add one, or keep it",
    "这是总量指标，但没有找到可以相除的列（人口或地区生产总值）：规模大的地区会占优；请补充，或确认保留总量",
)
"""The doubt about a total that nothing divides."""


@dataclass(frozen=True)
class Draft:
    """A variable: name, column, role and slot, labels, recipe, values by (unit, year).

    of: names of series or variables; options: of the transform; gap: years of the longest gap to fill, 0
    for none; doubts: what the user must decide, each in both languages.
    """

    name: str
    column: Column | None
    label: Both
    unit: str
    transform: str
    of: tuple[str, ...]
    cells: pd.Series
    role: str = "other"
    slot: str = ""
    direction: int = 1
    options: Mapping[str, float] = field(default_factory=dict)
    gap: int = 0
    doubts: tuple[Both, ...] = ()

    def doubted(self, *doubts: Both) -> "Draft":
        """The same with more doubts."""
        return replace(self, doubts=(*self.doubts, *doubts))


@dataclass(frozen=True)
class Bases:
    """The columns that others are divided by, by what they are (gdp, population), with their series names."""

    columns: Mapping[str, Column]
    series: Mapping[str, str]

    def get(self, what: str) -> Column | None:
        """The column of GDP or population, where it is positive wherever it is known."""
        column = self.columns.get(what)
        return column if column is not None and (column.cells.dropna() > 0).all() else None


def draft(column: Column, name: str, series: str, bases: Bases) -> Draft:
    """Make a column into a variable: divided by GDP or population where it is a total, else as it is.

    Gaps inside a series are marked to be filled; the values here are filled accordingly.
    """
    direction = column.entry.direction if column.entry else 1
    plain = Draft(
        name, column, label_of(column), column.measure.text or UNSTATED, "take", (series,), column.cells
    )
    made = _relative(replace(plain, direction=direction), series, bases)
    return with_gaps(_doubt_of_direction(made))


def label_of(column: Column) -> Both:
    """Labels: the header in its own language, what it was recognised as in the other."""
    shown = column.label or column.name
    if not column.entry:
        return shown, shown
    return (shown, column.entry.zh) if shown.isascii() else (column.entry.en, shown)


def _relative(plain: Draft, series: str, bases: Bases) -> Draft:
    """Divide a total by GDP (amounts of money, pollution) or by population (counts)."""
    column = plain.column
    assert column is not None
    what = column.entry.per if column.entry else BELOW.get(column.measure.counts, "")
    if column.relative or not what:
        return plain
    below = bases.get(what)
    if below is None or below.header == column.header:
        return plain.doubted(ALONE)
    return _divided(plain, below, what, (series, bases.series[what]))


def _divided(plain: Draft, below: Column, what: str, of: tuple[str, str]) -> Draft:
    """A total over a base. of: the series above and below."""
    column = plain.column
    assert column is not None
    scale, unit = _scale(column, below, what)
    made = replace(
        plain,
        transform="ratio" if what == "gdp" else "per_capita",
        of=of,
        options={} if scale == 1 else {"scale": scale},
        cells=column.cells / below.cells * scale,
        unit=unit,
        label=_divided_label(plain.label, what, unit),
    )
    return made.doubted(
        (
            f"a total, so it is divided by '{below.header}'; write {{take: {of[0]}}} to keep the total",
            f"这是总量指标，因此除以“{below.header}”；如需保留总量请写 {{take: {of[0]}}}",
        )
    )


def _divided_label(label: Both, what: str, unit: str) -> Both:
    """The label of a ratio: to GDP, per 10,000 persons, per head."""
    if what == "gdp":
        return f"{label[0]} to GDP", f"{label[1]}与地区生产总值之比"
    if "10,000 persons" in unit or "/万人" in unit:
        return f"{label[0]} per 10,000 persons", f"每万人{label[1]}"
    return f"{label[0]} per head", f"人均{label[1]}"


def _scale(column: Column, below: Column, what: str) -> tuple[float, str]:
    """The scale of a ratio and the unit that it gives."""
    above, under = column.measure, below.measure
    if (
        what == "gdp"
        and above.counts == under.counts == "money"
        and _currency(above.text) == _currency(under.text)
    ):
        return _tidy(above.size / under.size * 100), "%"
    if what == "population" and above.counts == "money" and under.counts == "people":
        money = {"cny": "yuan", "usd": "US dollars"}[_currency(above.text)]
        return _tidy(above.size / under.size), f"{money} per person"
    chinese = not above.text.isascii()
    if what == "population" and under.counts == "people":
        unit = f"{above.text}/万人" if chinese else f"{above.text or 'units'} per 10,000 persons"
        return _tidy(PER_PERSONS / under.size), unit
    if chinese and under.text:
        return 1.0, f"{above.text}/{under.text}"
    return 1.0, f"{above.text or 'unit'} per {under.text or 'unit of ' + below.name}"


def _currency(text: str) -> str:
    return "usd" if any(word in text.lower() for word in ("美元", "usd", "dollar")) else "cny"


def _tidy(number: float) -> float:
    return float(f"{number:.6g}")


def _doubt_of_direction(made: Draft) -> Draft:
    if made.direction == 1:
        return made
    return made.doubted(
        (
            "less is taken to be better (direction: -1); delete the key if more is better",
            "这里假定数值越小越好（direction: -1）；若越大越好请删除此键",
        )
    )


def with_gaps(made: Draft) -> Draft:
    """Mark gaps of one or two years inside a series to be filled by straight lines, and fill them."""
    if not made.cells.isna().any():
        return made
    filled = load("nqpf.panel.missing", "interpolate").fill(made.cells, gap=INTERPOLATED)
    count, left = int(filled.notna().sum() - made.cells.notna().sum()), int(filled.isna().sum())
    if not count:
        return made.doubted((f"{left} cells are missing", f"有 {left} 个单元格缺失"))
    rest = (f"; {left} more stay missing", f"；另有 {left} 个仍缺失") if left else ("", "")
    return replace(made, cells=filled, gap=INTERPOLATED).doubted(
        (
            f"{count} missing cells inside a series lie on straight lines (see checks/imputed.csv){rest[0]}",
            f"序列内部的 {count} 个缺失值按直线内插（清单见 checks/imputed.csv）{rest[1]}",
        )
    )


def turned(made: Draft) -> Draft:
    """A channel or path of which less is better, with its sign turned, so that more is better."""
    if made.direction == 1:
        return made
    scale = -float(made.options.get("scale", 1.0))
    told = (
        "less is taken to be better, so the sign is turned (scale below 0): it rises as things get better",
        "这里假定数值越小越好，因此取负号（scale 为负），使渠道变量越大越好",
    )
    doubts = tuple(doubt for doubt in made.doubts if "direction: -1" not in doubt[0])
    english = made.label[0]
    small = english[:1].lower() + english[1:] if english[1:2].islower() else english
    label = (f"Minus {small}", f"{made.label[1]}（取负）")
    options = {**made.options, "scale": scale}
    turned_over = replace(made, label=label, options=options, cells=-made.cells, direction=1, doubts=doubts)
    return turned_over.doubted(told)


def logged(made: Draft, name: str, what: Both) -> Draft:
    """The logarithm of a variable, or the variable itself where it is not positive throughout."""
    if not (made.cells.dropna() > 0).all():
        return replace(made, name=name)
    return Draft(
        name,
        made.column,
        (f"ln {what[0]}", f"{what[1]}对数"),
        "log",
        "log",
        (made.name,),
        pd.Series(np.log(made.cells)),
        "control",
        made.slot,
    )


def within(values: pd.Series) -> pd.Series:
    """Values less unit and year means, by turns until they settle; for judging whether anything varies."""
    table = values.unstack("year")  # noqa: PD010 - a plain turn of the index
    left = table.to_numpy(dtype=float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a unit without any cell has no mean
        for _ in range(SWEEPS):
            left = left - np.nanmean(left, axis=1, keepdims=True)
            left = left - np.nanmean(left, axis=0, keepdims=True)
    swept = pd.DataFrame(left, index=table.index, columns=table.columns)
    return pd.Series(swept.stack()).reindex(values.dropna().index)  # noqa: PD013 - the turn back


def varies(values: pd.Series) -> bool:
    """Whether something is left of a variable beyond unit and year effects."""
    left, spread = within(values), float(values.std())
    return bool(len(left)) and spread > 0 and float(left.std()) > 1e-6 * spread
