"""`units.yaml`: the units of a study, the names they bear in the sources, and their groups."""

from typing import Literal, Self

from pydantic import Field, model_validator

from nqpf.registry import suggest
from nqpf.specs.base import Label, Spec


class Unit(Spec):
    """One unit spelled out: other names it bears, and the groups it belongs to."""

    label: Label | None = None
    aliases: list[str] = []
    groups: dict[str, str] = {}


class Roster(Spec):
    """A source that lists the units, one row each."""

    source: str
    unit: str = Field(description="column of the canonical name")
    aliases: list[str] = Field(default=[], description="columns that hold other names")
    groups: dict[str, str] = Field(default={}, description="group -> column, e.g. province: 所属省份")
    labels: dict[Literal["en", "zh"], str] = Field(
        default={}, description="language -> column, e.g. en: Name"
    )


class Units(Spec):
    """Who is in the study. Names join through this list only, after white space is removed."""

    roster: Roster | None = None
    units: dict[str, Unit] = Field(default={}, description="units spelled out (adds aliases to a roster's)")
    group_labels: dict[str, Label] = Field(
        default={}, description="names of groups as they are printed, e.g. 东部: {en: East, zh: 东部}"
    )
    not_units: list[str] = Field(default=[], description="names known to be no unit of the study: totals ...")

    @model_validator(mode="after")
    def _someone(self) -> Self:
        if self.roster is None and not self.units:
            raise ValueError("give a roster or spell out the units")
        return self

    @model_validator(mode="after")
    def _labels_of_groups(self) -> Self:
        """A label must be of a group that is there; a roster's groups are not known yet."""
        known = {name for unit in self.units.values() for name in unit.groups.values()}
        unknown = [] if self.roster and self.roster.groups else sorted(set(self.group_labels) - known)
        if unknown:
            meant = suggest(unknown[0], known)
            raise ValueError(f"group_labels names '{unknown[0]}', to which no unit belongs; {meant}")
        return self

    @property
    def group_names(self) -> list[str]:
        """Every kind of group that units belong to: region, province ..."""
        own = [group for unit in self.units.values() for group in unit.groups]
        return list(dict.fromkeys([*(self.roster.groups if self.roster else []), *own]))
