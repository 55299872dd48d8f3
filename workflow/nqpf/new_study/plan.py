"""What the files of a new study are written from: the panel, its columns, the cast, names and years."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from nqpf.index import fit
from nqpf.new_study.columns import Columns, columns_of
from nqpf.new_study.drafts import Both, Draft
from nqpf.new_study.names import group_name
from nqpf.new_study.reading import read_table
from nqpf.new_study.roles import Cast, cast
from nqpf.new_study.shape import Shape, shape_of
from nqpf.new_study.vocabulary import simple
from nqpf.panel.roster import key

DIMENSIONS: Mapping[str, Mapping[str, Both]] = {
    "treatment": {
        "labourers": ("Labourers", "劳动者"),
        "means": ("Means of labour", "劳动资料"),
        "objects": ("Objects of labour", "劳动对象"),
    },
    "outcome": {
        "governance": ("Innovation governance", "创新治理力"),
        "original": ("Original innovation", "原始创新力"),
        "technological": ("Technological innovation", "技术创新力"),
        "transformation": ("Transformation of results", "成果转化力"),
        "driving": ("Driving by innovation", "创新驱动力"),
    },
}
INDICES: Mapping[str, tuple[str, Both]] = {
    "treatment": ("nqpf", ("New quality productive forces", "新质生产力")),
    "outcome": ("innovation", ("Innovative city", "创新型城市")),
}
UNIT_WORDS = {
    "province": ("province,prov,省,省份,省市,prov name", "province", "省份"),
    "county": ("county,县,县域", "county", "县"),
    "firm": ("firm,企业,公司,company", "firm", "企业"),
    "city": ("city,cities,城市,地级市,市,prefecture", "city", "城市"),
}
YEARS_FOR_LAGS = 5
"""Years that a model with last year's outcome needs to leave something beside its effects."""


@dataclass(frozen=True)
class Plan:
    """A study before it is written."""

    name: str
    file: str
    language: str
    shape: Shape
    columns: Columns
    cast: Cast
    groups: Mapping[str, str]

    def say(self, both: Both) -> str:
        """A sentence in the user's language."""
        return both[1] if self.language == "zh" else both[0]

    @property
    def region(self) -> str | None:
        """The group that figures show: region before the coarsest of others; none without a group."""
        return "region" if "region" in self.groups else next(iter(self.groups), None)

    @property
    def years(self) -> tuple[int, int]:
        """First and last year of the study."""
        return self.cast.kept.span

    @property
    def count(self) -> int:
        """Units of the study."""
        return len(self.cast.kept.units)

    @property
    def long_enough(self) -> bool:
        """Whether models with lags can be estimated."""
        return self.years[1] - self.years[0] + 1 >= YEARS_FOR_LAGS

    @property
    def controls(self) -> list[str]:
        """Names of the controls."""
        return [one.name for one in self.cast.role("control")]

    @property
    def stopgap(self) -> bool:
        """Whether an index stands on a column that nothing recognised: then no claim may rest on it."""
        return bool({"treatment", "outcome"} & set(self.cast.guessed))

    @property
    def mediators(self) -> dict[str, Draft]:
        """Claim -> the draft that stands for the channel; none beside a stopgap."""
        return {} if self.stopgap else {one.slot: one for one in self.cast.role("mediator") if one.slot}

    @property
    def moderators(self) -> dict[str, Draft]:
        """Path -> the draft whose base year is the moderator, where that year is known and differs."""
        return {one.slot: one for one in self.cast.role("moderator") if self._based(one) and not self.stopgap}

    def _based(self, one: Draft) -> bool:
        at = one.cells.xs(self.years[0], level="year").loc[list(self.cast.kept.units)]
        return bool(at.notna().mean() >= 0.8 and at.std() > 0)

    def indicators(self, role: str) -> dict[str, list[Draft]]:
        """Dimension -> indicators of the index of a role."""
        found = {name: self.cast.slot(role, name) for name in DIMENSIONS[role]}
        return {name: drafts for name, drafts in found.items() if drafts}

    def scores(self, role: str) -> pd.Series:
        """The index of a role as the pipeline would compute it, over the units and years kept."""
        drafts = self.cast.role(role)
        panel = pd.DataFrame({one.name: one.cells for one in drafts}).loc[list(self.cast.kept.units)]
        at = panel.index.get_level_values("year")
        spec = {
            "label": {"en": role, "zh": role},
            "dimensions": {"all": {"label": {"en": "", "zh": ""}, "indicators": list(panel.columns)}},
            "directions": {one.name: one.direction for one in drafts},
        }
        kept = panel[(at >= self.years[0]) & (at <= self.years[1])]
        return fit(kept, spec).apply(kept)

    @property
    def unit_word(self) -> tuple[str, str]:
        """What a unit is called."""
        called = simple(self.shape.unit)
        for listed, en, zh in UNIT_WORDS.values():
            if called in listed.split(","):
                return en, zh
        return "unit", "地区"

    @property
    def dropped_units(self) -> list[str]:
        """Units as the file writes them that the indices cannot hold."""
        names = {key(name): name for name in self.shape.names}
        return sorted(name for unit, name in names.items() if unit not in set(self.cast.kept.units))


def plan(
    name: str,
    path: Path,
    language: str,
    sheet: str | None = None,
    unit: str | None = None,
    year: str | None = None,
) -> Plan:
    """Read a panel and guess a study.

    Raises Refusal, in one sentence, for whatever keeps the panel from being one.
    """
    shape = shape_of(read_table(path, sheet, year), unit, year)
    columns = columns_of(shape)
    chosen = cast(shape, columns)
    taken = {one.name for one in chosen.variables} | {f"{one.name}_base" for one in chosen.variables}
    groups: dict[str, str] = {}
    for header in columns.groups:
        groups[group_name(header, {*groups, *taken})] = header
    return Plan(name, safe_file(path), language, shape, columns, chosen, groups)


def safe_file(path: Path) -> str:
    """The name of the copy: letters, digits, _ - . of any script."""
    stem = "".join(sign if sign.isalnum() or sign in "_-" else "_" for sign in path.stem) or "panel"
    return f"{stem}{path.suffix.lower()}"


def distinct_cuts(scores: pd.Series, classes: int) -> bool:
    """Whether the quantiles of the scores differ, pooled and in every year."""
    shares = np.arange(1, classes) / classes
    parts = [scores, *(part for _, part in scores.groupby(level="year"))]
    return all((np.diff(np.quantile(part.to_numpy(), shares)) > 0).all() for part in parts)
