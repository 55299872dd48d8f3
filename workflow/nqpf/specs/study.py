"""A study: all its spec files, read once and checked against each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from pydantic import Field, field_validator, model_validator

from nqpf.errors import SpecError
from nqpf.registry import suggest
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.base import Label, Span, Spec, SpecT, Words, read_spec, read_yaml
from nqpf.specs.channels import ChannelSpec, mediator, read_channels, with_channels
from nqpf.specs.index import IndexSpec
from nqpf.specs.models import MechanismSpec, ModelSpec, SampleSpec
from nqpf.specs.outputs import FigureSpec, TableSpec
from nqpf.specs.references import check_references, refuse_unknown
from nqpf.specs.simulation import SimulationSpec
from nqpf.specs.sources import Sources
from nqpf.specs.theory import Theory
from nqpf.specs.units import Units
from nqpf.specs.variables import Codebook


class Evidence(Spec):
    """What stands for a claim in this study: variable, model, analysis - or nothing, with the reason."""

    variable: str | None = None
    model: str | None = None
    analysis: str | None = Field(default=None, description="a direction: an analysis of kind two_way")
    not_observed: Words | None = None

    @field_validator("not_observed")
    @classmethod
    def _says_why(cls, reason: Words | None) -> Words | None:
        if reason == "":
            raise ValueError("is empty: say why nothing stands for the claim")
        return reason

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        named = any((self.variable, self.model, self.analysis))
        if (self.not_observed is not None) == named:
            raise ValueError("give a variable, a model or an analysis, or the reason under not_observed")
        if self.model and self.analysis:
            raise ValueError("names a model and an analysis; keep the one that shall judge the claim")
        return self


class Overlap(Spec):
    """A declared overlap: two variables or indices that share raw series, and why that is accepted."""

    between: tuple[str, str]
    series: list[str]
    reason: Words


class Placebo(Spec):
    """The draws of the mechanical placebo of every declared overlap."""

    draws: int = Field(default=500, ge=39, description="39 are the fewest with a 95% band")
    seed: int = 2024


class StudySpec(Spec):
    """`study.yaml`: the facts that hold for the whole study."""

    title: Label
    unit: Label = Field(description="what a unit is: city, province")
    years: Span
    read_years: Span | None = Field(
        default=None, description="read more years to fill inside gaps; cut later"
    )
    region: str | None = Field(default=None, description="group of units that figures show")
    treatment: str
    outcome: str
    mechanism: str = Field(description="the mechanism file behind the channel claims")
    baseline: str = Field(description="the table whose columns the coefficient path shows")
    claims: dict[str, Evidence]
    overlaps: list[Overlap] = []
    placebo: Placebo = Placebo()
    notes: list[Words] = Field(default=[], description="what a reader of every table must know")

    @model_validator(mode="after")
    def _reads_its_years(self) -> Self:
        if self.window.first > self.years.first or self.window.last < self.years.last:
            raise ValueError("'read_years' must include every year of 'years'")
        return self

    @property
    def window(self) -> Span:
        """The years that are read, before the cut to the study's own."""
        return self.read_years or self.years


@dataclass(frozen=True)
class Study:
    """Everything that is written about one study, checked."""

    name: str
    facts: StudySpec
    theory: Theory
    sources: Sources
    units: Units
    codebook: Codebook
    indices: Mapping[str, IndexSpec]
    samples: Mapping[str, SampleSpec]
    models: Mapping[str, ModelSpec]
    mechanisms: Mapping[str, MechanismSpec]
    analyses: Mapping[str, AnalysisSpec]
    tables: Mapping[str, TableSpec]
    figures: Mapping[str, FigureSpec]
    simulation: SimulationSpec | None
    channels: Mapping[str, ChannelSpec] = field(default_factory=dict)

    @property
    def simulated(self) -> bool:
        """Whether the data are drawn by the project itself."""
        return self.simulation is not None

    def mediators(self, mechanism: str) -> list[str]:
        """The mediators of a mechanism; 'channels' stands for the observed channels, effect by effect."""
        chosen = self.mechanisms[mechanism].mediators
        if chosen != "channels":
            return list(chosen)
        return [name for effect in self.theory.of_kind("effect") for name in self.channels_of(effect)]

    def channels_of(self, effect: str) -> dict[str, str]:
        """Mediator -> claim, for the observed channels of an effect; "" for one beyond the theory's."""
        evidence = {self.facts.claims[c].variable: c for c in self.theory.channels_of(effect)}
        observed = {variable: claim for variable, claim in evidence.items() if variable}
        more = [mediator(name, one) for name, one in self.channels.items() if one.effect == effect]
        return {**observed, **dict.fromkeys(more, "")}

    def groups(self, mechanism: str) -> dict[str, tuple[str, ...]]:
        """Effect -> those mediators of a mechanism that are its channels, the theory's first."""
        own = set(self.mediators(mechanism))
        found = {e: tuple(m for m in self.channels_of(e) if m in own) for e in self.theory.of_kind("effect")}
        return {effect: channels for effect, channels in found.items() if channels}

    def seeds(self) -> dict[str, int]:
        """Every seed that the specs pass down."""
        drawn = {"simulation": self.simulation.seed} if self.simulation else {}
        mechanisms = {f"mechanism {name}": spec.seed for name, spec in self.mechanisms.items()}
        analyses = {f"analysis {name}": spec.seed for name, spec in self.analyses.items()}
        models = {f"model {name}": spec.seed for name, spec in self.models.items()}
        placebo = {"placebo of overlaps": self.facts.placebo.seed} if self.facts.overlaps else {}
        return {**drawn, **mechanisms, **analyses, **models, **placebo}

    def group_label(self, name: str) -> Label:
        """The printed name of a group of units: as units.yaml says, else the name itself."""
        return self.units.group_labels.get(name) or Label(en=name, zh=name)

    def label(self, name: str) -> Label:
        """The label of a variable or an index."""
        return self.indices[name].label if name in self.indices else self.codebook.variables[name].label


