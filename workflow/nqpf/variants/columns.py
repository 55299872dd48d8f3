"""The two-way projection of many columns at once: `nqpf.algebra.projection`, with a table for a column."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.algebra.groups import Grouping, grouping
from nqpf.algebra.projection import Projection, project

Floats = npt.NDArray[np.float64]


def within(columns: Floats, index: pd.MultiIndex) -> Floats:
    """Remove unit and year effects from every column (unit-years x variants). index: (unit, year), sorted."""
    units, years = (grouping(np.asarray(pd.factorize(index.get_level_values(k))[0])) for k in (0, 1))
    return sweep_columns(project(units, years, None), columns)


def sweep_columns(projection: Projection, columns: Floats) -> Floats:
    """Remove the effects from every column (n x variants); as `Projection.sweep` does from one."""
    centred = centre_columns(projection, columns)
    shorter = projection.shorter
    if shorter is None:
        return centred
    weight = projection.weight
    moments = sum_columns(shorter, centred if weight is None else centred * weight[:, None])
    effect = np.zeros_like(moments)
    effect[projection.kept] = projection.inverse @ moments[projection.kept]
    return centred - centre_columns(projection, effect[shorter.codes])


def centre_columns(projection: Projection, columns: Floats) -> Floats:
    """Remove the means over the longer effect from every column (n x variants)."""
    weight = projection.weight
    sums = sum_columns(projection.longer, columns if weight is None else columns * weight[:, None])
    return np.asarray(columns - (sums / projection.mass[:, None])[projection.longer.codes])


def sum_columns(groups: Grouping, columns: Floats) -> Floats:
    """Add up every column (n x variants) within each level; returns (levels x variants)."""
    if groups.starts is not None:
        return np.asarray(np.add.reduceat(columns, groups.starts, axis=0))
    from scipy.sparse import csr_array

    rows = len(groups.codes)
    member = csr_array((np.ones(rows), (groups.codes, np.arange(rows))), shape=(groups.size, rows))
    return np.asarray(member @ columns)
