"""`tables/` and `figures/`: what a reader sees."""

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from nqpf.registry import load
from nqpf.specs.base import Label, Spec, Words

GATHERS = {"scenarios": "scenario", "tornado": "scenario"}
"""Kinds of table or figure that gather several analyses, and the kind of those analyses."""


def _refuse_unmatched(kind: str, analysis: str | None, analyses: list[str], what: str) -> None:
    """Refuse 'analyses' where one is meant, and one where several are."""
    if kind in GATHERS and (analysis or not analyses):
        raise ValueError(f"a {what} of kind '{kind}' gathers analyses; list their names under 'analyses'")
    if kind not in GATHERS and analyses:
        raise ValueError(f"a {what} of kind '{kind}' gathers no analyses; give one name under 'analysis'")
    if len(set(analyses)) < len(analyses):
        raise ValueError("names an analysis twice under 'analyses'; keep it once")


class TableSpec(Spec):
    """One table. Its kind is a file in nqpf/tables."""

    kind: str
    title: Label
    columns: list[str] = Field(
        default=[], description="regression: models; descriptives, correlations: variables"
    )
    sample: str = Field(default="main", description="descriptives, correlations")
    index: str | None = Field(default=None, description="weights")
    mechanism: str | None = Field(default=None, description="kinds that open with 'mechanism'")
    analysis: str | None = Field(default=None, description="a table of an analysis: its name")
    analyses: list[str] = Field(default=[], description="a table that gathers analyses of one kind: names")
    brackets: Literal["se", "t"] = Field(
        default="se", description="regression: what stands under a coefficient"
    )
    stars: list[float] = Field(
        default=[],
        description="regression: levels of p, as [0.1, 0.05, 0.01], for a journal that wants stars",
    )
    notes: list[Words] = []

    @field_validator("stars")
    @classmethod
    def _levels(cls, levels: list[float]) -> list[float]:
        if any(not 0 < level < 1 for level in levels) or len(set(levels)) < len(levels):
            raise ValueError(f"{levels} are not levels of p between 0 and 1, each once")
        return levels

    @field_validator("kind")
    @classmethod
    def _known(cls, name: str) -> str:
        load("nqpf.tables", name)
        return name

    @model_validator(mode="after")
    def _points_somewhere(self) -> Self:
        kind = self.kind.partition("_")[0]  # all layers of a mechanism point at it alike
        needs = {"weights": "index", "mechanism": "mechanism", "regression": "columns"}.get(kind)
        if needs and not getattr(self, needs):
            raise ValueError(f"a table of kind '{self.kind}' needs the key '{needs}'")
        _refuse_unmatched(self.kind, self.analysis, self.analyses, "table")
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
    analyses: list[str] = Field(default=[], description="a figure that gathers analyses of one kind: names")

    @field_validator("kind")
    @classmethod
    def _known(cls, name: str) -> str:
        load("nqpf.figures", name)
        return name

    @model_validator(mode="after")
    def _points_somewhere(self) -> Self:
        _refuse_unmatched(self.kind, self.analysis, self.analyses, "figure")
        return self
