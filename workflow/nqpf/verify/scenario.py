"""`config/verify`: which panels are drawn, how many, and what is measured in them.

A file in `config/verify/scenarios` is a scenario, or a grid of them where sizes or effects are lists.
"""

from itertools import product
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from nqpf.errors import SpecError
from nqpf.registry import names, suggest
from nqpf.specs.base import Label, Spec, check, read_spec, read_yaml

MEASURES = "nqpf.verify.measures"
GRID = ("cities", "years", "effect")
FEWEST = 2  # panels with which a Monte-Carlo error exists


class Factors(Spec):
    """By what the coefficients of simulation.yaml are multiplied; zero switches a path off."""

    a: float = 1.0
    b: float = 1.0
    direct: float = 1.0
    moderation: float = 1.0


class Turned(Spec):
    """Switches of the generator that a scenario turns; see `nqpf.specs.simulation.Switches`."""

    missing: float = Field(default=0.0, ge=0, lt=0.4)
    common_cause: float = Field(default=0.0, ge=0)
    shared: list[str] = Field(
        default=[], description="variables that also stand in the outcome index, moved by no true outcome"
    )


class Scenario(Spec):
    """One design from which panels are drawn.

    effect multiplies a, b, c' and moderation on top of `factors`. group: the file it comes from.
    """

    label: Label
    purpose: Literal["coverage", "size", "power", "clusters"]
    panels: int = Field(ge=FEWEST)
    draws: int = Field(default=999, ge=20, description="of the bootstrap in each panel")
    seed: int | None = Field(default=None, ge=0, description="none: the one in settings.yaml, for all alike")
    cities: int | None = Field(default=None, ge=4)
    years: int | None = Field(default=None, ge=3)
    effect: float = 1.0
    factors: Factors = Factors()
    switches: Turned = Turned()
    measure: list[str] = Field(default=["products"], min_length=1)
    group: str = ""

    @field_validator("measure")
    @classmethod
    def _known(cls, chosen: list[str]) -> list[str]:
        for name in chosen:
            if name not in names(MEASURES):
                raise ValueError(f"nothing measures '{name}'; {suggest(name, names(MEASURES))}")
        return chosen


class Run(Spec):
    """One target of the workflow: all scenarios or some, with at most so many panels and draws."""

    scenarios: list[str] | None = Field(default=None, min_length=1, description="none: all")
    panels: int | None = Field(default=None, ge=FEWEST, description="at most so many in each scenario")
    draws: int | None = Field(default=None, ge=20)


class Settings(Spec):
    """`settings.yaml`: what holds for all scenarios."""

    study: str = Field(description="the simulated study that is drawn over and over")
    seed: int = Field(ge=0)
    shard: int = Field(default=100, ge=1, description="panels in one job")
    main: str = Field(description="the scenario that the page opens with")
    runs: dict[str, Run] = Field(min_length=1, description="target -> what it runs")

    @model_validator(mode="after")
    def _named(self) -> Self:
        if "verify" not in self.runs:
            raise ValueError("'runs' needs a run called 'verify'; add it, {} runs everything")
        return self


def read_settings(config: Path) -> Settings:
    """Read `verify/settings.yaml` under the folder `config`; SpecError for a mistake."""
    return read_spec(config / "verify" / "settings.yaml", Settings)


def read_scenarios(config: Path, run: str = "verify") -> dict[str, Scenario]:
    """Read the scenarios of a run, by name; a file with lists gives one per combination.

    Raises SpecError in one sentence: a wrong key or value, a scenario or run that is not there.
    """
    settings = read_settings(config)
    if run not in settings.runs:
        raise SpecError(f"settings.yaml has no run '{run}'; {suggest(run, settings.runs)}.")
    folder = config / "verify" / "scenarios"
    found = {n: one for path in sorted(folder.glob("*.yaml")) for n, one in _read(path).items()}
    chosen = settings.runs[run]
    for name in [*(chosen.scenarios or []), settings.main]:
        if name not in found:
            raise SpecError(f"settings.yaml names the scenario '{name}'; {suggest(name, found)}.")
    kept = chosen.scenarios or list(found)
    return {name: _bounded(found[name], chosen, settings.seed) for name in kept}


def _read(path: Path) -> dict[str, Scenario]:
    """Scenarios of one file; of a grid, each bears the file's name with its place in the grid."""
    content = read_yaml(path)
    lists = {key: content[key] for key in GRID if isinstance(content.get(key), list)}
    if not lists:
        return {path.stem: _checked(path, content, {})}
    places = [dict(zip(lists, values, strict=True)) for values in product(*lists.values())]
    return {_name(path.stem, place): _checked(path, content, place) for place in places}


def _checked(path: Path, content: dict[str, Any], place: dict[str, Any]) -> Scenario:
    return check({**content, **place, "group": path.stem}, Scenario, where=str(path))


def _name(stem: str, place: dict[str, Any]) -> str:
    letters = {"cities": "n", "years": "t", "effect": "e"}
    return "_".join([stem, *(f"{letters[key]}{value}" for key, value in place.items())])


def _bounded(scenario: Scenario, run: Run, seed: int) -> Scenario:
    """Settle the seed, and cut panels and draws to what the run allows."""
    update = {
        "seed": seed if scenario.seed is None else scenario.seed,
        "panels": min(scenario.panels, run.panels or scenario.panels),
        "draws": min(scenario.draws, run.draws or scenario.draws),
    }
    return scenario.model_copy(update=update)
