"""The regressions in which a declared overlap may be at work: one case per pair and regression.

Pairs treatment x outcome stand in models, treatment x mediator (path a) and mediator x outcome (path b)
in mechanisms. Each case is a ModelSpec, so that every later step is the one of the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nqpf.audit.overlap import Shared, audit, carriers
from nqpf.specs.index import IndexSpec
from nqpf.specs.models import MechanismSpec, ModelSpec
from nqpf.specs.study import Study


@dataclass(frozen=True)
class Case:
    """One regression of one pair.

    shared: the pair, its roles, its raw series. name: the model or the mechanism; path: "a", "b" or "total"
    in a mechanism, else "". complete: columns in which the rows must be complete besides the model's own.
    """

    shared: Shared
    name: str
    path: str
    model: ModelSpec
    complete: tuple[str, ...] = ()

    @property
    def ends(self) -> tuple[str, str]:
        """Cause and effect in this regression, which a pair of the audit may hold the other way round."""
        return self.model.treatment, self.model.outcome

    @property
    def roles(self) -> str:
        """The roles of the two ends in words."""
        return {"a": "treatment x mediator", "b": "mediator x outcome"}.get(self.path, "treatment x outcome")


@dataclass(frozen=True)
class Side:
    """The index of a pair that can be rebuilt: what it keeps and what it loses."""

    index: str
    kept: tuple[str, ...]
    dropped: tuple[str, ...]


def cases(study: Study) -> list[Case]:
    """Every case with content in common, declared (an undeclared one has stopped the study)."""
    found = {frozenset(one.pair): one for one in audit(study) if one.content}
    return [case for case in pairings(study, found) if case.shared.content]


def pairings(study: Study, found: dict[frozenset[str], Shared]) -> Iterator[Case]:
    """Cases of the given pairs: columns of regression tables first, then mechanisms."""
    for name in _tabled(study):
        model = study.models[name]
        shared = found.get(frozenset((model.treatment, model.outcome)))
        if shared:
            yield Case(shared, name, "", model)
    for name, mechanism in study.mechanisms.items():
        yield from _of_mechanism(study, name, mechanism, found)


def _tabled(study: Study) -> list[str]:
    """The models that stand in a table of regressions, each once."""
    tables = (table for table in study.tables.values() if table.kind == "regression")
    return list(dict.fromkeys(name for table in tables for name in table.columns))


def _of_mechanism(
    study: Study, name: str, mechanism: MechanismSpec, found: dict[frozenset[str], Shared]
) -> Iterator[Case]:
    """Paths a and b of every mediator, on the rows that are complete in all of them."""
    mediators = study.mediators(name)
    complete = (mechanism.treatment, mechanism.outcome, *mechanism.controls, *mediators)
    for mediator in mediators:
        for path, model in paths(mechanism, mediator).items():
            shared = found.get(frozenset((model.treatment, model.outcome)))
            if shared:
                yield Case(shared, name, path, model, complete)
    shared = found.get(frozenset((mechanism.treatment, mechanism.outcome)))
    if shared:
        yield Case(shared, name, "total", _path(mechanism, mechanism.treatment, mechanism.outcome), complete)


def paths(mechanism: MechanismSpec, mediator: str) -> dict[str, ModelSpec]:
    """Path a: m on x; path b: y on m beside x. Both with the mechanism's controls and two-way effects."""
    x, y = mechanism.treatment, mechanism.outcome
    return {"a": _path(mechanism, x, mediator), "b": _path(mechanism, mediator, y, x)}


def _path(mechanism: MechanismSpec, cause: str, effect: str, *beside: str) -> ModelSpec:
    return ModelSpec(
        label=mechanism.label,
        outcome=effect,
        treatment=cause,
        controls=[*beside, *mechanism.controls],
        sample=mechanism.sample,
        seed=mechanism.seed,
    )


def side(study: Study, case: Case) -> Side | None:
    """The index to rebuild: of cause and effect the first that has indicators without the shared series.

    The cause comes first, so that the effect stays what the claim is about. None where neither role is an
    index, or nothing would be left of it.
    """
    for name in case.ends:
        if name in study.indices:
            dropped = carriers(study, name, case.shared.content)
            kept = [one for one in study.indices[name].indicators if one not in dropped]
            if kept and dropped:
                return Side(name, tuple(kept), tuple(dropped))
    return None


def why_not(study: Study, case: Case) -> str:
    """Say why no side of a pair can be rebuilt."""
    built = [name for name in case.ends if name in study.indices]
    if not built:
        return f"not computable: {' and '.join(case.ends)} are single variables, there is no index to rebuild"
    return f"not computable: every indicator of {' and of '.join(built)} carries a shared series"


def without(spec: IndexSpec, dropped: tuple[str, ...]) -> IndexSpec:
    """The same index less some indicators; a dimension that loses all of them goes too."""
    left = {
        name: dimension.model_copy(
            update={"indicators": [one for one in dimension.indicators if one not in dropped]}
        )
        for name, dimension in spec.dimensions.items()
    }
    # Any other mapping by indicator (directions, overrides) loses the same entries.
    by_indicator = {
        field: {one: value for one, value in content.items() if one not in dropped}
        for field, content in spec
        if field != "dimensions" and isinstance(content, dict) and set(content) <= set(spec.indicators)
    }
    kept = {name: dimension for name, dimension in left.items() if dimension.indicators}
    return spec.model_copy(update={"dimensions": kept, **by_indicator})
