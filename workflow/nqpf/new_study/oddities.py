"""Cells and pairs of columns that a careful reader would ask about."""

import re
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from nqpf.new_study.columns import Column
from nqpf.new_study.drafts import Draft, within
from nqpf.new_study.plan import Plan
from nqpf.panel.roster import key

LEAP = 4.0
"""A cell this many times (or this part of) the median of its unit's other years is asked about."""
SMALL = 10
"""Counts below it leap by nature."""
ALIKE = 0.95
"""Correlation within units and years above which two parts may rest on the same numbers."""
FAMILIES = (
    "patents grants green_patents joint",
    "rd_spending rd_staff basic_research science_spending fiscal",
    "energy energy_intensity co2 clean_energy coal green_tfp",
    "so2 dust nox pollution wastewater solid_waste green_tfp",
    "broadband digital telecom mobile",
    "hightech hightech_firms new_products",
    "students universities human_capital",
    "robots smart_plants intelligent",
    "education_spending science_spending fiscal",
)
"""Notions whose statistics often contain one another."""
PARTS = ("treatment", "outcome", "mediator", "control")


@dataclass(frozen=True)
class Oddity:
    """A cell far from its unit's other years."""

    header: str
    unit: str
    year: int
    value: float
    usual: float


@dataclass(frozen=True)
class Kin:
    """Two drafts in different parts that may share raw numbers; the reason in both languages."""

    first: Draft
    second: Draft
    why: tuple[str, str]


def oddities(plan: Plan) -> list[Oddity]:
    """Cells of used columns that leap, the largest leap first; columns of small counts leap by nature."""
    names = {key(name): name for name in plan.shape.names}
    found: list[tuple[float, Oddity]] = []
    for column in plan.cast.series.values():
        values = column.cells.dropna()
        usual = values.groupby(level="unit").transform("median")
        counted = bool((values % 1 == 0).all())
        asked = (values > 0) & (usual > (SMALL if counted else 0))
        leap = np.abs(np.log(values[asked] / usual[asked]))
        for (unit, year), size in leap[leap > np.log(LEAP)].items():
            cell = Oddity(
                column.header, names[unit], int(year), float(values[unit, year]), float(usual[unit, year])
            )
            found.append((float(size), cell))
    return [cell for _, cell in sorted(found, key=lambda pair: -pair[0])]


def kin(plan: Plan) -> list[Kin]:
    """Pairs in different parts of one regression that may rest on the same statistics."""
    drafts = [one for one in plan.cast.variables if one.role in PARTS and one.column is not None]
    inside = {one.name: within(one.cells) for one in drafts}
    found = []
    for first, second in combinations(drafts, 2):
        if first.role == second.role:
            continue
        why = _why(first, second)
        if why is None and abs(inside[first.name].corr(inside[second.name])) > ALIKE:
            why = ("they move together almost perfectly", "两者变动几乎完全一致")
        if why is not None:
            found.append(Kin(first, second, why))
    return found


def _why(first: Draft, second: Draft) -> tuple[str, str] | None:
    keys = {_notion(one.column) for one in (first, second) if one.column and one.column.entry}
    if len(keys) == 2 and any(keys <= set(family.split()) for family in FAMILIES):
        return "statistics of this kind often contain one another", "这类统计指标常常互相包含"
    if len(keys) == 1 and all(one.column and one.column.entry for one in (first, second)):
        return "both were recognised as the same notion", "两者被识别为同一概念"
    words = [
        set(re.findall(r"[a-z]{4,}", one.name)) - {"share", "rate", "index", "total"}
        for one in (first, second)
    ]
    common = sorted(words[0] & words[1])
    if common and not keys:
        return f"both headers say '{common[0]}'", f"两个表头都含有“{common[0]}”"
    return None


def _notion(column: Column) -> str:
    """What a column was recognised as; productivity counts pollution and energy only where it says green."""
    key = column.entry.key if column.entry else ""
    green = any(
        word in f"{column.header} {column.label}".lower() for word in ("green", "gtfp", "绿色", "gml")
    )
    return f"green_{key}" if key == "tfp" and green else key
