"""Overlap audit: raw series that two roles of one regression share (METHOD: index, overlap).

With no true effect at all, one shared skewed series out of 20 and 30 makes a clustered two-way
regression reject at 5% in about 75% of samples. A series that is a mere denominator in either
role (GDP, population) is a warning (Kronmal 1993); a series that is content in both is an overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from nqpf.errors import SpecError
from nqpf.registry import load

if TYPE_CHECKING:
    from nqpf.specs.models import MechanismSpec, ModelSpec
    from nqpf.specs.study import Study
    from nqpf.specs.variables import Codebook


@dataclass(frozen=True)
class Shared:
    """What two variables or indices share, and whether the study declares it."""

    pair: tuple[str, str]
    roles: tuple[str, str]
    content: tuple[str, ...]
    denominators: tuple[str, ...]
    declared: bool


def refuse_undeclared(study: Study, path: Path) -> None:
    """Raise SpecError for the first overlap that the study does not declare with a reason."""
    for found in audit(study):
        if found.content and not found.declared:
            (first, second), series = found.pair, ", ".join(found.content)
            raise SpecError(
                f"{path}: the {found.roles[0]} '{first}' and the {found.roles[1]} '{second}' share the raw "
                f"series {series}; {_lines_to_remove(study, found)}, or add under 'overlaps': "
                f"{{between: [{first}, {second}], series: [{series}], reason: ...}}."
            )


def _lines_to_remove(study: Study, found: Shared) -> str:
    """Name what brings the shared series into either role, and the files that say so."""
    brought = {name: carriers(study, name, found.content) for name in found.pair}
    either = [
        f"the indicators {', '.join(own)} from indices/{name}.yaml"
        for name, own in brought.items()
        if name in study.indices
    ]
    single = [f"'{name}' is made of them" for name in found.pair if name not in study.indices]
    drop = f"remove {' or '.join(either)}" if either else "choose another variable for one of the roles"
    return f"{drop} ({'; '.join(single)})" if either and single else drop


def carriers(study: Study, name: str, series: Iterable[str]) -> list[str]:
    """Indicators of an index (or the variable itself) that carry one of these raw series as content."""
    made_of = {part: _uses(study.codebook, part) for part in parts_of(study, name)}
    wanted = set(series)
    return [part for part, used in made_of.items() if any(used.get(one) == "content" for one in wanted)]


def behind(study: Study, name: str, series: str) -> list[str]:
    """Indicators of an index (or the variable itself) that use a raw series in any way."""
    return [part for part in parts_of(study, name) if series in _uses(study.codebook, part)]


def parts_of(study: Study, name: str) -> list[str]:
    """The indicators of an index; a variable is its own only part."""
    return study.indices[name].indicators if name in study.indices else [name]


def audit(study: Study) -> list[Shared]:
    """Compare every pair of roles that meet in a model or a mechanism of the study."""
    pairs: dict[frozenset[str], tuple[tuple[str, str], tuple[str, str]]] = {}
    for pair, roles in _pairs(study):
        if pair[0] != pair[1]:
            pairs.setdefault(frozenset(pair), (pair, roles))  # treatment x outcome before x control
    return [_compare(study, pair, roles) for pair, roles in pairs.values()]


def frame(found: list[Shared]) -> pd.DataFrame:
    """The audit as a table: one row per pair, shared series in one cell each."""
    rows = [
        {
            "first": f"{pair.roles[0]}: {pair.pair[0]}",
            "second": f"{pair.roles[1]}: {pair.pair[1]}",
            "shared": ", ".join(pair.content),
            "declared": "yes" if pair.declared else "",
            "shared_denominators": ", ".join(pair.denominators),
        }
        for pair in found
    ]
    return pd.DataFrame(rows, columns=["first", "second", "shared", "declared", "shared_denominators"])


def _pairs(study: Study) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    yield (study.facts.treatment, study.facts.outcome), ("treatment", "outcome")
    for model in study.models.values():
        yield (model.treatment, model.outcome), ("treatment", "outcome")
    for name, mechanism in study.mechanisms.items():
        yield (mechanism.treatment, mechanism.outcome), ("treatment", "outcome")
        for mediator in study.mediators(name):
            yield (mechanism.treatment, mediator), ("treatment", "mediator")
            yield (mediator, mechanism.outcome), ("mediator", "outcome")
    specs: list[ModelSpec | MechanismSpec] = [*study.models.values(), *study.mechanisms.values()]
    for spec in specs:
        for control in spec.controls:
            yield (spec.treatment, control), ("treatment", "control")
            yield (spec.outcome, control), ("outcome", "control")


def _compare(study: Study, pair: tuple[str, str], roles: tuple[str, str]) -> Shared:
    first, second = (uses(study, name) for name in pair)
    common = sorted(_common(study.codebook, first, second))
    content = tuple(s for s in common if _is_content(s, first) and _is_content(s, second))
    declared = {s for o in study.facts.overlaps if set(o.between) == set(pair) for s in o.series}
    return Shared(
        pair=pair,
        roles=roles,
        content=content,
        denominators=tuple(s for s in common if s not in content),
        declared=bool(content) and set(content) <= declared,
    )


def _is_content(series: str, used: Mapping[str, str]) -> bool:
    return used.get(series, "content") == "content"


def _common(codebook: Codebook, first: Mapping[str, str], second: Mapping[str, str]) -> set[str]:
    """Series in both, where a total and its part count as shared (both are named)."""
    same = set(first) & set(second)
    related = {
        name
        for mine, other in ((first, second), (second, first))
        for name in mine
        if mine[name] == "content" and any(other.get(kin) == "content" for kin in _kin(codebook, name))
    }
    return same | related


def _kin(codebook: Codebook, name: str) -> set[str]:
    """The totals that a series is part of and the parts it has, at any remove (not parts of its totals)."""
    pairs = {(part, total) for part, series in codebook.series.items() for total in series.part_of}
    pairs |= {(part, total) for total, series in codebook.series.items() for part in series.contains}
    return _reached(name, pairs) | _reached(name, {(total, part) for part, total in pairs})


def _reached(name: str, steps: set[tuple[str, str]]) -> set[str]:
    """Every series that a chain of steps leads to."""
    found: set[str] = set()
    fresh = {name}
    while fresh:
        fresh = {after for before, after in steps if before in fresh} - found
        found |= fresh
    return found


def uses(study: Study, name: str) -> dict[str, str]:
    """Map each raw series behind a variable or index to 'content' or 'denominator'."""
    if name not in study.indices:
        return _uses(study.codebook, name)
    indicators = (_uses(study.codebook, indicator) for indicator in study.indices[name].indicators)
    return _merge(indicators)


def _uses(codebook: Codebook, name: str) -> dict[str, str]:
    if name in codebook.series:
        return {name: "content"}
    recipe = codebook.variables[name].recipe
    below = getattr(load("nqpf.panel.transforms", recipe.transform), "DENOMINATORS", ())
    parts = [(_uses(codebook, part), position in below) for position, part in enumerate(recipe.of)]
    return _merge(
        {s: "denominator" if is_below else use for s, use in used.items()} for used, is_below in parts
    )


def _merge(parts: Iterator[dict[str, str]]) -> dict[str, str]:
    merged: dict[str, str] = {}
    for part in parts:
        for series, use in part.items():
            merged[series] = "content" if "content" in (use, merged.get(series)) else use
    return merged
