"""One- and two-step GMM of dynamic panels from the cross-products of units.

First step: weights (sum_i Z_i'M_i M_i'Z_i)^-1, second: (sum_i Z_i'e_i e_i'Z_i)^-1 at the first step's
residuals (Arellano & Bond 1991; with levels, the matrix that plm and xtabond2's h(3) take). Errors are robust
and by unit, of the second step corrected after Windmeijer (2005). Hansen's (1982) J is that of the second
step. Everything has a leading axis of draws: a redraw of units is a vector of weights on their
cross-products, nothing is estimated differently in a draw than in the sample.
"""

from dataclasses import dataclass

import numpy as np

from nqpf.algebra.groups import Floats
from nqpf.dynamics.equations import Rows
from nqpf.errors import DataError

SINGULAR = 1e-10
"""Eigenvalue, of a matrix scaled to a unit diagonal, below which its direction is left out of the inverse."""


@dataclass(frozen=True)
class Products:
    """Cross-products of every unit: cross (N, l + c, m + k + c) = [Z, K]'[Y, X, C]; weight (N, l + c, l + c).

    sizes: m outcomes, k regressors, l instruments, c nuisance columns.
    """

    cross: Floats
    weight: Floats
    sizes: tuple[int, int, int, int]


@dataclass(frozen=True)
class Moments:
    """What the estimator sees, the nuisance out; D draws, equations stacked (l and k are then m-fold).

    outcome (D, N, l), regressors (D, N, l, k): Z_i'y_i and Z_i'X_i of every unit. weight (D, l, l): of the
    first step. counts (D, N): how often a unit is taken. nuisance (D, c, m + k): (K'C)^-1 K'[Y, X].
    """

    outcome: Floats
    regressors: Floats
    weight: Floats
    counts: Floats
    nuisance: Floats


@dataclass(frozen=True)
class Step:
    """Estimates of one step: beta (D, k), bread (D, k, k), map (D, k, l) with beta = map Z'y.

    inverse (D, l, l): of the weight matrix. scores (D, N, l): Z_i'e_i. rank (D,): of the weight matrix.
    """

    beta: Floats
    bread: Floats
    map: Floats
    inverse: Floats
    scores: Floats
    rank: Floats


@dataclass(frozen=True)
class Fit:
    """Both steps, and Hansen's test of the second: j (D,), df."""

    first: Step
    second: Step
    j: Floats
    df: int


def products(rows: Rows) -> Products:
    """Stack the cross-products of every unit."""
    left = np.concatenate([rows.instruments, rows.nuisance_instruments], axis=2).transpose(0, 2, 1)
    right = np.concatenate([rows.outcomes, rows.regressors, rows.nuisance], axis=2)
    parts = (rows.outcomes, rows.regressors, rows.instruments, rows.nuisance)
    m, k, many, c = (part.shape[2] for part in parts)
    if many < k:
        raise DataError(f"{many} instruments cannot settle {k} coefficients; allow more lags as instruments.")
    return Products(left @ right, left @ rows.weight @ left.transpose(0, 2, 1), (m, k, many, c))


def freed(given: Products, counts: Floats) -> Moments:
    """Partial the nuisance out of outcomes, regressors and instruments in every draw.

    d = (K'C)^-1 K'(y - X b), so that the moments are (Z' - Z'C (K'C)^-1 K')(y - X b): exactly identified
    columns leave the weighting alone. counts: (D, N). Several outcomes become stacked equations.
    """
    m, _, many, c = given.sizes
    units, cross, weight = len(given.cross), given.cross[None], given.weight
    total = _sums(given.cross, counts)
    change, other = _projections(total, many, c)
    main = cross[:, :, :many, : cross.shape[3] - c]
    if c:
        main = main - change[:, None] @ cross[:, :, many:, : cross.shape[3] - c]
        rest = cross[:, :, :many, -c:] - change[:, None] @ cross[:, :, many:, -c:]
        main = main - rest @ other[:, None]
    sweep = np.concatenate([np.broadcast_to(np.eye(many), (len(counts), many, many)), -change], axis=2)
    first = sweep @ _sums(weight, counts) @ sweep.transpose(0, 2, 1)
    main = np.broadcast_to(main, (len(counts), units, *main.shape[2:]))
    return _stacked(main[..., :m], main[..., m:], first, counts, other)


def _sums(by_unit: Floats, counts: Floats) -> Floats:
    """Weighted sums over units, (D, ., .)."""
    return np.asarray((counts @ by_unit.reshape(len(by_unit), -1)).reshape(-1, *by_unit.shape[1:]))


