"""What layers 3 and 4 share: moments whose first row is the sample itself, and tables of what they give."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from nqpf import bootstrap
from nqpf.blocks.design import Floats
from nqpf.blocks.moments import Moments
from nqpf.errors import DataError, SpecError
from nqpf.mechanisms.intervals import percentile
from nqpf.mechanisms.setting import Setting

COLUMNS = (
    "mediator",
    "kind",
    "moderator",
    "at",
    "value",
    "quantity",
    "estimate",
    "low",
    "high",
    "n",
    "units",
    "draws",
)


def drawn(
    sample: pd.DataFrame,
    setting: Setting,
    columns: Sequence[str],
    controls: Sequence[str],
    draws: int,
    seed: int,
) -> Moments:
    """Moments of the columns freed of effects and controls: row 0 is the sample, the others are draws.

    Returns cells of shape (1 + draws, k, k), k = len(columns); draw d of a seed takes the same clusters
    whatever the columns. Raises what `nqpf.bootstrap.moments` raises.
    """
    once = point(sample, setting, columns, controls)
    redrawn = bootstrap.moments(sample, **_arguments(setting, columns, controls), draws=draws, seed=seed)
    return Moments(once.names, np.concatenate([once.cells, redrawn.cells]))


def point(sample: pd.DataFrame, setting: Setting, columns: Sequence[str], controls: Sequence[str]) -> Moments:
    """Moments of the sample itself, every cluster once: cells of shape (1, k, k)."""
    cluster = setting.cluster or setting.unit
    clusters = complete(sample, setting, [*columns, *controls])[cluster].nunique()
    # Without a single row the engine says so itself, so that the sentence stands in one place.
    once = np.ones((1, max(clusters, 1)))
    return bootstrap.moments(sample, **_arguments(setting, columns, controls), counts=once)


def _arguments(setting: Setting, columns: Sequence[str], controls: Sequence[str]) -> dict[str, Any]:
    return {
        "columns": list(columns),
        "controls": list(controls),
        "unit": setting.unit,
        "time": setting.time,
        "cluster": setting.cluster,
        "weights": setting.weights,
    }


def complete(sample: pd.DataFrame, setting: Setting, columns: Sequence[str]) -> pd.DataFrame:
    """Rows without a missing cell in the columns, the keys and the weights; a new frame of these columns.

    Raises SpecError for a column that the sample does not have.
    """
    keys = [setting.unit, setting.time, setting.cluster or setting.unit]
    weights = [setting.weights] if setting.weights else []
    wanted = list(dict.fromkeys([*keys, *weights, *columns]))
    absent = [name for name in wanted if name not in sample.columns]
    if absent:
        raise SpecError(f"The sample has no column {absent[0]!r}: add it or correct the name.")
    return sample[wanted].dropna()


def counted(rows: pd.DataFrame, setting: Setting) -> dict[str, int]:
    """Count what carries the estimate, n and units: rows alone in their unit or year say nothing.

    rows: complete. Singletons are left out iteratively, as reghdfe does (Correia 2015).
    """
    left = rows[[setting.unit, setting.time]]
    while len(left):
        lone = ~(left.duplicated(setting.unit, keep=False) & left.duplicated(setting.time, keep=False))
        if not lone.any():
            break
        left = left[~lone]
    return {"n": len(left), "units": int(left[setting.unit].nunique())}


def limits(values: Floats, level: float) -> tuple[Floats, Floats, Floats]:
    """Percentile limits over the draws (Efron 1979) and how many draws are finite.

    values: (1 + draws, ...), row 0 the estimate, which takes no part. Returns low, high and draws, each of
    the shape of one row; limits without a finite draw are NaN. Raises SpecError for a level outside (0, 1).
    """
    if not 0 < level < 1:
        raise SpecError(f"level is {level}: give a share between 0 and 1, such as 0.95.")
    flat = values[1:].reshape(len(values) - 1, -1)
    count = np.isfinite(flat).sum(axis=0)
    low, high = (limit.reshape(values.shape[1:]) for limit in percentile(flat, level))
    return low, high, count.reshape(values.shape[1:])


def table(
    mediators: Sequence[str],
    quantities: Mapping[str, Floats],
    facts: Mapping[str, object],
    level: float,
) -> pd.DataFrame:
    """Lay out rows of layer 4, one per mediator and quantity, columns COLUMNS.

    quantities: name -> (1 + draws, mediators), row 0 the estimate. facts: the cells that all rows share.
    """
    shared = {"moderator": "", "at": "", "value": np.nan, **facts}
    parts = []
    for name, values in quantities.items():
        low, high, count = limits(values, level)
        found = {"estimate": values[0], "low": low, "high": high, "draws": count}
        parts.append(pd.DataFrame({"mediator": list(mediators), **found, "quantity": name, **shared}))
    rows = pd.concat(parts).sort_index(kind="stable")
    return rows[list(COLUMNS)].reset_index(drop=True)


def refuse_taken(names: Sequence[str], what: str, taken: Mapping[str, str]) -> None:
    """Raise SpecError for a name that already plays another part; taken: column -> its part."""
    for name in names:
        if name in taken:
            raise SpecError(f"{what} {name!r} is {taken[name]} of this mechanism: name another column.")


def whole_years(sample: pd.DataFrame, setting: Setting) -> None:
    """Raise DataError unless years are whole numbers, without which 'the year after' has no meaning."""
    years = sample[setting.time]
    if not pd.api.types.is_numeric_dtype(years) or (years % 1 != 0).any():
        raise DataError(f"Column {setting.time!r} is not of whole years: a lag needs them, such as 2012.")
