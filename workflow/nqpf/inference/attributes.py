"""Placebo of a difference between units: attributes are dealt out anew, and x times them is estimated again.

Does the effect of x differ with an attribute that a unit keeps for good - its region, its initial level, a
moderator? With x~ and y~ freed of unit effects, and N the year dummies, the controls and x~ itself,

    y~ = N g + sum_k b_k (a_ik x~) + e,      F = b' V^-1 b / K,

V clustered (CR1). If attributes were labels without meaning, any other deal of them would have done as well
(Fisher 1935). F is studentised, so that p is right in large samples too where the attribute goes with how
much x varies (Chung & Romano 2013; DiCiccio & Romano 2017, JASA 112). N does not change with a deal: freed
by an orthonormal basis Q once, a draw is a few products of what units have (units x q), never of rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.algebra.groups import Floats
from nqpf.errors import DataError, SpecError
from nqpf.estimate import Design, prepare, sweep
from nqpf.inference.clusters import check_convention, count
from nqpf.inference.permutation import TIE, centred_by_unit, exchanges, orthonormal, year_dummies

CELLS_AT_ONCE = 500_000
"""Cells of (draws x units x basis) that are held at a time: 4 MB."""
TOLERANCE = 1e-11
"""Smallest eigenvalue of a scaled matrix that is more than rounding (blocks/elimination.py)."""


@dataclass(frozen=True)
class Interaction:
    """A regression that waits for attributes: what each unit has in x~, y~ and the basis Q.

    xx, xy: (units,) x_i'x_i and x_i'y_i; qx, qy: (units x q) Q_i'x_i and Q_i'y_i; qq: (units x q x q)
    Q_i'Q_i; y is freed of Q. host: (units x clusters) membership, None where clusters are units; factor:
    CR1; df: clusters - 1.
    """

    xx: Floats
    xy: Floats
    qx: Floats
    qy: Floats
    qq: Floats
    host: Floats | None
    factor: float
    df: int

    def statistics(self, attributes: Floats) -> tuple[Floats, Floats]:
        """Coefficients (draws x K) and Wald F (draws,); NaN if singular. attributes: (draws x units x K)."""
        h = np.einsum("dik,iq->dqk", attributes, self.qx, optimize=True)
        weighted = attributes * self.xx[:, None]
        gram = attributes.transpose(0, 2, 1) @ weighted - h.transpose(0, 2, 1) @ h
        alive = _regular(gram, (attributes.transpose(0, 2, 1) @ weighted).diagonal(axis1=1, axis2=2))
        gram[~alive] = np.eye(gram.shape[1])
        coef = np.linalg.solve(gram, np.einsum("dik,i->dk", attributes, self.xy)[..., None])[..., 0]
        value = self._wald(gram, coef, self._scores(attributes, h, coef))
        coef[~alive], value[~alive] = np.nan, np.nan
        return coef, value

    def _scores(self, a: Floats, h: Floats, b: Floats) -> Floats:
        """Scores (a x_i - Q_i h)'(y_i - x_i a'b + Q_i h b) by cluster, (draws x clusters x K)."""
        hb = np.einsum("dqk,dk->dq", h, b)
        ab = np.einsum("dik,dk->di", a, b)
        own = self.xy - self.xx * ab + hb @ self.qx.T
        spread = np.tensordot(hb, self.qq, axes=([1], [2]))  # (draws x units x q)
        through = self.qy - ab[..., None] * self.qx + spread
        by_unit = a * own[..., None] - through @ h
        return np.asarray(by_unit if self.host is None else np.einsum("dik,ic->dck", by_unit, self.host))

    def _wald(self, gram: Floats, coef: Floats, scores: Floats) -> Floats:
        """F = b' V^-1 b / K with V = c A^-1 S'S A^-1: b'V^-1 b = (A b)' (S'S)^-1 (A b) / c."""
        meat = self.factor * (scores.transpose(0, 2, 1) @ scores)
        right = np.einsum("dkl,dl->dk", gram, coef)
        whole = _regular(meat, meat.diagonal(axis1=1, axis2=2))
        meat[~whole] = np.eye(meat.shape[1])
        solved = np.linalg.solve(meat, right[..., None])[..., 0]
        value = np.einsum("dk,dk->d", right, solved) / right.shape[1]
        return np.where(whole, value, np.nan)


def _regular(matrices: Floats, given: Floats) -> npt.NDArray[np.bool_]:
    """Which matrices (draws x K x K) can be solved, when their rows are scaled by given squared lengths."""
    length = np.sqrt(np.where(given > 0, given, 1.0))
    scaled = matrices / (length[:, :, None] * length[:, None, :])
    return np.asarray(np.linalg.eigvalsh(scaled)[:, 0] > TOLERANCE)


@dataclass(frozen=True)
class Dealt:
    """F of the sample and the share of deals with one as large: (1 + #) / (draws + 1)."""

    coef: Floats
    f: float
    p: float
    draws: int


def placebo(
    sample: pd.DataFrame,
    attributes: pd.DataFrame,
    *,
    outcome: str,
    treatment: str,
    controls: list[str],
    unit: str,
    time: str,
    cluster: str | None = None,
    weights: str | None = None,
    draws: int = 999,
    seed: int = 0,
    convention: str = "nested",
) -> Dealt:
    """Fisher permutation p of treatment x attributes: whole units exchange what they are.

    sample: flat. attributes: (units x K), index the units' names, no missing cell; rows of other units are
    left out. Raises SpecError for no draws, DataError where the attributes do not vary.
    """
    if draws < 1:
        raise SpecError(f"draws = {draws}: a placebo needs at least one permutation, 999 as a rule.")
    known = sample[sample[unit].isin(attributes.index)]
    design = prepare(known, outcome, [treatment, *controls], unit, time, ("unit", "time"), cluster, weights)
    names = _unit_names(known, design, unit)
    ready = interaction(design, attributes.shape[1], convention)
    own = attributes.loc[names].to_numpy(float)
    coef, f = ready.statistics(own[None])
    if not np.isfinite(f[0]):
        raise DataError(
            f"'{treatment}' times the attributes does not vary enough beyond effects and controls."
        )
    values = np.concatenate(list(_drawn(ready, own, draws, seed)))
    usable = values[np.isfinite(values)]
    p = (1 + int((usable >= f[0] * TIE).sum())) / (len(usable) + 1)
    return Dealt(coef[0], float(f[0]), float(p), len(usable))


def interaction(design: Design, attributes: int, convention: str = "nested") -> Interaction:
    """Free a design - outcome, treatment, controls - of effects and controls; attributes: how many, K."""
    check_convention(convention)
    slopes = len(design.names) - 1
    components = sweep(design).components  # refuses what is absorbed
    counted = count(
        convention, slopes + attributes, design.groupings, components, design.cluster, design.rows
    )
    columns = np.array([centred_by_unit(design, design.column(at)) for at in range(len(design.names))])
    basis = orthonormal(np.vstack([year_dummies(design), columns[1:]]))
    x, y = columns[1], columns[0] - basis @ (basis.T @ columns[0])
    parts = _by_unit(design, np.column_stack([x, y, basis]))
    return Interaction(
        xx=parts[:, 0, 0],
        xy=parts[:, 0, 1],
        qx=parts[:, 2:, 0],
        qy=parts[:, 2:, 1],
        qq=parts[:, 2:, 2:],
        host=_host(design),
        factor=counted.factor,
        df=counted.df,
    )


def _by_unit(design: Design, columns: Floats) -> Floats:
    """Cross-products of columns (n x p) within units, (units x p x p)."""
    order = np.argsort(design.unit.codes, kind="stable")
    starts = np.searchsorted(design.unit.codes[order], np.arange(design.unit.size))
    pieces = np.split(columns[order], starts[1:])
    return np.array([piece.T @ piece for piece in pieces])


def _host(design: Design) -> Floats | None:
    """Which cluster each unit lies in, (units x clusters); None where clusters are the units."""
    if design.cluster.size == design.unit.size:
        return None
    member = np.zeros((design.unit.size, design.cluster.size))
    member[design.unit.codes, design.cluster.codes] = 1.0
    if (member.sum(axis=1) > 1).any():
        raise DataError(f"a unit lies in more than one {design.cluster_name!r}: use clusters of whole units.")
    return member


def _unit_names(sample: pd.DataFrame, design: Design, unit: str) -> list[str]:
    """Names of the design's units in the order of their codes."""
    rows = sample[unit] if design.kept is None else sample[unit].iloc[design.kept]
    return list(pd.Series(rows.to_numpy(), index=design.unit.codes).groupby(level=0).first())


def _drawn(ready: Interaction, own: Floats, draws: int, seed: int) -> Iterator[Floats]:
    """F of deals, in batches."""
    at_once = max(1, CELLS_AT_ONCE // ready.qx.size)
    for source in exchanges(np.zeros(len(own), dtype=np.intp), draws, seed, at_once):
        yield ready.statistics(own[source])[1]
