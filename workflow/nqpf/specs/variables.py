"""`variables.yaml`: the codebook. Raw series, and variables made of them by declared recipes."""

import inspect
from collections.abc import Callable
from typing import Any, Literal, Self, get_type_hints

from pydantic import Field, TypeAdapter, ValidationError, field_validator, model_validator

from nqpf.registry import load, suggest
from nqpf.specs.base import Label, Spec, Words

TRANSFORMS = "nqpf.panel.transforms"
POLICIES = "nqpf.panel.missing"


class Unusable(Spec):
    """Cells of a series that are wrong in the source and are set to missing, with the reason."""

    unit: str
    years: list[int]
    why: Words


class Break(Spec):
    """A year in which the statistics changed; shown as a note, never repaired."""

    year: int
    note: Words


class Series(Spec):
    """One raw series: a column of one source, as published."""

    source: str
    column: str
    unit: str = Field(description="unit of measurement as published")
    range: tuple[float | None, float | None] = Field(
        default=(None, None), description="possible values, inclusive"
    )
    missing_values: list[float] = Field(default=[], description="numbers that mean missing, e.g. 0")
    unusable: list[Unusable] = []
    breaks: list[Break] = []
    part_of: list[str] = Field(
        default=[], description="series of which this one is a part (counts as shared)"
    )
    contains: list[str] = Field(default=[], description="series that the publisher built this one from")
    note: str | None = None


class Recipe(Spec):
    """One transform and what it is applied to: `{ratio: [gdp, population], scale: 10000}`."""

    transform: str
    of: list[str]
    options: dict[str, Any] = {}

    @model_validator(mode="before")
    @classmethod
    def _from_short_form(cls, value: Any) -> Any:
        if not isinstance(value, dict) or "transform" in value:
            return value
        if not value:
            raise ValueError("the recipe is empty; write for example {ratio: [a, b]}")
        (name, of), *options = value.items()
        return {"transform": name, "of": [of] if isinstance(of, str) else of, "options": dict(options)}

    @model_validator(mode="after")
    def _applies(self) -> Self:
        compute = load(TRANSFORMS, self.transform).compute
        _refuse_wrong_count(self.transform, compute, self.of)
        refuse_misuse(self.transform, compute, self.options)
        return self


class Missing(Spec):
    """What happens to missing cells of a variable."""

    policy: str = "leave"
    options: dict[str, Any] = {}

    @model_validator(mode="before")
    @classmethod
    def _from_short_form(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"policy": value}
        if isinstance(value, dict) and "policy" not in value and len(value) == 1:
            ((policy, options),) = value.items()
            return {"policy": policy, "options": options}
        return value

    @field_validator("policy")
    @classmethod
    def _known(cls, name: str) -> str:
        load(POLICIES, name)
        return name

    @model_validator(mode="after")
    def _applies(self) -> Self:
        refuse_misuse(self.policy, load(POLICIES, self.policy).fill, self.options)
        return self


class Variable(Spec):
    """What a column of the panel means and how it is made."""

    label: Label
    unit: Words = Field(description="unit of measurement, as tables print it")
    direction: Literal[1, -1] = Field(default=1, description="-1: less is better (a cost indicator)")
    recipe: Recipe
    missing: Missing = Field(default_factory=Missing)
    note: str | None = None


class Codebook(Spec):
    """All raw series and variables of a study."""

    series: dict[str, Series]
    variables: dict[str, Variable]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        both = sorted(set(self.series) & set(self.variables))
        if both:
            raise ValueError(f"'{both[0]}' is a series and a variable; rename one")
        for name, variable in self.variables.items():
            for part in variable.recipe.of:
                if part not in self.series and part not in self.variables:
                    raise ValueError(f"variable '{name}' is made of '{part}'; {suggest(part, self._known())}")
        for name, series in self.series.items():
            for other in [*series.part_of, *series.contains]:
                if other not in self.series:
                    raise ValueError(f"series '{name}' names '{other}'; {suggest(other, self.series)}")
        self.order()
        return self

    def _known(self) -> list[str]:
        return [*self.series, *self.variables]

    def order(self) -> list[str]:
        """List the variables so that each comes after those it is made of."""
        done: list[str] = []
        for name in self.variables:
            self._visit(name, done, ())
        return done

    def _visit(self, name: str, done: list[str], path: tuple[str, ...]) -> None:
        if name in path:
            raise ValueError(f"variable '{name}' is made of itself ({' <- '.join([*path, name])})")
        if name in done or name in self.series:
            return
        for part in self.variables[name].recipe.of:
            self._visit(part, done, (*path, name))
        done.append(name)

    def series_of(self, variable: str) -> frozenset[str]:
        """Every raw series that a variable is made of, through all its recipes."""
        if variable in self.series:
            return frozenset([variable])
        parts = (self.series_of(part) for part in self.variables[variable].recipe.of)
        return frozenset().union(*parts)


def refuse_misuse(name: str, function: Callable[..., object], options: dict[str, Any]) -> None:
    """Check options against the keyword-only arguments of a transform, policy or reader.

    Raises ValueError (a SpecError in the end) for an option unknown, lacking or of a wrong type.
    """
    arguments = inspect.signature(function).parameters.values()
    known = {p.name: p for p in arguments if p.kind is p.KEYWORD_ONLY}
    types = get_type_hints(function)
    for option, value in options.items():
        if option not in known:
            raise ValueError(f"{name} knows no option '{option}'; {suggest(option, known)}")
        try:
            TypeAdapter(types[option]).validate_python(value, strict=True)
        except ValidationError as error:
            problem = error.errors()[0]["msg"].lower()
            raise ValueError(f"{name} cannot use the option '{option}': {value!r} ({problem})") from None
    lacking = [p.name for p in known.values() if p.default is p.empty and p.name not in options]
    if lacking:
        raise ValueError(f"{name} needs the option '{lacking[0]}'")


def _refuse_wrong_count(name: str, compute: Callable[..., object], of: list[str]) -> None:
    """Refuse a transform of more or fewer series than it has positional arguments."""
    arguments = inspect.signature(compute).parameters.values()
    least = sum(p.kind is p.POSITIONAL_OR_KEYWORD for p in arguments)
    open_end = any(p.kind is p.VAR_POSITIONAL for p in arguments)
    if len(of) < least or (len(of) > least and not open_end):
        wanted = f"{least} or more" if open_end else str(least)
        raise ValueError(f"{name} is made of {wanted} series, not of {len(of)} ({', '.join(of)})")