def _projections(total: Floats, many: int, c: int) -> tuple[Floats, Floats]:
    """Z'C (K'C)^-1, (D, l, c), and (K'C)^-1 K'[Y, X], (D, c, m + k)."""
    if not c:
        return np.zeros((len(total), many, 0)), np.zeros((len(total), 0, total.shape[2]))
    inverse = np.linalg.pinv(total[:, many:, -c:], rcond=SINGULAR)
    return total[:, :many, -c:] @ inverse, inverse @ total[:, many:, :-c]


def _stacked(
    outcomes: Floats, regressors: Floats, weight: Floats, counts: Floats, nuisance: Floats
) -> Moments:
    """Turn m outcomes with common regressors into one equation over the other."""
    m, (draws, units, many, k) = outcomes.shape[3], regressors.shape
    if m == 1:
        return Moments(outcomes[..., 0], regressors, weight, counts, nuisance)
    blocks, weights = np.zeros((draws, units, m * many, m * k)), np.zeros((draws, m * many, m * many))
    for place in range(m):
        rows, columns = slice(place * many, (place + 1) * many), slice(place * k, (place + 1) * k)
        blocks[:, :, rows, columns] = regressors
        weights[:, rows, rows] = weight
    outcome = outcomes.transpose(0, 1, 3, 2).reshape(draws, units, m * many)
    return Moments(outcome, blocks, weights, counts, nuisance)


def estimate(moments: Moments) -> Fit:
    """Estimate both steps in every draw."""
    first = _step(moments, moments.weight)
    second = _step(moments, _outer(first.scores, first.scores, moments.counts))
    total = np.einsum("dn,dnl->dl", moments.counts, second.scores)
    j = np.einsum("dl,dlk,dk->d", total, second.inverse, total)
    used = int(second.rank[0]) if len(second.rank) else 0
    return Fit(first, second, j, used - moments.regressors.shape[3])


def _step(moments: Moments, weight: Floats) -> Step:
    inverse, rank = _inverse(weight)
    zx = np.einsum("dn,dnlk->dlk", moments.counts, moments.regressors)
    zy = np.einsum("dn,dnl->dl", moments.counts, moments.outcome)
    half = zx.transpose(0, 2, 1) @ inverse
    bread, _ = _inverse(half @ zx)
    change = bread @ half
    beta = np.einsum("dkl,dl->dk", change, zy)
    scores = moments.outcome - np.einsum("dnlk,dk->dnl", moments.regressors, beta)
    return Step(beta, bread, change, inverse, scores, rank)


def _outer(left: Floats, right: Floats, counts: Floats) -> Floats:
    """Sum left_i right_i' over units, (D, l, l)."""
    return np.asarray((left * counts[:, :, None]).transpose(0, 2, 1) @ right)


def _inverse(matrix: Floats) -> tuple[Floats, Floats]:
    """Invert positive semi-definite matrices (D, l, l), whatever their columns' units; with ranks."""
    scale = np.sqrt(np.maximum(np.einsum("dll->dl", matrix), 0.0))
    scale = np.where(scale > 0, scale, 1.0)
    both = scale[:, :, None] * scale[:, None, :]
    values, vectors = np.linalg.eigh(matrix / both)
    kept = values > SINGULAR
    power = np.where(kept, 1.0 / np.where(kept, values, 1.0), 0.0)
    inverse = (vectors * power[:, None, :]) @ vectors.transpose(0, 2, 1)
    return inverse / both, kept.sum(axis=1)


def covariance(moments: Moments, fit: Fit, steps: int) -> Floats:
    """Covariance by unit of the sample, the first draw, (k, k); two steps: Windmeijer (2005)."""
    one = _sandwich(moments, fit.first)
    if steps == 1:
        return one
    second, bread = fit.second, fit.second.bread[0]
    total = np.einsum("n,nl->l", moments.counts[0], second.scores[0])
    weighted = second.inverse[0] @ total
    slope = np.einsum("n,nlk,nm->klm", moments.counts[0], moments.regressors[0], fit.first.scores[0])
    slope = -(slope + slope.transpose(0, 2, 1))
    bias = -(second.map[0] @ (slope @ weighted).T)
    return np.asarray(bread + bias @ bread + bread @ bias.T + bias @ one @ bias.T)


def _sandwich(moments: Moments, step: Step) -> Floats:
    meat = _outer(step.scores[:1], step.scores[:1], moments.counts[:1])[0]
    return np.asarray(step.map[0] @ meat @ step.map[0].T)
