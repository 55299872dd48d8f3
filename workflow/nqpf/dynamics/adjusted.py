"""Two series on their own and each other's past, the bias of fixed effects taken out at fixed T.

With w_t = (y_t, x_t)' = A w_t-1 + G z_t-1 + a_i + l_t + e_t, Var e_t = O_t and z strictly exogenous, the
normal equations of least squares with unit effects do not have mean zero (Nickell 1981). For a unit with T
rows, whatever its start,

    E sum_t (w_t-1 - mean) e_t' = -(1/T) sum_j A^j (O_1 + ... + O_T-1-j),   j = 0 ... T - 2
    E sum_t (e_t - mean) (e_t - mean)' = (1 - 1/T) sum_t O_t

so with S the cross-products freed of effects and controls, and O_t = d_t O d_t, where the profile d_t (SDs of
the years) is given and O(A) follows from the second line, A solves

    S_wy - S_ww A' + sum_i (1/T_i) sum_j A^j (O_1 + ... + O_Ti-1-j) = 0

(the adjusted score of Dhaene & Jochmans 2016; Juodis 2013): consistent for many units and few years, without
the jackknife's variance and without an assumption on the first year. Near a unit root the equations may have
no solution; A is then where they are least violated, in within-SDs, and `solved` says so.
"""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from nqpf.blocks.moments import Moments
from nqpf.dynamics.half_panel import Floats

Flags = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.intp]
STEPS = 60
SOLVED = 1e-7  # of the correction's own size: rounding of the finite differences is below
NUDGE = 1e-6
LEAST = 0.05  # of the mean variance: no year has less
STUCK = 1e6  # damping at which a draw is left where it is
STILL = 1e-6  # share of the gap by which a step must reduce it


@dataclass(frozen=True)
class Solution:
    """A by draw, (draws x 2 x 2), rows the equations; solved: (draws,) whether the equations hold there."""

    matrix: Floats
    solved: Flags


@dataclass(frozen=True)
class _Equations:
    """Scaled moments by draw: least squares, S_ww^-1, S_ww, S_yw, S_yy, each (draws x 2 x 2).

    weights: (draws x T - 1 x 2 x 2), of O behind each power of A; free: (draws x 2 x 2), of O.
    """

    plain: Floats
    inverse: Floats
    past: Floats
    cross: Floats
    now: Floats
    weights: Floats
    free: Floats

    def of(self, draws: Integers) -> "_Equations":
        """Pick some draws."""
        return _Equations(*(getattr(self, field.name)[draws] for field in fields(self)))

    def gap(self, matrix: Floats) -> Floats:
        """A less what least squares plus the correction at A makes of it, (draws x 2 x 2)."""
        turned = matrix.swapaxes(1, 2)
        left = (
            self.now - matrix @ self.cross.swapaxes(1, 2) - self.cross @ turned + matrix @ self.past @ turned
        )
        power = np.broadcast_to(np.eye(matrix.shape[1]), matrix.shape)
        total = np.zeros_like(matrix)
        for step in range(self.weights.shape[1]):
            total = total + power @ (self.weights[:, step] * left / self.free)
            power = power @ matrix
        return np.asarray(matrix - self.plain - total.swapaxes(1, 2) @ self.inverse)


def solve(
    moments: Moments, past: tuple[str, str], now: tuple[str, str], profile: Floats, counts: Floats
) -> Solution:
    """Solve the adjusted equations in every draw.

    moments: of past and now, freed of two-way effects and controls, a matrix per row of counts. profile:
    (units x T x 2) SDs of the errors in each unit's rows, earliest first, NaN after its last; ones where all
    years are alike. counts: (draws x units). A draw without variation is NaN.
    """
    places = [moments.place(name) for name in (*past, *now)]
    cells = moments.cells[:, places][:, :, places]
    scale = np.tile(np.sqrt(np.einsum("dkk->dk", cells)[0, :2]), 2)  # one per series: A has powers
    equations, usable = _equations(cells / np.outer(scale, scale), profile, counts)
    with np.errstate(all="ignore"):
        matrix, gap = _least_squares(equations)
    norm = _norm(gap)
    matrix[~usable | ~np.isfinite(norm)] = np.nan
    return Solution(matrix * scale[2:, None] / scale[:2], (norm < SOLVED) & usable)


