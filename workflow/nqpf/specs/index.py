"""`indices/<name>.yaml`: how a composite index is built (OECD/JRC Handbook 2008)."""

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from nqpf.registry import load, suggest
from nqpf.specs.base import Label, Span, Spec


class Dimension(Spec):
    """A named group of indicators."""

    label: Label
    indicators: list[str] = Field(min_length=1)


class IndexSpec(Spec):
    """One composite index: indicators in dimensions, and one choice for every step."""

    label: Label
    role: Literal["treatment", "outcome", "other"] = "other"
    dimensions: dict[str, Dimension] = Field(min_length=1)
    directions: dict[str, Literal[1, -1]] = Field(default={}, description="filled from the codebook")
    base_window: Span | None = Field(default=None, description="years that fix bounds and weights")
    normaliser: str = "minmax"
    weights: str = "entropy"
    aggregator: str = "linear"
    note: str | None = None

    @field_validator("normaliser")
    @classmethod
    def _known_normaliser(cls, name: str) -> str:
        load("nqpf.index.normalisers", name)
        return name

    @field_validator("weights")
    @classmethod
    def _known_weights(cls, name: str) -> str:
        load("nqpf.weights", name)
        return name

    @field_validator("aggregator")
    @classmethod
    def _known_aggregator(cls, name: str) -> str:
        load("nqpf.index.aggregators", name)
        return name

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        names = self.indicators
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"the indicator '{twice[0]}' stands in two places; keep one")
        for name in self.directions:
            if name not in names:
                raise ValueError(f"'directions' names '{name}', no indicator; {suggest(name, names)}")
        return self

    @property
    def indicators(self) -> list[str]:
        """Every indicator, in the order of the file."""
        return [name for dimension in self.dimensions.values() for name in dimension.indicators]

    @property
    def groups(self) -> dict[str, str]:
        """The dimension of every indicator."""
        return {name: key for key, dimension in self.dimensions.items() for name in dimension.indicators}
