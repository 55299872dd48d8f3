"""What a model predicts if the units that lag in a path, or in the treatment, caught up.

In the last year T the units at or below a quantile of a variable v are raised to a higher quantile, v_i +
d_i. With the model y = b1 x + b3 (x - x0)(w - w0) + b2 w + g'z + FE the prediction changes by

    v = x:                      d_i (b1 + b3 (w_i - w0))
    v = w, changing over time:  d_i (b2 + b3 (x_iT - x0))
    v = w, kept for good:       d_i b3 (x_iT - x_i1)

In the last case the unit effects absorb b2, so what w itself does to the level is not known; what is
predicted is how much more the growth of x since the unit's first year would have brought. A prediction of
the model, nothing else held to change: not a causal forecast.

Interval: whole units are redrawn and the coefficients estimated anew; the units of the scenario, their values
and both quantiles stay what they are, for the question is what the model predicts for these units. A second
interval answers the question for a population of which they are a sample: quantiles and the units that lag
are found anew in every draw too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nqpf import bootstrap
from nqpf.algebra.groups import Floats, Integers
from nqpf.blocks.counts import whole_counts
from nqpf.blocks.moments import slopes
from nqpf.errors import DataError

AFFECTED, ALL = "affected", "all"


@dataclass(frozen=True)
class Units:
    """The units in the last year, in sorted order.

    names, value: (units,) of the variable that is raised; weight: (units x terms) what a unit of d_i adds
    per coefficient; group: (units,) labels. low, high: (units,) range of the unit's own values.
    """

    names: list[str]
    value: Floats
    weight: Floats
    group: list[str]
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Lift:
    """Who is raised and how far: threshold, target; d: (units,), 0 for those who are not; affected: flags."""

    threshold: float
    target: float
    d: Floats
    affected: np.ndarray


@dataclass(frozen=True)
class Scenario:
    """What is predicted.

    summary: scope (affected, all, groups), units, affected, estimate, se, low, high (these units),
    sampled_low, sampled_high (units as a sample), per_<term>: the estimate per unit of each coefficient.
    by_unit: unit, group, value, scenario, lift, effect. outside_own, outside_group: shares of the affected
    whose scenario value lies outside the unit's own years, and above every unit of its group in the last
    year.
    """

    summary: pd.DataFrame
    by_unit: pd.DataFrame
    lift: Lift
    outside_own: float
    outside_group: float


def lift(value: Floats, below: float, to: float) -> Lift:
    """Raise the values at or below one quantile to another. Raises DataError where nobody would move."""
    threshold, target = (float(q) for q in np.quantile(value, [below, to]))
    affected = (value <= threshold) & (value < target)
    return Lift(threshold, target, np.where(affected, target - value, 0.0), affected)


def run(
    sample: pd.DataFrame,
    units: Units,
    *,
    terms: Sequence[str],
    outcome: str,
    controls: Sequence[str],
    below: float,
    to: float,
    draws: int,
    seed: int,
    level: float = 0.95,
) -> Scenario:
    """Predict, and redraw whole units.

    sample: complete rows with columns unit, year, terms, controls, outcome. terms: the regressors whose
    coefficients the weights of `units` multiply. Raises DataError where nobody would move.
    """
    made = lift(units.value, below, to)
    if not made.affected.any():
        raise DataError(f"no unit lies below its target when quantile {below} is raised to {to}; raise 'to'.")
    names = np.sort(sample["unit"].unique())
    own = _coefficients(sample, terms, outcome, controls, np.ones((1, len(names))))[0]
    counts = np.vstack(list(whole_counts(seed, len(names), draws)))
    drawn = _coefficients(sample, terms, outcome, controls, counts)
    scopes = [AFFECTED, ALL, *sorted(set(units.group))]
    parts = _means(units, made, np.arange(len(units.names)), np.eye(len(own)), scopes)
    summary = _summary(units, made, scopes, parts, own, drawn, level)
    counts = counts[:, np.searchsorted(names, units.names)]
    low, high = _sampled(units, counts, drawn, (below, to), scopes, level)
    shares = {f"per_{term}": parts[:, at] for at, term in enumerate(terms)}
    summary = summary.assign(sampled_low=low, sampled_high=high, **shares)
    return Scenario(summary, _by_unit(units, made, own), made, *_outside(units, made))


def _sampled(
    units: Units, counts: Floats, drawn: Floats, ask: tuple[float, float], scopes: list[str], level: float
) -> tuple[Floats, Floats]:
    """Percentile limits by scope where quantiles are found anew in every draw; ask: both quantiles."""
    pairs = zip(counts, drawn, strict=True)
    found = np.array([_redrawn(units, count, coef, *ask, scopes) for count, coef in pairs])
    low, high = np.nanquantile(found, [(1.0 - level) / 2.0, (1.0 + level) / 2.0], axis=0)
    return low, high


def _coefficients(
    sample: pd.DataFrame, terms: Sequence[str], outcome: str, controls: Sequence[str], counts: Floats
) -> Floats:
    """Coefficients of the terms (draws x terms), two-way effects and controls partialled out."""
    moments = bootstrap.moments(
        sample, columns=[*terms, outcome], controls=controls, unit="unit", time="year", counts=counts
    )
    return slopes(moments, outcome, list(terms))


def _redrawn(units: Units, count: Floats, coef: Floats, below: float, to: float, scopes: list[str]) -> Floats:
    """Means by scope in one draw, (scopes,); NaN for a scope without units."""
    taken = np.repeat(np.arange(len(count)), count.astype(int))
    if not len(taken):
        return np.full(len(scopes), np.nan)
    threshold, target = np.quantile(units.value[taken], [below, to])
    affected = (units.value <= threshold) & (units.value < target)
    made = Lift(threshold, target, np.where(affected, target - units.value, 0.0), affected)
    return _means(units, made, taken, coef[:, None], scopes)[:, 0]


def _means(units: Units, made: Lift, taken: Integers, coef: Floats, scopes: list[str]) -> Floats:
    """Mean effect (scopes x columns of coef) over the units taken: the affected, all, each group."""
    effect = (made.d[:, None] * (units.weight @ coef))[taken]
    affected, group = made.affected[taken], np.asarray(units.group)[taken]
    inside = [affected, np.ones(len(taken), dtype=bool), *(group == name for name in scopes[2:])]
    return np.array(
        [effect[one].mean(axis=0) if one.any() else np.full(coef.shape[1], np.nan) for one in inside]
    )


def _summary(
    units: Units, made: Lift, scopes: list[str], parts: Floats, coef: Floats, drawn: Floats, level: float
) -> pd.DataFrame:
    """Estimates by scope; percentile limits and SD over draws of the coefficients (draws x terms)."""
    tail = (1.0 - level) / 2.0
    found = drawn[np.isfinite(drawn).all(axis=1)] @ parts.T
    low, high = np.quantile(found, [tail, 1.0 - tail], axis=0)
    inside = [_inside(made, pd.Series(units.group), name) for name in scopes]
    return pd.DataFrame(
        {
            "scope": scopes,
            "units": [int(flags.sum()) for flags in inside],
            "affected": [int((flags & made.affected).sum()) for flags in inside],
            "estimate": parts @ coef,
            "se": found.std(axis=0, ddof=1),
            "low": low,
            "high": high,
        }
    )


def _inside(made: Lift, group: pd.Series, scope: str) -> np.ndarray:
    """Flags of the units of a scope."""
    if scope in (AFFECTED, ALL):
        return made.affected if scope == AFFECTED else np.ones(len(group), dtype=bool)
    return (group == scope).to_numpy()


def _by_unit(units: Units, made: Lift, coef: Floats) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "unit": units.names,
            "group": units.group,
            "value": units.value,
            "scenario": units.value + made.d,
            "lift": made.d,
            "estimate": made.d * (units.weight @ coef),
        }
    )


def _outside(units: Units, made: Lift) -> tuple[float, float]:
    """Shares of the affected that are raised above their own years, and above their whole group."""
    value, group = pd.Series(units.value), pd.Series(units.group)
    best = value.groupby(group).transform("max").to_numpy()
    goal = units.value + made.d
    own = (goal > units.high) | (goal < units.low)
    return float(own[made.affected].mean()), float((goal > best)[made.affected].mean())
