"""Two simultaneous equations by three-stage least squares (Zellner & Theil 1962), the effects out.

    y = b1 x + g1'w_y + d1'z + effects + u,    x = b2 y + g2'w_x + d2'z + effects + v

w_x moves x and is excluded from the equation of y, w_y the other way round; z are controls of both. All of
w_x, w_y, z are instruments of both equations. linearmodels estimates on the two-way within-transformed rows;
redraws of whole units come from cross-products alone, of which 2SLS and 3SLS are closed forms. Controls stand
in both equations and among the instruments, so partialling them out changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nqpf.algebra.groups import Floats
from nqpf.blocks.moments import Moments
from nqpf.dynamics import gmm
from nqpf.errors import DataError
from nqpf.estimate import prepare
from nqpf.estimators import twfe
from nqpf.inference.joint import Wald, wald

METHODS = ("ols", "2sls", "3sls")


@dataclass(frozen=True)
class Pair:
    """outcomes: (x, y). own: of each, the columns of its own equation, excluded from the other's."""

    outcomes: tuple[str, str]
    own: Mapping[str, tuple[str, ...]]
    controls: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        """Outcomes, then the excluded columns of both."""
        return [*self.outcomes, *self.instruments]

    @property
    def instruments(self) -> list[str]:
        """The excluded columns of both equations, those of x first."""
        return [name for outcome in self.outcomes for name in self.own[outcome]]

    def regressors(self, outcome: str) -> list[str]:
        """The other outcome, then the equation's own columns."""
        return [self.other(outcome), *self.own[outcome]]

    def other(self, outcome: str) -> str:
        """Name the other side."""
        return self.outcomes[1 - self.outcomes.index(outcome)]


def coefficients(moments: Moments, pair: Pair) -> dict[tuple[str, str], Floats]:
    """Estimate both equations in every draw: (method, outcome) -> (draws, regressors).

    moments: of pair.columns, effects and controls out.
    """
    square = _projected(moments, pair)
    found: dict[tuple[str, str], Floats] = {}
    for outcome in pair.outcomes:
        names = pair.regressors(outcome)
        found["ols", outcome] = _solve(_part(moments, names, names), _part(moments, names, [outcome]))[..., 0]
        found["2sls", outcome] = _solve(square(names, names), square(names, [outcome]))[..., 0]
    for outcome, values in zip(pair.outcomes, _third_stage(moments, pair, found), strict=True):
        found["3sls", outcome] = values
    return found


def _part(moments: Moments, left: Sequence[str], right: Sequence[str]) -> Floats:
    rows, columns = ([moments.place(name) for name in names] for names in (left, right))
    return moments.cells[:, rows][:, :, columns]


def _solve(left: Floats, right: Floats) -> Floats:
    """Solve scaled normal equations; a redraw without variation gives NaN."""
    size = np.sqrt(np.maximum(np.einsum("dkk->dk", left), 0.0))
    dead = ~(size > 0).all(axis=1)
    size = np.where(size > 0, size, 1.0)
    unit = left / size[:, :, None] / size[:, None, :]
    unit[dead | (np.abs(np.linalg.det(unit)) < gmm.SINGULAR**2)] = np.eye(left.shape[1])
    found = np.linalg.solve(unit, right / size[:, :, None]) / size[:, :, None]
    found[dead] = np.nan
    return np.asarray(found)


@dataclass(frozen=True)
class Projected:
    """Cross-products of columns projected on instruments of unit length: A'Z (Z'Z)^-1 Z'B."""

    moments: Moments
    names: tuple[str, ...]
    size: Floats
    inverse: Floats

    def __call__(self, left: Sequence[str], right: Sequence[str]) -> Floats:
        """Give the products of two lists of columns, (draws, left, right)."""
        a, b = (_part(self.moments, self.names, names) / self.size[:, :, None] for names in (left, right))
        return np.asarray(a.transpose(0, 2, 1) @ self.inverse @ b)


def _projected(moments: Moments, pair: Pair) -> Projected:
    square = _part(moments, pair.instruments, pair.instruments)
    size = _lengths(square)
    inverse = np.asarray(
        np.linalg.pinv(square / size[:, :, None] / size[:, None, :], hermitian=True), dtype=float
    )
    return Projected(moments, tuple(pair.instruments), size, inverse)


def _lengths(square: Floats) -> Floats:
    size = np.sqrt(np.maximum(np.einsum("dkk->dk", square), 0.0))
    return np.where(size > 0, size, 1.0)


def _third_stage(
    moments: Moments, pair: Pair, found: Mapping[tuple[str, str], Floats]
) -> tuple[Floats, Floats]:
    """Weight both equations by the inverse covariance of their 2SLS residuals."""
    x, y = pair.outcomes
    square = _projected(moments, pair)
    weight = np.linalg.inv(_errors(moments, pair, {name: found["2sls", name] for name in (x, y)}))
    names = {name: pair.regressors(name) for name in (x, y)}

    def pull(one: int, two: int) -> Floats:
        return np.asarray(weight[:, one, two, None, None], dtype=float)

    left = np.concatenate([
        np.concatenate([pull(i, j) * square(names[a], names[b]) for j, b in enumerate((x, y))], axis=2)
        for i, a in enumerate((x, y))
    ], axis=1)  # fmt: skip
    right = np.concatenate([
        sum(pull(i, j) * square(names[a], [b]) for j, b in enumerate((x, y)))
        for i, a in enumerate((x, y))
    ], axis=1)  # fmt: skip
    both = _solve(left, right)[..., 0]
    cut = len(names[x])
    return both[:, :cut], both[:, cut:]


