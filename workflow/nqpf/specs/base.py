"""The ground under every spec: strict keys, frozen values, and errors in one sentence."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import UnionType
from typing import Any, Self, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import ErrorDetails

from nqpf.errors import SpecError
from nqpf.registry import suggest

SpecT = TypeVar("SpecT", bound="Spec")


class Spec(BaseModel):
    """A checked piece of YAML. Unknown keys are refused; nothing can be changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Label(Spec):
    """A name in both languages of the project."""

    en: str
    zh: str


Words = Label | str
"""A sentence: in both languages, or one that stands in both as it is."""


def english(words: Words) -> str:
    """The English of a sentence."""
    return words.en if isinstance(words, Label) else words


def label_of(words: Words | Mapping[str, str]) -> Label:
    """A sentence as a label, also one that went through JSON; a plain one stands in both languages."""
    if isinstance(words, Label):
        return words
    return Label(en=words, zh=words) if isinstance(words, str) else Label(**words)


class Span(Spec):
    """First and last year, both included. Written as a pair: [2011, 2022]."""

    first: int
    last: int

    @model_validator(mode="before")
    @classmethod
    def _from_pair(cls, value: Any) -> Any:
        if isinstance(value, list | tuple):
            if len(value) != 2:
                raise ValueError("give two years, as in [2011, 2022]")
            return {"first": value[0], "last": value[1]}
        if not isinstance(value, dict | cls):
            raise ValueError("give two years, as in [2011, 2022]")
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first > self.last:
            raise ValueError(f"the years {self.first} to {self.last} run backwards")
        return self

    @property
    def years(self) -> range:
        """Every year of the span."""
        return range(self.first, self.last + 1)


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser reads a study ten times as fast


class _StrictLoader(_Loader):  # type: ignore[misc]
    """YAML that refuses a key written twice, which plain YAML silently overwrites."""


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    own = [key for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
    keys = [loader.construct_object(key) for key in own]
    twice = sorted({str(key) for key in keys if keys.count(key) > 1})
    if twice:
        line = node.start_mark.line + 1
        raise SpecError(
            f"the key '{twice[0]}' stands twice in the mapping that starts on line {line}; keep one."
        )
    mapping: dict[Any, Any] = loader.construct_mapping(node, deep=True)
    return mapping


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML mapping.

    Raises SpecError when the file is missing, is not YAML, repeats a key or holds no mapping.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)
    except FileNotFoundError:
        raise SpecError(f"{path}: the file does not exist; create it or correct the name.") from None
    except SpecError as error:
        raise SpecError(f"{path}: {error}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problem = " ".join(str(error).split())
        raise SpecError(f"{path}: this is not valid YAML ({problem}).") from None
    if not isinstance(content, dict):
        found = "nothing" if content is None else f"a {type(content).__name__}"
        raise SpecError(f"{path}: expected 'key: value' lines, found {found}.")
    return content


def read_spec(path: Path, model: type[SpecT], content: dict[str, Any] | None = None) -> SpecT:
    """Read one spec file (or take its content) and check it against its model.

    Raises SpecError that names the file, the key, the wrong value and the choices.
    """
    return check(read_yaml(path) if content is None else content, model, where=str(path))


def check(content: Any, model: type[SpecT], where: str) -> SpecT:
    """Check content against its model; `where` opens the sentence when it fails."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise SpecError(f"{where}: {_sentence(_first(error), model)}") from None


def _first(error: ValidationError) -> ErrorDetails:
    """The problem to tell first: a mistyped key, since it also makes the right one look missing."""
    problems = error.errors()
    return next((problem for problem in problems if problem["type"] == "extra_forbidden"), problems[0])


def _sentence(problem: ErrorDetails, model: type[BaseModel]) -> str:
    keys = [str(part) for part in problem["loc"]]
    place = ".".join(keys) or "the file"
    match problem["type"]:
        case "extra_forbidden":
            return f"unknown key '{place}'; {suggest(keys[-1], _siblings(model, keys[:-1]))}."
        case "missing":
            return f"the key '{place}' is missing."
        case "value_error":
            subject = f"'{place}': " if keys else ""
            return f"{subject}{str(problem['ctx']['error']).rstrip('.')}."
        case "model_type" | "dict_type":
            return f"'{place}' is {problem['input']!r}: expected 'key: value' lines."
    return f"'{place}' is {problem['input']!r}: {problem['msg'].lower()}."


def _siblings(model: type[BaseModel], path: Iterable[str]) -> list[str]:
    """List the keys allowed where an unknown one was found, following the path of keys."""
    current: Any = model
    for key in path:
        current = _inner(current, key)
    found = _model_in(current)
    return list(found.model_fields) if found else []


def _inner(annotation: Any, key: str) -> Any:
    """Step from a type to the type of what stands under a key or place, through `| None`."""
    model = _model_in(annotation)
    if model is not None:
        field = model.model_fields.get(key)
        return field.annotation if field else None
    holder = next((a for a in _alternatives(annotation) if get_origin(a) in (dict, list, tuple)), None)
    return get_args(holder)[-1] if holder else None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The spec among the alternatives of a type, if there is one."""
    classes = (a for a in _alternatives(annotation) if isinstance(a, type) and get_origin(a) is None)
    return next((a for a in classes if issubclass(a, BaseModel)), None)


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    """`A | None` as (A, None); any other type as itself alone."""
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
