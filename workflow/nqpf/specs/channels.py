"""`channels/`: channels beyond the theory's, one file each. A channel joins the effect that it names."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator, model_validator

from nqpf.errors import SpecError
from nqpf.specs.base import Label, Spec, check, read_spec
from nqpf.specs.variables import Codebook, Variable


class ChannelSpec(Spec):
    """One more channel of an effect of the theory. It has no claim of its own."""

    label: Label
    effect: str = Field(description="an effect of theory.yaml, e.g. 1.model")
    variable: str | Variable = Field(description="a variable, or the definition of a new one")

    @model_validator(mode="before")
    @classmethod
    def _one_label_for_both(cls, value: Any) -> Any:
        """A definition without a label of its own bears the channel's."""
        if not isinstance(value, dict) or not isinstance(value.get("variable"), dict) or "label" not in value:
            return value
        return {**value, "variable": {"label": value["label"], **value["variable"]}}

    @field_validator("variable", mode="before")
    @classmethod
    def _name_or_definition(cls, value: Any) -> Any:
        """Refuse anything else, and check a definition by itself, so that its own sentence is told."""
        if isinstance(value, str | Variable):
            return value
        if not isinstance(value, dict):
            raise ValueError(f"{value!r} is neither the name of a variable nor the definition of one")
        try:
            return check(value, Variable, where="the definition")
        except SpecError as error:
            raise ValueError(str(error)) from None


def read_channels(folder: Path) -> dict[str, ChannelSpec]:
    """Read every file of a folder `channels/`; a file's name is the name of a variable it defines."""
    return {path.stem: read_spec(path, ChannelSpec) for path in sorted(folder.glob("*.yaml"))}


def mediator(name: str, channel: ChannelSpec) -> str:
    """Name the variable that stands for a channel: the one it points at, or its own."""
    return channel.variable if isinstance(channel.variable, str) else name


def with_channels(
    codebook: Codebook, channels: Mapping[str, ChannelSpec], taken: Mapping[str, Any], folder: Path
) -> Codebook:
    """Add the variables that channels define to the codebook.

    taken: other names (indices) that a new variable must not bear. Raises SpecError for a name that is
    already borne, and for a definition made of something that nothing bears.
    """
    for name, channel in channels.items():
        if isinstance(channel.variable, Variable):
            codebook = _extended(codebook, name, channel.variable, taken, folder / f"{name}.yaml")
    return codebook


def _extended(
    codebook: Codebook, name: str, variable: Variable, taken: Mapping[str, Any], path: Path
) -> Codebook:
    if name in {*codebook.series, *codebook.variables, *taken}:
        raise SpecError(
            f"{path}: the file defines the variable '{name}', and there is a series, variable or index of "
            f"that name already; rename the file, or write 'variable: {name}' to use what is there."
        )
    variables = {**codebook.variables, name: variable}
    return check({"series": codebook.series, "variables": variables}, Codebook, where=str(path))
