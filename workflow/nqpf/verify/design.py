"""A scenario laid over the simulated study: other sizes, coefficients and switches, everything else alike."""

from dataclasses import replace

from nqpf.errors import SpecError
from nqpf.registry import suggest
from nqpf.specs.base import Label, Span, check
from nqpf.specs.index import Dimension, IndexSpec
from nqpf.specs.simulation import Geography, SimulationSpec
from nqpf.specs.study import Study
from nqpf.verify.scenario import Scenario

SHARED = "shared"
LABEL = Label(en="Shared with treatment or channel", zh="与处理变量或机制共享")


def study_of(study: Study, scenario: Scenario) -> Study:
    """Lay a scenario over a simulated study.

    Raises SpecError for a study without simulation.yaml, sizes that do not fit, or a shared variable that
    the codebook does not know.
    """
    if study.simulation is None:
        raise SpecError(
            f"the study '{study.name}' has no simulation.yaml; only a simulated one can be verified."
        )
    changes = {
        "geography": _geography(study.simulation.geography, scenario),
        **_coefficients(study.simulation, scenario),
        "switches": _switches(study.simulation, scenario),
    }
    return replace(
        study,
        facts=study.facts.model_copy(update={"years": _years(study, scenario)}),
        simulation=study.simulation.model_copy(update=changes),
        indices=_indices(study, scenario.switches.shared),
    )


def sizes(study: Study, scenario: Scenario) -> tuple[int, int]:
    """Cities and years of a scenario."""
    altered = study_of(study, scenario)
    assert altered.simulation is not None
    return altered.simulation.geography.cities, len(altered.facts.years.years)


def _geography(default: Geography, scenario: Scenario) -> Geography:
    """As many provinces as before, or one city in each where cities are fewer."""
    if scenario.cities is None:
        return default
    provinces = min(default.provinces, scenario.cities)
    sizes = {**default.model_dump(), "cities": scenario.cities, "provinces": provinces}
    return check(sizes, Geography, where=f"scenario '{scenario.label.en}'")


def _years(study: Study, scenario: Scenario) -> Span:
    first, last = study.facts.years.first, study.facts.years.last
    return Span(first=first, last=last if scenario.years is None else first + scenario.years - 1)


def _coefficients(default: SimulationSpec, scenario: Scenario) -> dict[str, object]:
    """Channels and latent outcome with their coefficients multiplied."""
    factors, effect = scenario.factors, scenario.effect
    channels = {
        name: one.model_copy(update={"a": effect * factors.a * one.a, "b": effect * factors.b * one.b})
        for name, one in default.channels.items()
    }
    direct = effect * factors.direct * default.latent.direct
    return {"channels": channels, "latent": default.latent.model_copy(update={"direct": direct})}


def _switches(default: SimulationSpec, scenario: Scenario) -> object:
    factor = scenario.effect * scenario.factors.moderation
    moderation = {claim: factor * change for claim, change in default.switches.moderation.items()}
    return default.switches.model_copy(update={**scenario.switches.model_dump(), "moderation": moderation})


def _indices(study: Study, shared: list[str]) -> dict[str, IndexSpec]:
    """The indices; the outcome's with a dimension of the shared variables, where there are some."""
    if not shared:
        return dict(study.indices)
    variables = study.codebook.variables
    for name in shared:
        if name not in variables:
            raise SpecError(f"switches.shared names '{name}'; {suggest(name, variables)}.")
    before = study.indices[study.facts.outcome]
    dimensions = {**before.dimensions, SHARED: Dimension(label=LABEL, indicators=shared)}
    directions = {**before.directions, **{name: variables[name].direction for name in shared}}
    outcome = before.model_copy(update={"dimensions": dimensions, "directions": directions})
    return {**study.indices, study.facts.outcome: outcome}
