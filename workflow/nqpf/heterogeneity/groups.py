"""Groups of whole units: those a study names, and halves by what a unit was like in its first year.

A group has to be settled before the effect: what a unit was like at the start, not what became of it.
Halves by the first level of the outcome itself share the noise of that year with it, so a difference there
may be a return to the mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

LOW, HIGH = "low", "high"


@dataclass(frozen=True)
class Groups:
    """One way to group units.

    name: of the grouping; label: by unit, units without one left out; order: the groups as they are shown;
    cut: the median between the halves, None where groups are named.
    """

    name: str
    label: pd.Series
    order: tuple[str, ...]
    cut: float | None = None


def named(sample: pd.DataFrame, name: str, unit: str) -> Groups:
    """Groups that stand in a column of the sample, larger groups first."""
    label = sample.groupby(unit)[name].first().dropna().astype(str)
    sizes = label.value_counts()
    order = sorted(sizes.index, key=lambda one: (-int(sizes[one]), one))
    return Groups(name, label, tuple(order))


def halves(sample: pd.DataFrame, variable: str, unit: str, time: str) -> Groups:
    """Units above and at or below the median of a variable in the first year of the sample."""
    first = sample[sample[time] == sample[time].min()].set_index(unit)[variable].dropna()
    cut = float(first.median())
    label = pd.Series(LOW, index=first.index).where(first <= cut, HIGH)
    return Groups(f"initial {variable}", label, (LOW, HIGH), cut)


def listed(sample: pd.DataFrame, name: str, members: Sequence[str], unit: str) -> Groups:
    """Units on a list and all others: groups "yes" and "no"."""
    units = pd.Index(sample[unit].unique()).astype(str)
    label = pd.Series("no", index=units).where(~units.isin(list(members)), "yes")
    return Groups(name, label, ("yes", "no"))
