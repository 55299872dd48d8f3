"""`samples/`, `models/` and `mechanisms/`: what is estimated, and on what."""

from typing import Any, Literal

from pydantic import Field, field_validator

from nqpf.registry import load
from nqpf.specs.base import Label, Span, Spec, Words


class SampleSpec(Spec):
    """Which unit-years enter; columns are taken from the panel and the indices."""

    label: Label
    years: Span | None = Field(default=None, description="none: the years of the study")
    exclude_units: dict[str, str] = Field(default={}, description="unit -> reason")
    complete: list[str] = Field(default=[], description="keep rows that are complete in these variables")


class ModelSpec(Spec):
    """One regression: a column of a table."""

    label: Label
    outcome: str
    treatment: str
    controls: list[str] = []
    lags: dict[str, int] = Field(
        default={}, description="regressor -> years it is lagged (treatment or control)"
    )
    moderator: str | None = Field(default=None, description="adds treatment x moderator, both centred")
    effects: list[Literal["unit", "time"]] = ["unit", "time"]
    estimator: str = "panelols"
    cluster: str | None = Field(default=None, description="none: the unit")
    weights: str | None = None
    convention: Literal["nested", "none", "full"] = "nested"
    sample: str = "main"
    diagnostics: list[str] = Field(default=[], description="files in nqpf/diagnostics")
    wild_draws: int = Field(default=9999, ge=99, description="wild cluster bootstrap, run where G < 40")
    seed: int = 2024
    design_check: Words | None = Field(
        default=None,
        description="a known failing of the design in words; the ledger then says 'not identified'",
    )

    @field_validator("estimator")
    @classmethod
    def _known_estimator(cls, name: str) -> str:
        load("nqpf.estimators", name)
        return name

    @field_validator("diagnostics")
    @classmethod
    def _known_diagnostics(cls, names: list[str]) -> list[str]:
        for name in names:
            load("nqpf.diagnostics", name)
        return names


class MechanismSpec(Spec):
    """One mechanism study: treatment -> mediators -> outcome."""

    label: Label
    treatment: str
    outcome: str
    mediators: list[str] | Literal["channels"] = Field(
        default="channels", description="'channels': the theory's"
    )
    controls: list[str] = []
    sample: str = "main"
    moderators: list[str] = Field(default=[], description="variables that may change the paths (layer 4)")
    intermediate: list[str] | None = Field(
        default=None,
        description="what the treatment moves and what moves both mediator and outcome (layer 4)",
    )
    draws: int = Field(default=2000, ge=100)
    permutations: int = Field(default=999, ge=0, description="whole paths of units dealt anew (layer 1)")
    index_uncertainty: bool = Field(
        default=False, description="indices weighed anew in every draw, bounds held"
    )
    seed: int

    @field_validator("mediators", mode="before")
    @classmethod
    def _list_or_channels(cls, value: Any) -> Any:
        if isinstance(value, list) or value == "channels":
            return value
        raise ValueError(f"{value!r} is neither a list of variables nor the word 'channels'")
