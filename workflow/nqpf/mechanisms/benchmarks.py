"""Observed controls as yardsticks for unobserved confounders (Cinelli & Hazlett 2020, JRSS-B 82:39)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nqpf.blocks.design import Floats
from nqpf.blocks.moments import Moments
from nqpf.mechanisms.robustness import STRENGTHS, adjusted, confounder

# A correlation matrix that is worse conditioned holds a control that the others make up.
CONDITION = 1e11


@dataclass(frozen=True)
class Coefficient:
    """One coefficient of the sample: its equation is outcome on regressor, given, controls and effects.

    estimate: the coefficient; scale: residual spread of the outcome over that of the regressor; r2: partial
    R2 of the regressor with the outcome.
    """

    regressor: str
    outcome: str
    given: tuple[str, ...]
    estimate: float
    scale: float
    r2: float


def strongest(moments: Moments, coefficient: Coefficient, controls: Sequence[str]) -> dict[str, object]:
    """Find the control of which an unobserved likeness would move the coefficient most, and by how much.

    moments: of the sample (one row), controls among its columns. Returns benchmark (its name, "" without
    controls), r2_regressor (partial R2 of the control with the regressor given the other controls),
    r2_outcome (with the outcome, given those and the regressor), and adjusted_1, _2, _3: the estimate after a
    confounder once, twice, three times as strong as the control, working against it; NaN where none can be.
    """
    pairs = {name: _strengths(moments, coefficient, controls, name) for name in controls}
    moves = {name: _distance(coefficient, *pair) for name, pair in pairs.items()}
    if not moves:
        return _report("", coefficient, np.nan, np.nan)
    name = max(moves, key=lambda control: moves[control])
    return _report(name, coefficient, *pairs[name])


def _report(name: str, coefficient: Coefficient, first: float, second: float) -> dict[str, object]:
    after = {f"adjusted_{k}": _after(coefficient, first, second, k) for k in STRENGTHS}
    return {"benchmark": name, "r2_regressor": first, "r2_outcome": second, **after}


def _after(coefficient: Coefficient, first: float, second: float, strength: float) -> float:
    """Estimate after a confounder `strength` times as strong as a control with these partial R2."""
    pair = confounder(np.asarray(first), np.asarray(second), strength)
    return float(adjusted(np.asarray(coefficient.estimate), np.asarray(coefficient.scale), *pair))


def _distance(coefficient: Coefficient, first: float, second: float) -> float:
    """How far a confounder as strong as the control moves the estimate; endless where it is too strong."""
    if np.isnan(first) or np.isnan(second):
        return -1.0
    moved = abs(coefficient.estimate - _after(coefficient, first, second, 1))
    return float("inf") if np.isnan(moved) else moved


def _strengths(
    moments: Moments, coefficient: Coefficient, controls: Sequence[str], name: str
) -> tuple[float, float]:
    others = [*coefficient.given, *(control for control in controls if control != name)]
    with_regressor = partial_r2(moments, coefficient.regressor, name, others)
    with_outcome = partial_r2(moments, coefficient.outcome, name, [coefficient.regressor, *others])
    return with_regressor, with_outcome


def partial_r2(moments: Moments, first: str, second: str, given: Sequence[str]) -> float:
    """Squared partial correlation of two columns in the first row of the moments; NaN where it is undefined.

    From the inverse P of the columns' correlation matrix: P_12^2 / (P_11 P_22).
    """
    places = [moments.place(name) for name in (first, second, *given)]
    cells = moments.cells[0][np.ix_(places, places)]
    length = np.sqrt(np.diag(cells))
    if not (length > 0).all():
        return float("nan")
    unit: Floats = cells / np.outer(length, length)
    if not np.linalg.cond(unit) < CONDITION:
        return float("nan")
    inverse = np.linalg.inv(unit)
    return float(inverse[0, 1] ** 2 / (inverse[0, 0] * inverse[1, 1]))
