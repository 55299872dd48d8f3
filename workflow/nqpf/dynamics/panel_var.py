"""Panel vector autoregression by GMM (Holtz-Eakin, Newey & Rosen 1988; Abrigo & Love 2016).

z_it = A_1 z_i,t-1 + ... + A_p z_i,t-p + controls + a_i + l_t + u_it, all equations with the same lagged
levels as instruments. Unit effects go by forward orthogonal deviations or differences; year effects and
exogenous controls are partialled out of the transformed rows and their instruments. The equations are
weighted jointly. Bands: whole units are redrawn, everything is estimated again from the units'
cross-products.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.algebra.groups import Floats
from nqpf.blocks.counts import whole_counts
from nqpf.dynamics import gmm, responses, serial
from nqpf.dynamics.equations import Model, Rows, build
from nqpf.dynamics.gmm import Moments, Products
from nqpf.dynamics.grid import Grid, Term
from nqpf.dynamics.helmert import Transformation
from nqpf.dynamics.instruments import Past
from nqpf.dynamics.serial import Serial
from nqpf.dynamics.single import hansen_p
from nqpf.errors import SpecError
from nqpf.inference.joint import upper_tail

AT_ONCE = 64  # draws estimated together


@dataclass(frozen=True)
class Var:
    """names: the variables. lags: p. instrument_lags: lagged levels of each as instruments.

    controls: (name, lag). levels: system GMM. steps: 1 or 2. least_lags: years lost whatever p is.
    """

    names: tuple[str, ...]
    lags: int = 1
    instrument_lags: int = 3
    controls: tuple[Term, ...] = ()
    transformation: Transformation = "fod"
    levels: bool = False
    steps: int = 2
    least_lags: int = 0

    def model(self) -> Model:
        """State the equations. Raises SpecError where there are fewer instruments than lags."""
        if self.instrument_lags < self.lags:
            raise SpecError(
                f"{self.instrument_lags} instrument lags cannot settle {self.lags} lags of a panel VAR; "
                "raise 'instrument_lags' or lower 'lags'."
            )
        terms = tuple((name, lag) for lag in range(1, self.lags + 1) for name in self.names)
        past = tuple(Past(name, 2, self.instrument_lags + 1) for name in self.names)
        return Model(
            outcomes=self.names, regressors=terms, past=past, controls=self.controls,
            transformation=self.transformation, levels=self.levels, years="partialled",
        )  # fmt: skip


@dataclass(frozen=True)
class Granger:
    """Do the lags of `cause` enter the equation of `effect`? F(q, df) from the robust covariance.

    total, se: sum of the lags' coefficients. place: of the coefficients among all, stacked by equation.
    """

    cause: str
    effect: str
    place: tuple[int, ...]
    total: float
    se: float
    statistic: float
    q: int
    df: int
    p: float


@dataclass(frozen=True)
class System:
    """A fitted panel VAR.

    lags: (p, m, m), row the equation. errors: (m, m) covariance of u. terms: equation, term, coef, se, t, p.
    covariance: (m k, m k). hansen: j, df, p. serial: equation -> orders 1, 2. instruments: per equation,
    without those partialled out. rows: transformed rows.
    """

    var: Var
    lags: Floats
    errors: Floats
    terms: pd.DataFrame
    covariance: Floats
    hansen: tuple[float, int, float | None]
    serial: dict[str, tuple[Serial, Serial]]
    granger: tuple[Granger, ...]
    instruments: int
    units: int
    rows: int

    @property
    def roots(self) -> npt.NDArray[np.complex128]:
        """Eigenvalues of the companion matrix, largest first."""
        return np.asarray(responses.roots(self.lags[None])[0])


@dataclass(frozen=True)
class Stack:
    """What a VAR is estimated from: rows, their cross-products, and the units' sums of squares (N, v, v)."""

    rows: Rows
    products: Products
    squares: Floats


def stack(grid: Grid, var: Var) -> Stack:
    """Make the rows and cross-products of a panel VAR."""
    rows = build(grid, var.model(), var.least_lags)
    years = rows.used.shape[1]
    parts = [rows.outcomes, rows.regressors, rows.nuisance]
    values = np.concatenate([part[:, :years] for part in parts], axis=2)
    return Stack(rows, gmm.products(rows), values.transpose(0, 2, 1) @ values)


