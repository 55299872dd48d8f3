"""An index has no missing cells: indicators, units or end years are left out until none is missing."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

CLUSTERS = 0.5
"""Units count double: they are the clusters on which every standard error rests."""


@dataclass(frozen=True)
class Kept:
    """What stays: indicators, units, first and last year."""

    indicators: tuple[str, ...]
    units: tuple[str, ...]
    span: tuple[int, int]


def settle(columns: Mapping[str, pd.Series], roles: Mapping[str, str], least: int) -> Kept | None:
    """Leave out, one after another, what has the largest share of missing cells.

    columns: indicator -> values by (unit, year), gaps already filled. roles: indicator -> index it belongs
    to; every index keeps one. least: fewest units. Two years stay. None where that cannot be reached.
    """
    names = list(columns)
    tables = [columns[name].unstack("year") for name in names]  # noqa: PD010 - a plain turn of the index
    missing = np.stack([table.isna().to_numpy() for table in tables])
    units, years = list(range(missing.shape[1])), list(range(missing.shape[2]))
    while (part := missing[:, units][:, :, years]).any():
        worst = _worst(part, names, roles, least)
        if worst is None:
            return None
        axis, place = worst
        if axis == 0:
            missing = np.delete(missing, place, axis=0)
            names = [name for at, name in enumerate(names) if at != place]
        elif axis == 1:
            units = [at for at in units if at != units[place]]
        else:
            years = [at for at in years if at != years[place]]
    index, header = tables[0].index, tables[0].columns
    span = (int(header[years[0]]), int(header[years[-1]]))
    return Kept(tuple(names), tuple(str(index[at]) for at in units), span)


def _worst(
    part: npt.NDArray[np.bool_], names: list[str], roles: Mapping[str, str], least: int
) -> tuple[int, int] | None:
    """The slice with the largest share of missing cells that may go: (axis, place); indicators first."""
    count = {role: sum(roles[name] == role for name in names) for role in set(roles.values())}
    shares: list[tuple[float, int, int]] = [
        (float(part[at].mean()), 0, at) for at, name in enumerate(names) if count[roles[name]] > 1
    ]
    if part.shape[1] > least:
        shares += [(CLUSTERS * float(share), 1, at) for at, share in enumerate(part.mean(axis=(0, 2)))]
    if part.shape[2] > 2:
        shares += [(float(part[:, :, at].mean()), 2, at) for at in (0, part.shape[2] - 1)]
    found = max(shares, key=lambda one: (one[0], -one[1]), default=(0.0, 0, 0))
    return (found[1], found[2]) if found[0] > 0 else None
