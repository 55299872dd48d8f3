"""Every name that a spec mentions must be borne by something; the first that is not stops the study."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from nqpf.audit.overlap import refuse_undeclared
from nqpf.errors import SpecError
from nqpf.registry import suggest
from nqpf.specs.channels import mediator
from nqpf.specs.outputs import GATHERS

if TYPE_CHECKING:
    from nqpf.specs.outputs import FigureSpec, TableSpec
    from nqpf.specs.study import Evidence, Study

TWO_WAY = "two_way"
"""The kind of analysis that may judge a direction."""


def refuse_unknown(path: Path, key: str, name: str, choices: Iterable[str]) -> None:
    """Raise SpecError where a spec names something that nothing bears."""
    if name not in choices:
        raise SpecError(f"{path}: '{key}' names '{name}'; {suggest(name, choices)}.")


def check_references(study: Study, folder: Path) -> None:
    """Every name that a spec mentions must be borne by something."""
    columns = [*study.codebook.variables, *study.indices]
    _check_codebook(study, folder)
    _check_samples(study, folder, columns)
    _check_models(study, folder, columns)
    _check_mechanisms(study, folder, columns)
    _check_analyses(study, folder)
    _check_outputs(study, folder, columns)
    _check_claims(study, folder, columns)
    _check_channels(study, folder, columns)
    _check_roles(study, folder)
    _check_groups(study, folder)
    refuse_undeclared(study, folder / "study.yaml")


def _check_codebook(study: Study, folder: Path) -> None:
    both = sorted({*study.codebook.series, *study.codebook.variables} & set(study.indices))
    if both:
        raise SpecError(f"{folder / 'indices'}: '{both[0]}' is also in variables.yaml; rename one.")
    for name, series in study.codebook.series.items():
        refuse_unknown(
            folder / "variables.yaml", f"series.{name}.source", series.source, study.sources.sources
        )
    if study.units.roster:
        refuse_unknown(
            folder / "units.yaml", "roster.source", study.units.roster.source, study.sources.sources
        )
    for name, source in study.sources.sources.items():
        if source.sha256 is None and not study.simulated:
            raise SpecError(
                f"{folder / 'sources.yaml'}: the source '{name}' has neither url nor sha256; a real study "
                "needs url and sha256, or the sha256 of a file of your own."
            )


def _check_samples(study: Study, folder: Path, columns: list[str]) -> None:
    for name, sample in study.samples.items():
        for variable in sample.complete:
            refuse_unknown(folder / "samples" / f"{name}.yaml", "complete", variable, columns)


def _check_models(study: Study, folder: Path, columns: list[str]) -> None:
    for name, model in study.models.items():
        path = folder / "models" / f"{name}.yaml"
        used = [model.outcome, model.treatment, *model.controls, model.moderator, model.weights]
        for variable in filter(None, used):
            refuse_unknown(path, "model", variable, columns)
        for variable in model.lags:
            refuse_unknown(path, "lags", variable, [model.treatment, *model.controls])
        refuse_unknown(path, "sample", model.sample, study.samples)


def _check_mechanisms(study: Study, folder: Path, columns: list[str]) -> None:
    for name, mechanism in study.mechanisms.items():
        path = folder / "mechanisms" / f"{name}.yaml"
        named = mechanism.mediators if isinstance(mechanism.mediators, list) else []
        used = [mechanism.treatment, mechanism.outcome, *mechanism.controls, *named, *mechanism.moderators]
        for variable in [*used, *(mechanism.intermediate or [])]:
            refuse_unknown(path, "mechanism", variable, columns)
        refuse_unknown(path, "sample", mechanism.sample, study.samples)
        built = [name for name in (mechanism.treatment, mechanism.outcome, *named) if name in study.indices]
        if mechanism.index_uncertainty and not built:
            raise SpecError(f"{path}: 'index_uncertainty' is on, and no role is an index; drop the key.")


def _check_analyses(study: Study, folder: Path) -> None:
    for name, analysis in study.analyses.items():
        path = folder / "analyses" / f"{name}.yaml"
        refuse_unknown(path, "index", analysis.index, study.indices)
        refuse_unknown(path, "sample", analysis.sample, study.samples)
        if analysis.model:
            refuse_unknown(path, "model", analysis.model, study.models)
        if analysis.group:
            refuse_unknown(path, "group", analysis.group, study.units.group_names)


def _check_outputs(study: Study, folder: Path, columns: list[str]) -> None:
    for name, table in study.tables.items():
        path = folder / "tables" / f"{name}.yaml"
        for column in table.columns:
            refuse_unknown(path, "columns", column, study.models if table.kind == "regression" else columns)
        refuse_unknown(path, "sample", table.sample, study.samples)
        _check_pointers(study, path, table)
        if table.kind == "mechanism_moderated" and not study.mechanisms[str(table.mechanism)].moderators:
            raise SpecError(
                f"{path}: the mechanism '{table.mechanism}' has no moderators to show; name some in "
                f"mechanisms/{table.mechanism}.yaml or drop the table."
            )
    for name, figure in study.figures.items():
        path = folder / "figures" / f"{name}.yaml"
        _check_pointers(study, path, figure)
        if figure.table:
            refuse_unknown(path, "table", figure.table, study.tables)


def _check_pointers(study: Study, path: Path, spec: TableSpec | FigureSpec) -> None:
    if spec.index:
        refuse_unknown(path, "index", spec.index, study.indices)
    if spec.mechanism:
        refuse_unknown(path, "mechanism", spec.mechanism, study.mechanisms)
    if spec.analysis:
        refuse_unknown(path, "analysis", spec.analysis, study.analyses)
    fitting = [name for name, one in study.analyses.items() if one.kind == GATHERS.get(spec.kind)]
    for name in spec.analyses:
        refuse_unknown(path, "analyses", name, fitting)


def _check_claims(study: Study, folder: Path, columns: list[str]) -> None:
    path, facts = folder / "study.yaml", study.facts
    expected = [name for name, claim in study.theory.claims.items() if claim.kind != "effect"]
    for name, evidence in facts.claims.items():
        refuse_unknown(path, "claims", name, expected)
        if evidence.variable:
            refuse_unknown(path, f"claims.{name}.variable", evidence.variable, columns)
        if evidence.model:
            tabled = [
                m for table in study.tables.values() if table.kind == "regression" for m in table.columns
            ]
            refuse_unknown(
                path, f"claims.{name}.model (a column of a regression table)", evidence.model, tabled
            )
    missing = [name for name in expected if name not in facts.claims]
    if missing:
        raise SpecError(f"{path}: claim '{missing[0]}' has no line; name a variable or say not_observed.")
    for variable in (facts.treatment, facts.outcome):
        refuse_unknown(path, "treatment or outcome", variable, columns)
    refuse_unknown(path, "mechanism", facts.mechanism, study.mechanisms)
    tables = [name for name, table in study.tables.items() if table.kind == "regression"]
    refuse_unknown(path, "baseline", facts.baseline, tables)
    for name, evidence in facts.claims.items():
        if evidence.not_observed is None:
            _check_evidence(study, path, name, evidence)


def _check_evidence(study: Study, path: Path, claim: str, evidence: Evidence) -> None:
    """A channel is judged by its mediator, a direction by an analysis, any other claim by a model."""
    kind = study.theory.claims[claim].kind
    needed = "variable" if kind == "channel" else "model"
    if evidence.analysis:
        fitting = [name for name, spec in study.analyses.items() if spec.kind == TWO_WAY]
        refuse_unknown(path, f"claims.{claim}.analysis (of kind {TWO_WAY})", evidence.analysis, fitting)
        if kind != "direction":
            raise SpecError(f"{path}: claim '{claim}' is no direction; it is judged by a {needed}.")
        return
    if getattr(evidence, needed) is None:
        raise SpecError(f"{path}: claim '{claim}' is judged by a {needed}; add the key '{needed}'.")
    if needed == "variable":
        variable, mediators = str(evidence.variable), study.mediators(study.facts.mechanism)
        refuse_unknown(path, f"claims.{claim}.variable (a mediator)", variable, mediators)
        channels = [study.facts.claims[name].variable for name in study.theory.of_kind("channel")]
        if channels.count(variable) > 1:
            raise SpecError(f"{path}: '{variable}' stands for two channels; keep it under one claim.")


def _check_channels(study: Study, folder: Path, columns: list[str]) -> None:
    """A channel beyond the theory's stands under an effect, and for a variable that is no channel yet."""
    held = {str(study.facts.claims[c].variable): f"claim '{c}'" for c in study.theory.of_kind("channel")}
    for name, channel in study.channels.items():
        path, variable = folder / "channels" / f"{name}.yaml", mediator(name, channel)
        refuse_unknown(path, "effect", channel.effect, study.theory.of_kind("effect"))
        refuse_unknown(path, "variable", variable, columns)
        if variable in held:
            raise SpecError(
                f"{path}: '{variable}' is already a channel ({held[variable]}); take another variable."
            )
        held[variable] = f"channels/{name}.yaml"


def _check_roles(study: Study, folder: Path) -> None:
    """In a mechanism a variable has one role."""
    for name, spec in study.mechanisms.items():
        roles = {spec.treatment: "the treatment", spec.outcome: "the outcome"}
        roles |= dict.fromkeys(spec.controls, "a control")
        for variable in study.mediators(name):
            if variable in roles:
                raise SpecError(
                    f"{folder / 'mechanisms' / f'{name}.yaml'}: '{variable}' is {roles[variable]} and a "
                    "mediator; give it one role."
                )


def _check_groups(study: Study, folder: Path) -> None:
    """Groups of units are named by figures, by clusters and as the study's region."""
    groups = study.units.group_names
    if study.facts.region:
        refuse_unknown(folder / "study.yaml", "region", study.facts.region, groups)
    for name, figure in study.figures.items():
        if figure.group:
            refuse_unknown(folder / "figures" / f"{name}.yaml", "group", figure.group, groups)
    for name, model in study.models.items():
        if model.cluster:
            path = folder / "models" / f"{name}.yaml"
            refuse_unknown(path, "cluster", model.cluster, ["unit", "year", *groups])