def fit(grid: Grid, var: Var) -> System:
    """Estimate a panel VAR with all that stands under it."""
    made = stack(grid, var)
    moments = gmm.freed(made.products, np.ones((1, len(grid.units))))
    found = gmm.estimate(moments)
    covariance = gmm.covariance(moments, found, var.steps)
    step = found.second if var.steps == 2 else found.first
    lags, errors = _system(made, var, moments, step.beta)
    units = int(made.rows.used.any(axis=1).sum())
    tests = {
        name: serial.of_equation(made.rows, made.products, moments, step, covariance, place)
        for place, name in enumerate(var.names)
    }
    return System(
        var=var, lags=lags[0], errors=errors[0], covariance=covariance,
        terms=_terms(made.rows, var, step.beta[0], covariance, units - 1),
        hansen=(float(found.j[0]), found.df, hansen_p(float(found.j[0]), found.df)),
        serial=tests,
        granger=_granger(var, step.beta[0], covariance, units - 1),
        instruments=made.products.sizes[2], units=units, rows=int(made.rows.used.sum()),
    )  # fmt: skip


def drawn(grid: Grid, var: Var, draws: int, seed: int, counts: Floats | None = None) -> tuple[Floats, Floats]:
    """Estimate again in every redraw of whole units: lags (draws, p, m, m), errors (draws, m, m)."""
    made = stack(grid, var)
    parts = [
        _estimated(made, var, block[first : first + AT_ONCE])
        for block in whole_counts(seed, len(grid.units), draws, counts)
        for first in range(0, len(block), AT_ONCE)
    ]
    return np.concatenate([lags for lags, _ in parts]), np.concatenate([errors for _, errors in parts])


def _estimated(made: Stack, var: Var, counts: Floats) -> tuple[Floats, Floats]:
    moments = gmm.freed(made.products, counts)
    found = gmm.estimate(moments)
    return _system(made, var, moments, (found.second if var.steps == 2 else found.first).beta)


def _system(made: Stack, var: Var, moments: Moments, beta: Floats) -> tuple[Floats, Floats]:
    """Turn stacked coefficients (D, m k) into lag matrices and the covariance of the errors."""
    m, k, _, c = made.products.sizes
    slopes = beta.reshape(-1, m, k).transpose(0, 2, 1)
    lags = slopes.reshape(-1, var.lags, m, m).transpose(0, 1, 3, 2)
    rest = moments.nuisance[:, :, :m] - moments.nuisance[:, :, m:] @ slopes
    change = np.concatenate([np.broadcast_to(np.eye(m), (len(beta), m, m)), -slopes, -rest], axis=1)
    flat = made.squares.reshape(len(made.squares), -1)
    squares = (moments.counts @ flat).reshape(-1, *made.squares.shape[1:])
    rows = moments.counts @ made.rows.used.sum(axis=1)
    scale = (rows - k - c) * (1.0 if var.transformation == "fod" else 2.0)
    errors = change.transpose(0, 2, 1) @ squares @ change / np.maximum(scale, 1.0)[:, None, None]
    return lags, errors


def _terms(rows: Rows, var: Var, beta: Floats, covariance: Floats, df: int) -> pd.DataFrame:
    from scipy.special import stdtr

    se = np.sqrt(np.diag(covariance))
    names = [(name, term) for name in var.names for term in rows.terms]
    frame = pd.DataFrame(names, columns=["equation", "term"])
    return frame.assign(coef=beta, se=se, t=beta / se, p=2 * stdtr(df, -np.abs(beta / se)))


def _granger(var: Var, beta: Floats, covariance: Floats, df: int) -> tuple[Granger, ...]:
    m, q = len(var.names), var.lags
    pairs = [(cause, effect) for cause in range(m) for effect in range(m) if cause != effect]
    found = []
    for cause, effect in pairs:
        place = tuple((effect * q + lag) * m + cause for lag in range(q))
        part = covariance[np.ix_(place, place)]
        own = beta[list(place)]
        value = float(own @ np.linalg.pinv(part) @ own) / q
        found.append(Granger(
            var.names[cause], var.names[effect], place, float(own.sum()), float(np.sqrt(part.sum())),
            value, q, df, upper_tail(value, q, df),
        ))  # fmt: skip
    return tuple(found)


def redrawn_p(system: System, test: Granger, lags: Floats) -> float:
    """Compare a Granger test with its recentred redraws, (1 + #) / (B + 1).

    lags: (draws, p, m, m) from `drawn`. The covariance stays that of the sample.
    """
    part = np.linalg.pinv(system.covariance[np.ix_(test.place, test.place)])
    cause, effect = (system.var.names.index(name) for name in (test.cause, test.effect))
    moved = lags[:, :, effect, cause] - system.lags[None, :, effect, cause]
    values = np.einsum("dp,pq,dq->d", moved, part, moved) / test.q
    return float((1 + np.sum(values >= test.statistic)) / (len(values) + 1))