def load_study(name: str, config: Path) -> Study:
    """Read and check the study `name` under the folder `config`.

    Raises SpecError in one sentence: a study that does not exist, a file that is missing or wrong,
    a name that nothing bears, an overlap that is not declared.
    """
    folder = config / "studies" / name
    _exists(name, config / "studies")
    codebook = read_spec(folder / "variables.yaml", Codebook)
    indices = _read_indices(folder / "indices", codebook)
    channels = read_channels(folder / "channels")
    study = Study(
        name=name,
        facts=read_spec(folder / "study.yaml", StudySpec),
        theory=read_spec(config / "theory.yaml", Theory),
        sources=read_spec(folder / "sources.yaml", Sources),
        units=read_spec(folder / "units.yaml", Units),
        codebook=with_channels(codebook, channels, indices, folder / "channels"),
        indices=indices,
        samples=_read_folder(folder / "samples", SampleSpec),
        models=_read_folder(folder / "models", ModelSpec),
        mechanisms=_read_folder(folder / "mechanisms", MechanismSpec),
        analyses=_read_folder(folder / "analyses", AnalysisSpec),
        tables={**_read_folder(folder / "tables", TableSpec), **_weight_tables(indices)},
        figures=_read_folder(folder / "figures", FigureSpec),
        simulation=_read_simulation(folder / "simulation.yaml"),
        channels=channels,
    )
    check_references(study, folder)
    return study


def _exists(name: str, studies: Path) -> None:
    present = [path.parent.name for path in studies.glob("*/study.yaml")]
    if name not in present:
        raise SpecError(f"there is no study '{name}' in {studies}; {suggest(name, present)}.")


def _read_folder(folder: Path, model: type[SpecT]) -> dict[str, SpecT]:
    return {path.stem: read_spec(path, model) for path in sorted(folder.glob("*.yaml"))}


def _weight_tables(indices: Mapping[str, IndexSpec]) -> dict[str, TableSpec]:
    """Every index has a table of its weights, without a file of its own."""
    return {f"weights_{name}": _weight_table(name, spec) for name, spec in indices.items()}


def _weight_table(name: str, spec: IndexSpec) -> TableSpec:
    title = Label(en=f"Weights of the index: {spec.label.en}", zh=f"指标权重：{spec.label.zh}")
    return TableSpec(kind="weights", title=title, index=name)


def _read_simulation(path: Path) -> SimulationSpec | None:
    return read_spec(path, SimulationSpec) if path.exists() else None


def _read_indices(folder: Path, codebook: Codebook) -> dict[str, IndexSpec]:
    """Read the indices; `like: other` takes over what a file does not say itself."""
    contents = {path: read_yaml(path) for path in sorted(folder.glob("*.yaml"))}
    by_name = {path.stem: content for path, content in contents.items()}
    return {path.stem: _read_index(path, content, by_name, codebook) for path, content in contents.items()}


def _read_index(
    path: Path, content: dict[str, object], by_name: dict[str, dict[str, object]], codebook: Codebook
) -> IndexSpec:
    spec = read_spec(path, IndexSpec, _merged(path, content, by_name, (path.stem,)))
    for indicator in spec.indicators:
        refuse_unknown(path, "dimensions", indicator, codebook.variables)
    directions = {name: codebook.variables[name].direction for name in spec.indicators}
    return spec.model_copy(update={"directions": {**directions, **spec.directions}})


def _merged(
    path: Path, content: dict[str, object], by_name: dict[str, dict[str, object]], seen: tuple[str, ...]
) -> dict[str, object]:
    """Lay a file over the one that it is like, which may itself be like another."""
    if "like" not in content:
        return content
    parent = str(content["like"])
    refuse_unknown(path, "like", parent, by_name)
    if parent in seen:
        raise SpecError(f"{path}: 'like' runs in a circle ({' <- '.join([*seen, parent])}); cut it.")
    own = {key: value for key, value in content.items() if key != "like"}
    return {**_merged(path, by_name[parent], by_name, (*seen, parent)), **own}
