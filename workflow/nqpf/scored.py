"""The scores that a description of an index works on: one row per unit and year, with the unit's group."""

import pandas as pd

from nqpf.analysis import Material
from nqpf.errors import DataError, SpecError
from nqpf.registry import suggest
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.study import Study


def group_of(spec: AnalysisSpec, study: Study) -> str:
    """Name the group of units that an analysis compares: its own, else the study's region.

    Raises SpecError where neither is named.
    """
    group = spec.group or study.facts.region
    if group is None:
        raise SpecError(
            f"the analysis '{spec.label.en}' names no group and the study no region; "
            "add 'group: <group of units>'."
        )
    return group


def scored(spec: AnalysisSpec, study: Study, material: Material) -> pd.DataFrame:
    """List unit, year, group, score of the analysis' index over its sample; rows without one are left out.

    Raises DataError for a unit without a group and for a sample without any score.
    """
    group = group_of(spec, study)
    frame = material.sample[["unit", "year", group, spec.index]].copy()
    frame.columns = pd.Index(["unit", "year", "group", "score"])
    frame = frame.dropna(subset=["score"]).sort_values(["unit", "year"], ignore_index=True)
    if frame.empty:
        raise DataError(f"sample '{spec.sample}' holds no score of '{spec.index}'; widen its years.")
    lost = frame[frame["group"].isna()]
    if len(lost):
        raise DataError(
            f"the unit '{lost['unit'].iloc[0]}' has no {group}; add it under 'groups' in units.yaml."
        )
    return frame.assign(group=frame["group"].astype(str))


def refuse_unknown_columns(spec: AnalysisSpec, option: str, names: list[str], sample: pd.DataFrame) -> None:
    """Raise SpecError for the first name of an option that is no column of the sample."""
    for name in names:
        if name not in sample.columns:
            choices = [str(column) for column in sample.columns]
            raise SpecError(
                f"the analysis '{spec.label.en}': '{option}' names '{name}'; {suggest(name, choices)}."
            )
