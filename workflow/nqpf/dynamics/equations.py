"""The equations of a dynamic panel, unit by unit: transformed rows, and levels rows where it is system GMM.

Per unit i, with M_i the transformation (levels rows: the identity below it),

    M_i y_i = M_i X_i b + M_i C_i d + M_i e_i,    E[Z_i' M_i e_i] = 0,    E[K_i' M_i e_i] = 0,

C the nuisance columns (year dummies, exogenous controls) with as many instruments K. Stacked are only the
cross-products of unit i, of which every estimate and every redraw of units is a weighted sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nqpf.algebra.groups import Flags, Floats
from nqpf.dynamics import helmert, instruments
from nqpf.dynamics.grid import Grid, Term, complete
from nqpf.dynamics.helmert import Transformation
from nqpf.dynamics.instruments import Past
from nqpf.errors import DataError

Years = Literal["none", "regressors", "partialled"]


@dataclass(frozen=True)
class Model:
    """One or more equations with the same regressors and instruments.

    outcomes: names. regressors: (name, lag). past: GMM-style instruments. exogenous: regressors that
    instrument themselves. controls: (name, lag), exogenous, partialled out. levels: system GMM. years: year
    dummies (and an intercept where there are levels) as regressors, partialled out, or none.
    """

    outcomes: tuple[str, ...]
    regressors: tuple[Term, ...]
    past: tuple[Past, ...]
    exogenous: tuple[Term, ...] = ()
    controls: tuple[Term, ...] = ()
    transformation: Transformation = "difference"
    levels: bool = False
    years: Years = "regressors"

    @property
    def names(self) -> tuple[str, ...]:
        """Every column of the sample that the model needs, each once."""
        terms = [*self.regressors, *self.exogenous, *self.controls]
        pasts = [one.name for one in self.past]
        return tuple(dict.fromkeys([*self.outcomes, *(name for name, _ in terms), *pasts]))


@dataclass(frozen=True)
class Rows:
    """The rows of every unit; R = T transformed rows, then T levels rows where it is system GMM.

    outcomes (N, R, m), regressors (N, R, k), instruments (N, R, l), nuisance and its instruments (N, R, c),
    weight (N, R, R) = M_i M_i'. terms: names of the k regressors. present: (N, T) rows before the
    transformation. used: (N, T) transformed rows that exist. pieces: the levels of outcomes, regressors,
    nuisance, (N, T, .).
    """

    outcomes: Floats
    regressors: Floats
    instruments: Floats
    nuisance: Floats
    nuisance_instruments: Floats
    weight: Floats
    terms: tuple[str, ...]
    present: Flags
    used: Flags
    pieces: tuple[Floats, Floats, Floats]


def label(term: Term) -> str:
    """Name a lagged column as the regressions do: x, x_lag1."""
    name, years = term
    return f"{name}_lag{years}" if years else name


def build(grid: Grid, model: Model, least_lags: int = 0) -> Rows:
    """Make the rows of a model.

    least_lags: years lost at the start whatever the model needs, for common samples. Raises DataError
    where no row is left.
    """
    outcomes = grid.stack((name, 0) for name in model.outcomes)
    regressors, controls = grid.stack(model.regressors), grid.stack(model.controls)
    present = complete(outcomes, regressors, controls) & _late_enough(grid, model, least_lags)
    matrix = helmert.matrices(present, model.transformation)
    used: Flags = np.asarray(matrix.any(axis=2))
    if not used.any():
        raise DataError("no unit has enough years in a row for the lags of a dynamic panel; take fewer lags.")
    dummies, names = _year_dummies(grid, present, model.levels)
    own, nuisance = _placed(regressors, controls, dummies, model.years)
    full = np.concatenate([matrix, _identity(present)], axis=1) if model.levels else matrix
    terms = [*map(label, model.regressors), *(names if model.years == "regressors" else [])]
    main, others = _instruments(grid, model, matrix, present, used, dummies)
    return Rows(
        outcomes=helmert.apply(full, outcomes), regressors=helmert.apply(full, own),
        instruments=main, nuisance=helmert.apply(full, nuisance), nuisance_instruments=others,
        weight=full @ full.transpose(0, 2, 1), terms=tuple(terms), present=present, used=used,
        pieces=(outcomes, own, nuisance),
    )  # fmt: skip


def _late_enough(grid: Grid, model: Model, least: int) -> Flags:
    late: Flags = np.arange(len(grid.years)) >= least
    return late[None, :] & complete(grid.stack((name, least) for name in model.outcomes))


def _identity(present: Flags) -> Floats:
    return np.asarray(present[:, :, None] * np.eye(present.shape[1]))


def _year_dummies(grid: Grid, present: Flags, levels: bool) -> tuple[Floats, list[str]]:
    """Dummies of the years in use but the first, after an intercept where there are levels, (N, T, c)."""
    years = np.flatnonzero(present.any(axis=0))
    made, names = np.eye(len(grid.years))[:, years[1:]], [str(grid.years[year]) for year in years[1:]]
    if levels:
        made, names = np.hstack([np.ones((len(made), 1)), made]), ["constant", *names]
    return np.broadcast_to(made, (len(present), *made.shape)), names


def _placed(regressors: Floats, controls: Floats, dummies: Floats, years: Years) -> tuple[Floats, Floats]:
    """Put the year dummies among the regressors, among the nuisance, or nowhere."""
    if years == "regressors":
        return np.concatenate([regressors, dummies], axis=2), controls
    return regressors, controls if years == "none" else np.concatenate([dummies, controls], axis=2)


def _instruments(
    grid: Grid, model: Model, matrix: Floats, present: Flags, used: Flags, dummies: Floats
) -> tuple[Floats, Floats]:
    """Instruments of the regressors and of the nuisance; columns without any value are left out."""
    both = _Both(matrix, present, used, model.levels)
    main = [both.past(grid.columns[one.name], one) for one in model.past]
    main += [both.each(grid.stack([term])) for term in model.exogenous]
    effects = both.levels_first(dummies)
    controls = both.transformed(grid.stack(model.controls))
    others = [controls] if model.years != "partialled" else [effects, controls]
    if model.years == "regressors":
        main.append(effects)
    together = np.concatenate(main, axis=2)
    return together[:, :, np.abs(together).sum(axis=(0, 1)) > 0], np.concatenate(others, axis=2)


@dataclass(frozen=True)
class _Both:
    """Instruments of the transformed rows and, where it is system GMM, of the levels rows below them."""

    matrix: Floats
    present: Flags
    used: Flags
    levels: bool

    def past(self, values: Floats, past: Past) -> Floats:
        above = instruments.levels(values, past) * self.used[:, :, None]
        below = instruments.differences(values, past) * self.present[:, :, None]
        return self._blocks(above, below)

    def each(self, values: Floats) -> Floats:
        """Instrument each part by itself, in columns of its own (as plm)."""
        return self._blocks(
            helmert.apply(self.matrix, values), np.nan_to_num(values) * self.present[:, :, None]
        )

    def transformed(self, values: Floats) -> Floats:
        """Instrument the transformed rows only: in levels a control may go with the unit effect."""
        above = helmert.apply(self.matrix, values)
        return self._blocks(above, np.zeros((*self.present.shape, 0)))

    def levels_first(self, values: Floats) -> Floats:
        """Instrument the levels rows where there are any: enough for year effects (as plm, xtabond2)."""
        if not self.levels:
            return helmert.apply(self.matrix, values)
        return self._blocks(np.zeros((*self.present.shape, 0)), values * self.present[:, :, None])

    def _blocks(self, above: Floats, below: Floats) -> Floats:
        if not self.levels:
            return above
        units, years = self.present.shape
        corner = np.zeros((units, years, below.shape[2])), np.zeros((units, years, above.shape[2]))
        return np.concatenate(
            [np.concatenate([above, corner[0]], axis=2), np.concatenate([corner[1], below], axis=2)], axis=1
        )


def control_terms(names: Sequence[str], lag: int) -> tuple[Term, ...]:
    """Lag controls alike."""
    return tuple((name, lag) for name in names)
