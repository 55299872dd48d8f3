"""Samples: which unit-years enter an estimation, with every variable and every index as a column."""

from collections.abc import Iterable, Mapping

import pandas as pd

from nqpf.errors import DataError
from nqpf.specs.base import Span
from nqpf.specs.models import SampleSpec


def build_sample(
    panel: pd.DataFrame, scores: Mapping[str, pd.Series], units: pd.DataFrame, spec: SampleSpec, years: Span
) -> pd.DataFrame:
    """Join panel, indices and groups, then keep what the spec asks for.

    panel: frame by (unit, year). scores: index name -> series by (unit, year). units: frame with a
    column unit and group columns. years: the study's, used when the spec names none.
    Returns a flat frame: unit, year, groups, variables, indices; sorted by unit and year.
    Raises DataError when an excluded unit does not exist or nothing is left.
    """
    columns = pd.DataFrame(dict(scores), index=panel.index)
    joined = panel.join(columns, validate="1:1").sort_index().reset_index()
    _check_units(spec.exclude_units, joined["unit"].unique())
    span = spec.years or years
    kept = joined[joined["year"].between(span.first, span.last) & ~joined["unit"].isin(spec.exclude_units)]
    kept = kept.dropna(subset=spec.complete)
    if kept.empty:
        raise DataError(f"sample '{spec.label.en}': no row is left; widen the years or shorten 'complete'.")
    return _with_groups(kept, units)


def _check_units(named: Iterable[str], present: Iterable[str]) -> None:
    unknown = sorted(set(named) - set(present))
    if unknown:
        raise DataError(
            f"the sample excludes '{unknown[0]}', which is no unit of the panel; correct the name."
        )


def _with_groups(sample: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    groups = [name for name in map(str, units) if name != "unit" and not name.startswith("label_")]
    joined = sample.merge(units[["unit", *groups]], on="unit", how="left", validate="m:1")
    return joined[["unit", "year", *groups, *(c for c in sample if c not in ("unit", "year"))]]
