"""The effect of x by group in one model, and tests that it is the same in all groups.

    y_it = sum_g c_g 1(i in g) x_it + g'z_it + a_i + l_t + e_it,     H0: c_1 = ... = c_q

Wald's F with clustered errors, and Fisher's p, whole units exchanging their groups (inference/attributes.py),
ask the same. Both take l_t to be common: where groups go different ways over time for other reasons, and x
grows, the difference in trends passes for one in effects. So the model is estimated again with year effects
of each group, l_gt (there c_g rests on the units of the group alone), and once more with controls by group
as well, which is what separate regressions amount to. Two separate columns with their own stars are no test
of a difference (Gelman & Stern 2006, The American Statistician 60:328).

Interval of one group: t with as many degrees of freedom as the group has units, less one; few units carry it,
however many there are in all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from nqpf.errors import DataError
from nqpf.estimate import Estimate
from nqpf.estimators import twfe
from nqpf.heterogeneity.groups import Groups
from nqpf.inference import attributes, wild_joint
from nqpf.inference.joint import Wald, wald
from nqpf.regression import FEW_CLUSTERS

OWN_YEARS = "year by group"
LEAST = 3
"""Units that a group needs; with fewer a clustered error says nothing."""


@dataclass(frozen=True)
class Difference:
    """Effects by group and the tests.

    effects: group, estimate, se, low, high, n, units; years_estimate, years_se, years_low, years_high with
    year effects by group. test: Wald test of equality; permutation_p, permutations: Fisher's. years:
    Wald test with year effects by group, years_wild_p its wild cluster bootstrap where clusters are few;
    interacted_p: with controls by group too; None where nothing is left to test. common: the effect in the
    same rows if it is the same for all. left_out: units in no group.
    """

    effects: pd.DataFrame
    test: Wald
    permutation_p: float
    permutations: int
    years: Wald | None
    years_wild_p: float | None
    interacted_p: float | None
    common: Mapping[str, float]
    left_out: int


@dataclass(frozen=True)
class Roles:
    """Who plays which part in the regression; settings: cluster, weights, convention."""

    outcome: str
    treatment: str
    controls: list[str]
    unit: str
    time: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    def crossed(self, rows: pd.DataFrame, place: pd.Series, groups: Groups) -> dict[str, pd.Series]:
        """The treatment in each group, 0 elsewhere."""
        return {f"{self.treatment} in {g}": rows[self.treatment] * (place == g) for g in groups.order}

    def estimate(self, rows: pd.DataFrame, regressors: list[str], time: str | None = None) -> Estimate:
        """Fit the outcome on regressors with effects of units and of time (default: the roles' own)."""
        return twfe.estimate(
            rows, outcome=self.outcome, regressors=regressors, unit=self.unit, time=time or self.time,
            **self.settings,
        )  # fmt: skip


def difference(
    sample: pd.DataFrame,
    groups: Groups,
    roles: Roles,
    *,
    draws: int = 999,
    seed: int = 0,
    level: float = 0.95,
) -> Difference:
    """Estimate and test one grouping. sample: flat, rows complete in all roles.

    Raises DataError for fewer than two groups and for a group of fewer than three units.
    """
    rows = sample[sample[roles.unit].isin(groups.label.index)].reset_index(drop=True)
    place = rows[roles.unit].map(groups.label)
    _refuse_small(groups, place.groupby(rows[roles.unit]).first())
    crossed = roles.crossed(rows, place, groups)
    estimate = roles.estimate(rows.assign(**crossed), [*crossed, *roles.controls])
    dealt = _dealt(rows, groups, roles, draws, seed)
    apart, years, wild = _own_years(rows, place, groups, roles, draws, seed, level)
    return Difference(
        effects=pd.concat([_effects(estimate, _sizes(rows, place, groups, roles), level), apart], axis=1),
        test=equality(estimate, list(crossed)),
        permutation_p=dealt.p,
        permutations=dealt.draws,
        years=years,
        years_wild_p=wild,
        interacted_p=_interacted(rows, place, groups, roles),
        common=_common(roles.estimate(rows, [roles.treatment, *roles.controls]), roles.treatment, level),
        left_out=sample[roles.unit].nunique() - rows[roles.unit].nunique(),
    )


def _refuse_small(groups: Groups, label: pd.Series) -> None:
    sizes = label.value_counts().reindex(list(groups.order), fill_value=0)
    if len(sizes) < 2:
        raise DataError(f"the grouping '{groups.name}' has one group only; leave it out.")
    if sizes.min() < LEAST:
        raise DataError(
            f"the group '{sizes.idxmin()}' of '{groups.name}' has {sizes.min()} units; join groups or "
            "leave the "
            f"grouping out ({LEAST} are needed)."
        )


def equality(estimate: Estimate, terms: list[str]) -> Wald:
    """Wald test that coefficients are equal, F(q - 1, G - 1); the choice of the reference is irrelevant."""
    contrast = np.hstack([-np.ones((len(terms) - 1, 1)), np.eye(len(terms) - 1)])
    gaps = contrast @ estimate.terms.loc[terms, "coef"].to_numpy(float)
    covariance = contrast @ estimate.covariance.loc[terms, terms].to_numpy(float) @ contrast.T
    names = terms[1:]
    frame = pd.DataFrame(covariance, index=names, columns=names)
    return wald(pd.Series(gaps, index=names), frame, estimate.facts["df"])


def _sizes(rows: pd.DataFrame, place: pd.Series, groups: Groups, roles: Roles) -> pd.DataFrame:
    """Rows and units of the groups in their order: group, n, units."""
    sizes = rows.groupby(place)[roles.unit].agg(n="size", units="nunique").loc[list(groups.order)]
    return sizes.rename_axis("group").reset_index()


def _effects(estimate: Estimate, sizes: pd.DataFrame, level: float) -> pd.DataFrame:
    """Effects of the groups, the first terms, with intervals from t(units of the group - 1)."""
    from scipy.special import stdtrit

    found = estimate.terms[["coef", "se"]].to_numpy(float)[: len(sizes)]
    reach = stdtrit(sizes["units"].to_numpy(float) - 1.0, 0.5 + level / 2.0) * found[:, 1]
    ends = {"low": found[:, 0] - reach, "high": found[:, 0] + reach}
    made = pd.DataFrame({"estimate": found[:, 0], "se": found[:, 1], **ends})
    return pd.concat([sizes[["group"]], made, sizes[["n", "units"]]], axis=1)


def _common(estimate: Estimate, treatment: str, level: float) -> dict[str, float]:
    ends = estimate.interval(level)
    found = {"estimate": estimate.terms["coef"], "low": ends["low"], "high": ends["high"]}
    return {name: float(column[treatment]) for name, column in found.items()}


def _dealt(rows: pd.DataFrame, groups: Groups, roles: Roles, draws: int, seed: int) -> attributes.Dealt:
    """Fisher's p: dummies of all groups but the first, dealt out among units."""
    label = groups.label[groups.label.index.isin(rows[roles.unit].unique())]
    dummies = pd.DataFrame({g: (label == g).astype(float) for g in groups.order[1:]})
    return attributes.placebo(
        rows, dummies, outcome=roles.outcome, treatment=roles.treatment, controls=roles.controls,
        unit=roles.unit, time=roles.time, draws=draws, seed=seed, **roles.settings,
    )  # fmt: skip


def _by_group(rows: pd.DataFrame, place: pd.Series, roles: Roles) -> pd.DataFrame:
    """Rows with a column OWN_YEARS, the years of each group."""
    return rows.assign(**{OWN_YEARS: rows[roles.time].astype(str) + " " + place.astype(str)})


def _own_years(
    rows: pd.DataFrame,
    place: pd.Series,
    groups: Groups,
    roles: Roles,
    draws: int,
    seed: int,
    level: float,
) -> tuple[pd.DataFrame, Wald | None, float | None]:
    """Effects, their test and its bootstrap p where every group has year effects of its own."""
    frame = _by_group(rows, place, roles)
    crossed = roles.crossed(rows, place, groups)
    names = ["estimate", "se", "low", "high"]
    try:
        estimate = roles.estimate(frame.assign(**crossed), [*crossed, *roles.controls], OWN_YEARS)
        test = equality(estimate, list(crossed))
    except DataError:  # too few units in a group for year effects of its own
        empty = pd.DataFrame(np.nan, index=range(len(groups.order)), columns=names)
        return empty.add_prefix("years_"), None, None
    table = _effects(estimate, _sizes(rows, place, groups, roles), level)[names].add_prefix("years_")
    if estimate.facts["clusters"] > wild_joint.MOST_CLUSTERS:
        return table, test, None
    terms = list(crossed)[1:]
    wild = wild_joint.p_value(
        frame.assign(**crossed), outcome=roles.outcome, terms=terms, unit=roles.unit, time=OWN_YEARS,
        regressors=[roles.treatment, *terms, *roles.controls], draws=draws, seed=seed, **roles.settings,
    )  # fmt: skip
    return table, test, wild


def _interacted(rows: pd.DataFrame, place: pd.Series, groups: Groups, roles: Roles) -> float | None:
    """P of equality where controls, too, differ by group; None where nothing is left to test."""
    names = [roles.treatment, *roles.controls]
    crossed = {f"{name} in {g}": rows[name] * (place == g) for name in names for g in groups.order}
    frame = _by_group(rows, place, roles).assign(**crossed)
    try:
        estimate = roles.estimate(frame, list(crossed), OWN_YEARS)
        if estimate.facts["clusters"] < FEW_CLUSTERS:  # Wald's p is far too small there
            return None
        return equality(estimate, [f"{roles.treatment} in {g}" for g in groups.order]).p
    except DataError:  # too few units in a group for effects of its own
        return None
