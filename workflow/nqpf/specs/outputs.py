"""`tables/` and `figures/`: what a reader sees."""

from typing import Self

from pydantic import Field, field_validator, model_validator

from nqpf.registry import load
from nqpf.specs.base import Label, Spec


class TableSpec(Spec):
    """One table. Its kind is a file in nqpf/tables."""

    kind: str
    title: Label
    columns: list[str] = Field(
        default=[], description="regression: models; descriptives, correlations: variables"
    )
    sample: str = Field(default="main", description="descriptives, correlations")
    index: str | None = Field(default=None, description="weights")
    mechanism: str | None = Field(default=None, description="mechanism")
    analysis: str | None = Field(default=None, description="a table of an analysis: its name")
    notes: list[str] = []

    @field_validator("kind")
    @classmethod
    def _known(cls, name: str) -> str:
        load("nqpf.tables", name)
        return name

    @model_validator(mode="after")
    def _points_somewhere(self) -> Self:
        needs = {"weights": "index", "mechanism": "mechanism", "regression": "columns"}.get(self.kind)
        if needs and not getattr(self, needs):
            raise ValueError(f"a table of kind '{self.kind}' needs the key '{needs}'")
        return self


class FigureSpec(Spec):
    """One figure. Its kind is a file in nqpf/figures."""

    kind: str
    title: Label
    index: str | None = None
    group: str | None = Field(default=None, description="a group of units, e.g. region")
    table: str | None = None
    mechanism: str | None = None
    analysis: str | None = None

    @field_validator("kind")
    @classmethod
    def _known(cls, name: str) -> str:
        load("nqpf.figures", name)
        return name
