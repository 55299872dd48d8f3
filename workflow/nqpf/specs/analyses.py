"""`analyses/`: what is computed about an index besides the regressions. A kind is a file in nqpf/analyses."""

from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, field_validator, model_validator

from nqpf.registry import load
from nqpf.specs.base import Label, Spec
from nqpf.specs.variables import refuse_misuse

if TYPE_CHECKING:
    from nqpf.specs.study import Study


class AnalysisSpec(Spec):
    """One analysis: its kind, the index it is about, and the kind's own options."""

    kind: str
    label: Label
    index: str
    group: str | None = Field(default=None, description="a group of units, e.g. region")
    model: str | None = Field(default=None, description="the regression whose coefficient is followed")
    sample: str = "main"
    options: dict[str, Any] = Field(default={}, description="keyword-only arguments of the kind's `analyse`")
    seed: int = 2024

    @field_validator("kind")
    @classmethod
    def _known(cls, name: str) -> str:
        load("nqpf.analyses", name)
        return name

    @model_validator(mode="after")
    def _applies(self) -> Self:
        refuse_misuse(self.kind, load("nqpf.analyses", self.kind).analyse, self.options)
        return self


def models_behind(spec: AnalysisSpec, study: "Study") -> list[str]:
    """The models behind an analysis: those that its kind tells in `models(spec, study)`, else its own."""
    told = getattr(load("nqpf.analyses", spec.kind), "models", None)
    if told is not None:
        return list(told(spec, study))
    return [spec.model] if spec.model else []
