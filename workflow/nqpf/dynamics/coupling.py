"""Coupling coordination of two indices, and what it would be if units were paired at random.

    C = 2 sqrt(U1 U2) / (U1 + U2),   T = w U1 + (1 - w) U2,   D = sqrt(C T)

(Liao 1999, Tropical Geography 19(2), 171-177, who also gives the ten grades; in this corrected form Wang,
Kong, Ren, Zhi & Dai 2021, Journal of Natural Resources 36(3), 793-810.) With w = 1/2, D = (U1 U2)^(1/4): a
geometric mean of the levels. So any two indices that grow show growing coordination, whether or not they have
to do with each other. The placebo keeps both sets of paths, and with them every trend, and undoes only who
belongs to whom: whole paths of U2 are dealt out anew among units that are seen in the same years.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.errors import DataError, SpecError
from nqpf.specs.base import Label

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
ALL = "all"
ROUNDING = 1e-12  # a D that exceeds a bound by rounding alone stays below it; a draw that ties counts as tied
LEVEL = 0.95
GRADES = (
    Label(en="extreme imbalance", zh="极度失调"),
    Label(en="severe imbalance", zh="严重失调"),
    Label(en="moderate imbalance", zh="中度失调"),
    Label(en="slight imbalance", zh="轻度失调"),
    Label(en="near imbalance", zh="濒临失调"),
    Label(en="bare coordination", zh="勉强协调"),
    Label(en="primary coordination", zh="初级协调"),
    Label(en="intermediate coordination", zh="中级协调"),
    Label(en="good coordination", zh="良好协调"),
    Label(en="superior coordination", zh="优质协调"),
)
"""Grade k holds (k - 1)/10 < D <= k/10; D = 0 belongs to the first, D > 1 to the last."""


@dataclass(frozen=True)
class Placebo:
    """Means of D under random pairing. groups: "all", then the groups; years: as columns, then all years.

    observed: (groups x years + 1); drawn: (draws x groups x years + 1); NaN where a group has no unit in a
    year. movable: units that have another one with the same years to exchange with.
    """

    groups: tuple[str, ...]
    years: tuple[int, ...]
    observed: Floats
    drawn: Floats
    movable: int

    def table(self) -> pd.DataFrame:
        """List group, year (missing: all years), mean, placebo_mean, placebo_low, placebo_high, p.

        Limits: 2.5th and 97.5th percentile of the draws. p: the share of the draws, the sample among them,
        whose mean is at least the observed one (Davison & Hinkley 1997, 4.3).
        """
        low, high = np.quantile(self.drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
        reached = (self.drawn >= self.observed * (1 - ROUNDING)).sum(axis=0)
        p = np.where(np.isnan(self.observed), np.nan, (1 + reached) / (1 + len(self.drawn)))
        cells = {"mean": self.observed, "placebo_mean": self.drawn.mean(axis=0)}
        cells |= {"placebo_low": low, "placebo_high": high, "p": p}
        index = pd.MultiIndex.from_product([self.groups, [*self.years, pd.NA]], names=["group", "year"])
        table = pd.DataFrame({key: values.ravel() for key, values in cells.items()}, index=index)
        return table.reset_index().dropna(subset=["mean"]).astype({"year": "Int64"})


def coupling(first: Floats, second: Floats) -> Floats:
    """C, from 0 (one of them is 0) to 1 (both are equal); NaN where both are 0, which says nothing."""
    total = first + second
    shape = np.full(np.shape(total), np.nan)
    found: Floats = np.divide(2 * np.sqrt(first) * np.sqrt(second), total, out=shape, where=total > 0)
    return found


def coordination(first: Floats, second: Floats, weight: float = 0.5) -> Floats:
    """D of two indices; 0 where either is 0. first, second: same shape, not negative. weight: of the first.

    Raises DataError for a negative index, SpecError for a weight outside (0, 1).
    """
    if not 0 < weight < 1:
        raise SpecError(f"the weight of the first index is {weight}; give a number between 0 and 1.")
    if (np.asarray(first) < 0).any() or (np.asarray(second) < 0).any():
        raise DataError("coupling coordination needs scores that are not negative.")
    missing = np.isnan(first) | np.isnan(second)
    c = np.nan_to_num(coupling(first, second))
    found: Floats = np.where(missing, np.nan, np.sqrt(c * (weight * first + (1 - weight) * second)))
    return found


def grade(d: Floats) -> Integers:
    """Grades 1 to 10 of coordination degrees without missing cells."""
    bounds = np.arange(1, len(GRADES)) / len(GRADES)
    found: Integers = np.searchsorted(bounds, np.asarray(d) - ROUNDING, side="left") + 1
    return found


def placebo(rows: pd.DataFrame, *, weight: float = 0.5, draws: int = 999, seed: int = 0) -> Placebo:
    """Pair whole paths at random and take the mean of D by group and year each time.

    rows: unit, year, group, first, second; one row per unit and year, no missing cell. The group stays with
    the unit and its first index. Raises SpecError for fewer than 19 draws, DataError where no unit can
    exchange its path.
    """
    if draws < 19:
        raise SpecError(f"'draws' is {draws}; a 95% band needs 19 or more.")
    first, second = (
        rows.pivot_table(index="unit", columns="year", values=one) for one in ("first", "second")
    )
    values = first.to_numpy(float), second.to_numpy(float)
    patterns = _patterns(values[0])
    movable = sum(len(part) for part in patterns if len(part) > 1)
    if not movable:
        raise DataError(
            "no two units are seen in the same years, so no path can be paired with another unit."
        )
    groups = rows.drop_duplicates("unit").set_index("unit")["group"].astype(str).reindex(first.index)
    names = (ALL, *sorted(groups.unique()))
    members = np.vstack([np.ones(len(groups)), *(groups == name for name in names[1:])])
    rng = np.random.default_rng(seed)
    drawn = [_means(values[0], values[1][_dealt(patterns, rng)], weight, members) for _ in range(draws)]
    years = tuple(int(year) for year in first.columns)
    return Placebo(names, years, _means(*values, weight, members), np.stack(drawn), movable)


def _patterns(table: Floats) -> list[Integers]:
    """Rows of units that are seen in the same years."""
    _, codes = np.unique(~np.isnan(table), axis=0, return_inverse=True)
    return [np.flatnonzero(codes.ravel() == code) for code in range(codes.max() + 1)]


def _dealt(patterns: list[Integers], rng: np.random.Generator) -> Integers:
    """Rows in a new order; only rows of one pattern exchange places."""
    order = np.empty(sum(map(len, patterns)), dtype=np.int64)
    for part in patterns:
        order[part] = rng.permutation(part)
    return order


def _means(first: Floats, second: Floats, weight: float, members: Floats) -> Floats:
    """Mean D by group and year, all years last. members: (groups x units) of 0 and 1."""
    d = coordination(first, second, weight)
    sums, counts = members @ np.nan_to_num(d), members @ (~np.isnan(d)).astype(float)
    sums, counts = (np.column_stack([one, one.sum(axis=1)]) for one in (sums, counts))
    means: Floats = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)
    return means
