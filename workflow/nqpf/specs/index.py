"""`indices/<name>.yaml`: how a composite index is built (OECD/JRC Handbook 2008)."""

from collections.abc import Iterable
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from nqpf.registry import load, suggest
from nqpf.specs.base import Label, Span, Spec, Words
from nqpf.specs.variables import refuse_misuse

NORMALISERS = "nqpf.index.normalisers"
TREATMENTS = "nqpf.index.treatments"
AGGREGATORS = "nqpf.index.aggregators"
SCHEMES = "nqpf.weights"

ACCEPTED = {
    "anything": ("any", "non-negative", "positive"),
    "complete": ("any", "non-negative", "positive"),
    "non-negative": ("non-negative", "positive"),
    "positive": ("positive",),
}
"""What a scheme or aggregator NEEDS -> what a normaliser may GIVE."""


class Dimension(Spec):
    """A named group of indicators."""

    label: Label
    indicators: list[str] = Field(min_length=1)


class Treatment(Spec):
    """What happens to outliers: `none`, or with options `{winsorise: {share: 0.01}}`."""

    method: str = "none"
    options: dict[str, Any] = {}

    @model_validator(mode="before")
    @classmethod
    def _from_short_form(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"method": value}
        if isinstance(value, dict) and "method" not in value and len(value) == 1:
            ((method, options),) = value.items()
            return {"method": method, "options": options or {}}
        return value

    @model_validator(mode="after")
    def _applies(self) -> Self:
        refuse_misuse(self.method, load(TREATMENTS, self.method).fit, self.options)
        return self


class Override(Spec):
    """What is done differently for one indicator."""

    treatment: Treatment | None = None
    normaliser: str | None = None

    @field_validator("normaliser")
    @classmethod
    def _known_normaliser(cls, name: str | None) -> str | None:
        return name if name is None else _known(NORMALISERS, name)


class IndexSpec(Spec):
    """One composite index: indicators in dimensions, and one choice for every step."""

    label: Label
    role: Literal["treatment", "outcome", "other"] = "other"
    dimensions: dict[str, Dimension] = Field(min_length=1)
    directions: dict[str, Literal[1, -1]] = Field(default={}, description="filled from the codebook")
    base_window: Span | None = Field(default=None, description="years that fix bounds and weights")
    treatment: Treatment = Field(default_factory=Treatment)
    normaliser: str = "minmax"
    yearly: bool = Field(default=False, description="normalise inside each year; removes the trend")
    weights: str = "entropy"
    aggregator: str = "linear"
    overrides: dict[str, Override] = Field(default={}, description="indicator -> its own steps")
    note: Words | None = None

    @field_validator("normaliser")
    @classmethod
    def _known_normaliser(cls, name: str) -> str:
        return _known(NORMALISERS, name)

    @field_validator("weights")
    @classmethod
    def _known_weights(cls, name: str) -> str:
        return _known(SCHEMES, name)

    @field_validator("aggregator")
    @classmethod
    def _known_aggregator(cls, name: str) -> str:
        return _known(AGGREGATORS, name)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        names = self.indicators
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"the indicator '{twice[0]}' stands in two places; keep one")
        for key, named in (("directions", self.directions), ("overrides", self.overrides)):
            for name in named:
                if name not in names:
                    raise ValueError(f"'{key}' names '{name}', no indicator; {suggest(name, names)}")
        return self

    @model_validator(mode="after")
    def _legal(self) -> Self:
        problem = refusal(self.normalisers, self.weights, self.aggregator)
        if problem:
            raise ValueError(problem)
        return self

    @property
    def indicators(self) -> list[str]:
        """Every indicator, in the order of the file."""
        return [name for dimension in self.dimensions.values() for name in dimension.indicators]

    @property
    def groups(self) -> dict[str, str]:
        """The dimension of every indicator."""
        return {name: key for key, dimension in self.dimensions.items() for name in dimension.indicators}

    @property
    def normalisers(self) -> list[str]:
        """Every normaliser in use, sorted."""
        return sorted({self.normaliser_of(name) for name in self.indicators})

    @property
    def treatments(self) -> list[str]:
        """Every treatment in use, sorted."""
        return sorted({self.treatment_of(name).method for name in self.indicators})

    def normaliser_of(self, indicator: str) -> str:
        """The normaliser of one indicator: its own, or that of the index."""
        own = self.overrides.get(indicator)
        return own.normaliser if own and own.normaliser else self.normaliser

    def treatment_of(self, indicator: str) -> Treatment:
        """The treatment of one indicator: its own, or that of the index."""
        own = self.overrides.get(indicator)
        return own.treatment if own and own.treatment else self.treatment


def refusal(normalisers: Iterable[str], scheme: str, aggregator: str) -> str | None:
    """Say in a sentence why steps do not go together, or None where they do.

    A scheme and an aggregator declare what scores they need, a normaliser what it gives.
    """
    for name in normalisers:
        gives = load(NORMALISERS, name).GIVES
        for kind, folder, chosen in (("weights", SCHEMES, scheme), ("aggregator", AGGREGATORS, aggregator)):
            needs = load(folder, chosen).NEEDS
            if gives not in ACCEPTED[needs]:
                return (
                    f"the {kind} '{chosen}' need{'' if kind == 'weights' else 's'} {needs} scores, which the "
                    f"normaliser '{name}' does not give; take minmax or other {kind}"
                )
    return None


def _known(folder: str, name: str) -> str:
    load(folder, name)
    return name
