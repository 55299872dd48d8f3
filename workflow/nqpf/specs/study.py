"""A study: all its spec files, read once and checked against each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from nqpf.errors import SpecError
from nqpf.registry import suggest
from nqpf.specs.base import Label, Span, Spec, SpecT, read_spec, read_yaml
from nqpf.specs.index import IndexSpec
from nqpf.specs.models import MechanismSpec, ModelSpec, SampleSpec
from nqpf.specs.outputs import FigureSpec, TableSpec
from nqpf.specs.simulation import SimulationSpec
from nqpf.specs.sources import Sources
from nqpf.specs.theory import Theory
from nqpf.specs.units import Units
from nqpf.specs.variables import Codebook


class Evidence(Spec):
    """What stands for a claim in this study: a variable or a model - or nothing, with the reason."""

    variable: str | None = None
    model: str | None = None
    not_observed: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if (self.not_observed is None) == (self.variable is None and self.model is None):
            raise ValueError("give a variable or model, or the reason under not_observed")
        return self


class Overlap(Spec):
    """A declared overlap: two variables or indices that share raw series, and why that is accepted."""

    between: tuple[str, str]
    series: list[str]
    reason: str


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
    notes: list[str] = Field(default=[], description="what a reader of every table must know")

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
    tables: Mapping[str, TableSpec]
    figures: Mapping[str, FigureSpec]
    simulation: SimulationSpec | None

    @property
    def simulated(self) -> bool:
        """Whether the data are drawn by the project itself."""
        return self.simulation is not None

    def mediators(self, mechanism: str) -> list[str]:
        """The mediators of a mechanism; 'channels' stands for the observed channels of the theory."""
        chosen = self.mechanisms[mechanism].mediators
        if chosen != "channels":
            return list(chosen)
        found = (self.facts.claims[claim].variable for claim in self.theory.of_kind("channel"))
        return [variable for variable in found if variable]

    def claims_of_variables(self, mechanism: str) -> dict[str, str]:
        """Mediator -> channel claim, for the mediators that stand for one."""
        channels = {c: self.facts.claims[c].variable for c in self.theory.of_kind("channel")}
        return {v: claim for claim, v in channels.items() if v in self.mediators(mechanism)}

    def seeds(self) -> dict[str, int]:
        """Every seed that the specs pass down."""
        drawn = {"simulation": self.simulation.seed} if self.simulation else {}
        mechanisms = {f"mechanism {name}": spec.seed for name, spec in self.mechanisms.items()}
        return {**drawn, **mechanisms, **{f"model {name}": spec.seed for name, spec in self.models.items()}}

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
    study = Study(
        name=name,
        facts=read_spec(folder / "study.yaml", StudySpec),
        theory=read_spec(config / "theory.yaml", Theory),
        sources=read_spec(folder / "sources.yaml", Sources),
        units=read_spec(folder / "units.yaml", Units),
        codebook=codebook,
        indices=indices,
        samples=_read_folder(folder / "samples", SampleSpec),
        models=_read_folder(folder / "models", ModelSpec),
        mechanisms=_read_folder(folder / "mechanisms", MechanismSpec),
        tables={**_read_folder(folder / "tables", TableSpec), **_weight_tables(indices)},
        figures=_read_folder(folder / "figures", FigureSpec),
        simulation=_read_simulation(folder / "simulation.yaml"),
    )
    _check_references(study, folder)
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
        _known(path, "dimensions", indicator, codebook.variables)
    directions = {name: codebook.variables[name].direction for name in spec.indicators}
    return spec.model_copy(update={"directions": {**directions, **spec.directions}})


def _merged(
    path: Path, content: dict[str, object], by_name: dict[str, dict[str, object]], seen: tuple[str, ...]
) -> dict[str, object]:
    """Lay a file over the one that it is like, which may itself be like another."""
    if "like" not in content:
        return content
    parent = str(content["like"])
    _known(path, "like", parent, by_name)
    if parent in seen:
        raise SpecError(f"{path}: 'like' runs in a circle ({' <- '.join([*seen, parent])}); cut it.")
    own = {key: value for key, value in content.items() if key != "like"}
    return {**_merged(path, by_name[parent], by_name, (*seen, parent)), **own}


def _known(path: Path, key: str, name: str, choices: Iterable[str]) -> None:
    if name not in choices:
        raise SpecError(f"{path}: '{key}' names '{name}'; {suggest(name, choices)}.")


def _check_references(study: Study, folder: Path) -> None:
    """Every name that a spec mentions must be borne by something."""
    columns = [*study.codebook.variables, *study.indices]
    _check_codebook(study, folder)
    _check_samples(study, folder, columns)
    _check_models(study, folder, columns)
    _check_mechanisms(study, folder, columns)
    _check_outputs(study, folder, columns)
    _check_claims(study, folder, columns)
    _check_overlaps(study, folder / "study.yaml")


def _check_codebook(study: Study, folder: Path) -> None:
    both = sorted({*study.codebook.series, *study.codebook.variables} & set(study.indices))
    if both:
        raise SpecError(f"{folder / 'indices'}: '{both[0]}' is also in variables.yaml; rename one.")
    for name, series in study.codebook.series.items():
        _known(folder / "variables.yaml", f"series.{name}.source", series.source, study.sources.sources)
    if study.units.roster:
        _known(folder / "units.yaml", "roster.source", study.units.roster.source, study.sources.sources)
    for name, source in study.sources.sources.items():
        if source.url is None and not study.simulated:
            raise SpecError(
                f"{folder / 'sources.yaml'}: the source '{name}' has no url; a real study needs one."
            )


def _check_samples(study: Study, folder: Path, columns: list[str]) -> None:
    for name, sample in study.samples.items():
        for variable in sample.complete:
            _known(folder / "samples" / f"{name}.yaml", "complete", variable, columns)


def _check_models(study: Study, folder: Path, columns: list[str]) -> None:
    for name, model in study.models.items():
        path = folder / "models" / f"{name}.yaml"
        used = [model.outcome, model.treatment, *model.controls, model.moderator, model.weights]
        for variable in filter(None, used):
            _known(path, "model", variable, columns)
        for variable in model.lags:
            _known(path, "lags", variable, [model.treatment, *model.controls])
        _known(path, "sample", model.sample, study.samples)


def _check_mechanisms(study: Study, folder: Path, columns: list[str]) -> None:
    for name, mechanism in study.mechanisms.items():
        path = folder / "mechanisms" / f"{name}.yaml"
        named = mechanism.mediators if isinstance(mechanism.mediators, list) else []
        for variable in [mechanism.treatment, mechanism.outcome, *mechanism.controls, *named]:
            _known(path, "mechanism", variable, columns)
        _known(path, "sample", mechanism.sample, study.samples)


def _check_outputs(study: Study, folder: Path, columns: list[str]) -> None:
    for name, table in study.tables.items():
        path = folder / "tables" / f"{name}.yaml"
        for column in table.columns:
            _known(path, "columns", column, study.models if table.kind == "regression" else columns)
        _known(path, "sample", table.sample, study.samples)
        _check_pointers(study, path, table)
    for name, figure in study.figures.items():
        path = folder / "figures" / f"{name}.yaml"
        _check_pointers(study, path, figure)
        if figure.table:
            _known(path, "table", figure.table, study.tables)


def _check_pointers(study: Study, path: Path, spec: TableSpec | FigureSpec) -> None:
    if spec.index:
        _known(path, "index", spec.index, study.indices)
    if spec.mechanism:
        _known(path, "mechanism", spec.mechanism, study.mechanisms)


def _check_claims(study: Study, folder: Path, columns: list[str]) -> None:
    path, facts = folder / "study.yaml", study.facts
    expected = [name for name, claim in study.theory.claims.items() if claim.kind != "effect"]
    for name, evidence in facts.claims.items():
        _known(path, "claims", name, expected)
        if evidence.variable:
            _known(path, f"claims.{name}.variable", evidence.variable, columns)
        if evidence.model:
            tabled = [
                m for table in study.tables.values() if table.kind == "regression" for m in table.columns
            ]
            _known(path, f"claims.{name}.model (a column of a regression table)", evidence.model, tabled)
    missing = [name for name in expected if name not in facts.claims]
    if missing:
        raise SpecError(f"{path}: claim '{missing[0]}' has no line; name a variable or say not_observed.")
    for variable in (facts.treatment, facts.outcome):
        _known(path, "treatment or outcome", variable, columns)
    _known(path, "mechanism", facts.mechanism, study.mechanisms)
    _known(path, "baseline", facts.baseline, study.tables)
    for name, evidence in facts.claims.items():
        if evidence.not_observed is None:
            _check_evidence(study, path, name, evidence)


def _check_evidence(study: Study, path: Path, claim: str, evidence: Evidence) -> None:
    """A channel is judged by its mediator, any other claim by a model; the ledger must find it."""
    needed = "variable" if study.theory.claims[claim].kind == "channel" else "model"
    if getattr(evidence, needed) is None:
        raise SpecError(f"{path}: claim '{claim}' is judged by a {needed}; add the key '{needed}'.")
    if needed == "variable":
        variable, mediators = str(evidence.variable), study.mediators(study.facts.mechanism)
        _known(path, f"claims.{claim}.variable (a mediator)", variable, mediators)
        channels = [study.facts.claims[name].variable for name in study.theory.of_kind("channel")]
        if channels.count(variable) > 1:
            raise SpecError(f"{path}: '{variable}' stands for two channels; keep it under one claim.")


def _check_overlaps(study: Study, path: Path) -> None:
    from nqpf.audit.overlap import refuse_undeclared

    refuse_undeclared(study, path)