def profile_of(squares: Floats, rows: Floats) -> Floats:
    """SDs of the errors by year, mean square one, from mean squares of residuals without unit effects.

    squares: (T x 2), by year; rows: (T,) their numbers. E M_t = (1 - 2/T) O_t + mean O / T is turned round.
    """
    years = len(squares)
    weight = rows[:, None] / rows.sum()
    mean = (weight * squares).sum(axis=0) * years / (years - 1)
    found = np.maximum((squares - mean / years) / (1 - 2 / years), LEAST * mean) if years > 2 else squares
    return np.asarray(np.sqrt(found / (weight * found).sum(axis=0)))


def _equations(cells: Floats, profile: Floats, counts: Floats) -> tuple[_Equations, Flags]:
    """Set the equations up; year effects cost one unit's worth of degrees of freedom."""
    past, cross, now = cells[:, :2, :2].copy(), cells[:, 2:, :2], cells[:, 2:, 2:]
    usable = np.linalg.det(past) > NUDGE**2
    past[~usable] = np.eye(2)
    units = counts.sum(axis=1)
    share = np.where(units > 1, (units - 1) / np.maximum(units, 1), np.nan)[:, None, None]
    each = np.nan_to_num(profile[..., :, None] * profile[..., None, :])
    rows = (~np.isnan(profile[..., 0])).sum(axis=1).astype(np.float64)
    free = np.tensordot(counts, each.sum(axis=1) * (1 - 1 / rows)[:, None, None], axes=1) * share
    weights = np.tensordot(counts, _ahead(each, rows), axes=1) * share[:, None]
    inverse = np.asarray(np.linalg.inv(past), dtype=np.float64)
    return _Equations(cross @ inverse, inverse, past, cross, now, weights, free), usable


def _ahead(each: Floats, rows: Floats) -> Floats:
    """Sums over the first T_i - 1 - j years, over T_i, (units x T - 1 x 2 x 2); each: (units x T x 2 x 2)."""
    sums = np.concatenate([np.zeros_like(each[:, :1]), each.cumsum(axis=1)], axis=1)
    last = np.maximum(rows[:, None] - 1 - np.arange(each.shape[1] - 1), 0).astype(np.intp)
    return np.asarray(np.take_along_axis(sums, last[..., None, None], axis=1) / rows[:, None, None, None])


def _least_squares(equations: _Equations) -> tuple[Floats, Floats]:
    """Levenberg-Marquardt from plain least squares, all draws at once; each keeps its own damping."""
    matrix, gap = equations.plain.copy(), equations.gap(equations.plain)
    damping = np.full(len(matrix), 1e-3)
    for _ in range(STEPS):
        open_ = np.flatnonzero((_norm(gap) > SOLVED / 10) & (damping < STUCK))
        if not len(open_):
            break
        part, before = equations.of(open_), gap[open_]
        trial = matrix[open_] - _step(part, matrix[open_], before, damping[open_])
        after = part.gap(trial)
        better = _norm(after) < _norm(before)
        matrix[open_[better]], gap[open_[better]] = trial[better], after[better]
        small = _norm(before) - _norm(after) < STILL * _norm(before)  # least violated, or no way down
        change = np.where(better, np.where(small, STUCK, damping[open_] / 5), damping[open_] * 10)
        damping[open_] = np.maximum(change, 1e-12)
    return matrix, gap


def _step(equations: _Equations, matrix: Floats, gap: Floats, damping: Floats) -> Floats:
    slope = _slope(equations, matrix, gap)
    square = slope.swapaxes(1, 2) @ slope + damping[:, None, None] * np.eye(slope.shape[1])
    right = slope.swapaxes(1, 2) @ gap.reshape(len(gap), -1, 1)
    known = np.isfinite(square).all(axis=(1, 2)) & np.isfinite(right).all(axis=(1, 2))
    square[~known], right[~known] = np.eye(slope.shape[1]), np.nan
    return np.asarray(np.linalg.solve(square, right).reshape(matrix.shape))


def _norm(gap: Floats) -> Floats:
    return np.asarray(np.sqrt((gap**2).sum(axis=(1, 2))))


def _slope(equations: _Equations, matrix: Floats, gap: Floats) -> Floats:
    """Derivatives of the gap by finite differences, (draws x 4 x 4)."""
    draws, size = len(matrix), matrix.shape[1] ** 2
    slope = np.empty((draws, size, size))
    for place in range(size):
        nudged = matrix.copy()
        nudged.reshape(draws, -1)[:, place] += NUDGE
        slope[:, :, place] = (equations.gap(nudged) - gap).reshape(draws, -1) / NUDGE
    return slope