def _errors(moments: Moments, pair: Pair, slopes: Mapping[str, Floats]) -> Floats:
    """Covariance of the residuals of both equations up to a factor, (draws, 2, 2)."""
    lines = []
    for outcome in pair.outcomes:
        line = np.zeros((len(moments), len(moments.names)))
        line[:, moments.place(outcome)] = 1.0
        for place, name in enumerate(pair.regressors(outcome)):
            line[:, moments.place(name)] = -slopes[outcome][:, place]
        lines.append(line)
    change = np.stack(lines, axis=1)
    return np.asarray(change @ moments.cells @ change.transpose(0, 2, 1))


def within(sample: pd.DataFrame, pair: Pair, unit: str = "unit", time: str = "year") -> pd.DataFrame:
    """Take unit and year effects out of every column; rows without an empty cell, with their unit's code."""
    first, *others = [*pair.columns, *pair.controls]
    design = prepare(sample, first, others, unit, time, ("unit", "time"), None, None)
    projection = design.projection()
    columns = {name: projection.sweep(design.column(place)) for place, name in enumerate(design.names)}
    return pd.DataFrame(columns).assign(unit=design.unit.codes)


def of_record(rows: pd.DataFrame, pair: Pair) -> dict[str, Floats]:
    """Estimate 3SLS by linearmodels on within-transformed rows: outcome -> its coefficients."""
    from linearmodels.system import IV3SLS

    equations = {
        outcome: {
            "dependent": rows[[outcome]],
            "exog": rows[[*pair.own[outcome], *pair.controls]],
            "endog": rows[[pair.other(outcome)]],
            "instruments": rows[list(pair.own[pair.other(outcome)])],
        }
        for outcome in pair.outcomes
    }
    fitted = IV3SLS(equations).fit(method="gls", iterate=False, cov_type="unadjusted")
    return {
        outcome: fitted.params[[f"{outcome}_{name}" for name in pair.regressors(outcome)]].to_numpy(float)
        for outcome in pair.outcomes
    }


def overidentified(rows: pd.DataFrame, pair: Pair) -> tuple[float, int]:
    """Hansen's J of both equations by two-step GMM on the rows, clustered by unit: statistic, df."""
    freed = _without(rows, pair)
    z = freed[pair.instruments].to_numpy(float)
    groups, count = rows["unit"].to_numpy(int), int(rows["unit"].max()) + 1
    many = len(pair.instruments)
    blocks = [
        _by_unit(groups, count, z, freed[pair.regressors(one)].to_numpy(float)) for one in pair.outcomes
    ]
    sides = [_by_unit(groups, count, z, freed[[one]].to_numpy(float))[:, :, 0] for one in pair.outcomes]
    widths = [block.shape[2] for block in blocks]
    regressors = np.zeros((1, count, 2 * many, sum(widths)))
    regressors[0, :, :many, : widths[0]], regressors[0, :, many:, widths[0] :] = blocks
    weight = np.kron(np.eye(2), z.T @ z)[None]
    outcome, ones = np.hstack(sides)[None], np.ones((1, count))
    fit = gmm.estimate(gmm.Moments(outcome, regressors, weight, ones, np.zeros((1, 0, 0))))
    return float(fit.j[0]), fit.df


def _without(rows: pd.DataFrame, pair: Pair) -> pd.DataFrame:
    """Partial the controls out of every column."""
    if not pair.controls:
        return rows
    z, names = rows[list(pair.controls)].to_numpy(float), pair.columns
    values = rows[names].to_numpy(float)
    scale = np.sqrt((z**2).mean(axis=0))
    left = values - (z / scale) @ np.linalg.lstsq(z / scale, values, rcond=None)[0]
    return pd.DataFrame(left, columns=names, index=rows.index)


def _by_unit(groups: np.ndarray, count: int, z: Floats, x: Floats) -> Floats:
    """Cross-products of every unit, (units, l, k)."""
    made = np.zeros((count, z.shape[1], x.shape[1]))
    np.add.at(made, groups, z[:, :, None] * x[:, None, :])
    return made


def first_stage(sample: pd.DataFrame, pair: Pair, outcome: str) -> Wald:
    """Test that the excluded columns of an outcome move it, all others given; clustered by unit."""
    regressors = [*pair.instruments, *pair.controls]
    fitted = twfe.estimate(sample, outcome=outcome, regressors=regressors, unit="unit", time="year")
    excluded = list(pair.own[outcome])
    if not excluded:
        raise DataError(
            f"the equation of '{outcome}' has no column of its own; name one under 'instruments'."
        )
    return wald(fitted.terms["coef"].loc[excluded], fitted.covariance, int(fitted.facts["df"]))
