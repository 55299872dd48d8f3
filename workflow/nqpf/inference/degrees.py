"""Degrees of freedom of every draw of a cluster bootstrap, counted as for a sample (METHOD.md 2).

The CR1 factor G/(G-1) x (n-1)/(n-K) is that of the rows a draw takes, less its singletons. Units seen once
are gone before (`nqpf.estimate.prepare`), but a draw can leave a year with one row. Such a row fits exactly
and moves no coefficient and no score; it counts in n, K and G alone, so those few draws are looked through
one by one.
"""

from dataclasses import dataclass

import numpy as np

from nqpf.algebra.groups import Floats, Integers
from nqpf.algebra.projection import connected
from nqpf.blocks.design import Design
from nqpf.inference.drawing import Drawing

UNITS, CLUSTERS = -2, -1
"""Columns of a census after the years."""


@dataclass(frozen=True)
class Tally:
    """Where the rows of a design are.

    seen: (units x years) 1 where the unit has a row; host: (units,) cluster of each unit;
    census: (clusters x years + 2) rows by year, units, and 1: counts @ census is the census of a draw.
    """

    seen: Floats
    host: Integers
    census: Floats


def tally(design: Design) -> Tally:
    """Tabulate the rows of a design."""
    lengths = np.diff(design.unit_start)
    seen = np.zeros((len(lengths), design.years))
    seen[np.repeat(np.arange(len(lengths)), lengths), design.year] = 1.0
    first = np.searchsorted(design.unit_start, design.cluster_start[:-1])
    units = np.diff(np.append(first, len(lengths)))
    census = np.column_stack([np.add.reduceat(seen, first), units, np.ones(len(units))])
    return Tally(seen, np.repeat(np.arange(len(units)), units), census)


def factors(
    where: Tally, drawing: Drawing, census: Floats, rank: Integers, controls: Integers, convention: str
) -> Floats:
    """CR1 factor of every draw, (draws,); NaN where a draw has no degrees of freedom left.

    census: (draws x years + 2); rank: (draws,) year effects that are not redundant beside the units;
    controls: (draws,) controls that are not.
    """
    counted, ranks = census.copy(), rank.copy()
    for draw in np.flatnonzero((census[:, :UNITS] == 1).any(axis=1)):
        counted[draw], ranks[draw] = _without_singletons(where, drawing.of_draw(int(draw)))
    n, units, groups = counted[:, :UNITS].sum(axis=1), counted[:, UNITS], counted[:, CLUSTERS]
    levels = {"none": np.zeros(len(n)), "nested": 1.0 + ranks, "full": units + ranks}[convention]
    k = 1 + controls + levels
    usable = (groups > 1) & (n > 1 + controls + units + ranks)
    missing = np.full(len(n), np.nan)
    factor: Floats = np.divide(groups * (n - 1), (groups - 1) * (n - k), out=missing, where=usable)
    return factor


def _without_singletons(where: Tally, counts: Floats) -> tuple[Floats, int]:
    """Census and rank of the year effects of a draw, (years + 2,), once no level has a single row."""
    copies = counts[where.host]
    seen = where.seen * (copies > 0)[:, None]
    while True:
        lone = ((copies @ seen) == 1)[None] | (seen.sum(axis=1) == 1)[:, None]
        if not (seen * lone).any():
            break
        seen = seen * ~lone
    present = seen.any(axis=1)
    left = np.bincount(where.host, weights=present, minlength=len(counts)) > 0
    by_year = copies @ seen
    census = np.concatenate([by_year, [copies @ present, counts @ left]])
    years = seen[:, by_year > 0]
    if not years.size:
        return census, 0
    return census, years.shape[1] - (int(connected(-(years.T @ years)).max()) + 1)
