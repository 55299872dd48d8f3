"""What a mechanism is made of: which column plays which part in all of its layers."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Setting:
    """Treatment -> mediators -> outcome, beside controls and two-way effects.

    groups: name of an effect -> the mediators that it works through; a mediator may be in none. cluster:
    None for the unit. weights: a column of positive weights, None for equal ones.
    """

    treatment: str
    mediators: tuple[str, ...]
    outcome: str
    controls: tuple[str, ...] = ()
    unit: str = "unit"
    time: str = "year"
    cluster: str | None = None
    weights: str | None = None
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """Treatment, mediators, outcome: the columns whose moments the layers share."""
        return [self.treatment, *self.mediators, self.outcome]

    @property
    def needed(self) -> list[str]:
        """Every column of the sample that a row must have, each once."""
        own = [name for name in (self.weights, self.cluster) if name]
        return list(dict.fromkeys([*self.columns, *self.controls, *own, self.unit, self.time]))

    def group_of(self, mediator: str) -> str:
        """The effect a mediator belongs to, "" for none."""
        return next((name for name, members in self.groups.items() if mediator in members), "")
