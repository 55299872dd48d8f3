"""The sample of a mediation as sorted arrays, checked once and then trusted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.errors import DataError, SpecError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Roles:
    """Which column of the sample plays which part."""

    treatment: str
    mediators: tuple[str, ...]
    outcome: str
    controls: tuple[str, ...]
    unit: str
    time: str
    cluster: str
    weights: str | None

    @property
    def numbers(self) -> list[str]:
        """List the columns of the regressions: controls, treatment, mediators, outcome."""
        return [*self.controls, self.treatment, *self.mediators, self.outcome]

    @property
    def needed(self) -> list[str]:
        """Every column that must be there, each once."""
        weight = [self.weights] if self.weights else []
        return list(dict.fromkeys([*self.numbers, *weight, self.unit, self.time, self.cluster]))


@dataclass(frozen=True)
class Design:
    """Complete cases, sorted by cluster, unit, year, so that the order of the rows given never matters.

    values: (n x k) controls, treatment, mediators, outcome; weight: (n,); year: (n,) codes from 0;
    unit_start: (units + 1,) and cluster_start: (clusters + 1,) row numbers; clusters: sorted labels.
    """

    roles: Roles
    values: Floats
    weight: Floats
    year: Ints
    unit_start: Ints
    cluster_start: Ints
    clusters: pd.Index
    years: int

    @property
    def size(self) -> int:
        """Columns of the cross-products: year dummies, then the columns of `values`."""
        return self.years + int(self.values.shape[1])

    @property
    def nuisance(self) -> int:
        """Columns that are only partialled out: year dummies and controls."""
        return self.years + len(self.roles.controls)


def build(sample: pd.DataFrame, roles: Roles) -> Design:
    """Take the complete cases of all named columns and sort them.

    Raises SpecError for a column that is missing or named twice, DataError for text or infinite cells,
    weights that are not positive, no complete row, a unit in two clusters.
    """
    _check_roles(sample, roles)
    rows = sample[roles.needed].dropna()
    if rows.empty:
        raise DataError(
            f"No row has all of {', '.join(roles.needed)}: fill or drop the columns that are empty."
        )
    values, weight = _numbers(rows, roles)
    cluster, labels = pd.factorize(rows[roles.cluster], sort=True)
    unit, _ = pd.factorize(rows[roles.unit], sort=True)
    year, years = pd.factorize(rows[roles.time], sort=True)
    _check_nesting(rows, roles, unit, cluster)
    order = np.lexsort((year, unit, cluster))
    starts = [_starts(codes[order]) for codes in (unit, cluster)]
    return Design(
        roles, values[order], weight[order], year[order], starts[0], starts[1], pd.Index(labels), len(years)
    )


def _check_roles(sample: pd.DataFrame, roles: Roles) -> None:
    """Refuse a specification that cannot be meant."""
    absent = [column for column in roles.needed if column not in sample.columns]
    if absent:
        raise SpecError(
            f"The sample has no column {', '.join(map(repr, absent))}: add it or correct the name."
        )
    twice = sorted({column for column in roles.numbers if roles.numbers.count(column) > 1})
    if twice:
        raise SpecError(
            f"Column {twice[0]!r} is named twice among treatment, mediators, outcome, controls: name it once."
        )


def _numbers(rows: pd.DataFrame, roles: Roles) -> tuple[Floats, Floats]:
    """Turn the named columns into floats: (n x k) values and (n,) weights."""
    values = np.column_stack([_floats(rows, column) for column in roles.numbers])
    weight = np.ones(len(rows)) if roles.weights is None else _floats(rows, roles.weights)
    if not (weight > 0).all():
        raise DataError(f"Column {roles.weights!r} has weights that are not positive: drop those rows first.")
    return values, weight


def _floats(rows: pd.DataFrame, column: str) -> Floats:
    """One column as finite floats."""
    try:
        numbers = rows[column].to_numpy(dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(f"Column {column!r} is not numeric ({error}): correct the cell.") from None
    if not np.isfinite(numbers).all():
        raise DataError(f"Column {column!r} has infinite cells: correct them or set them missing.")
    return numbers


def _check_nesting(rows: pd.DataFrame, roles: Roles, unit: Ints, cluster: Ints) -> None:
    """Refuse clusters that split a unit: unit de-meaning would then depend on the draw."""
    first = np.full(int(unit.max()) + 1, -1)
    first[unit[::-1]] = cluster[::-1]
    split = np.flatnonzero(first[unit] != cluster)
    if split.size:
        name = str(rows[roles.unit].iloc[split[0]])
        raise DataError(
            f"Unit {name!r} lies in more than one {roles.cluster!r}: use clusters that hold whole units."
        )


def _starts(codes: Ints) -> Ints:
    """Row numbers at which a new group starts, with n at the end; codes: sorted into runs."""
    changes = np.flatnonzero(np.diff(codes)) + 1
    return np.concatenate([[0], changes, [len(codes)]]).astype(np.int64)


def roles_of(
    treatment: str,
    mediators: Sequence[str],
    outcome: str,
    controls: Sequence[str],
    unit: str,
    time: str,
    cluster: str | None,
    weights: str | None,
) -> Roles:
    """Gather the arguments of the public functions; the units are the clusters unless said otherwise."""
    if isinstance(mediators, str) or isinstance(controls, str):
        raise SpecError("mediators and controls are lists of columns: write ['m'], not 'm'.")
    if not mediators:
        raise SpecError("mediators is empty: name at least one mediator.")
    return Roles(treatment, tuple(mediators), outcome, tuple(controls), unit, time, cluster or unit, weights)
