"""Is the effect linear in the moderator? Effects in thirds of it, and a Wald test (binning estimator).

Hainmueller, Mummolo & Xu (2019, Political Analysis 27:163, eq. 4): with thirds j of w and w_j its median
there,

    y = sum_j 1_j [ m_j + a_j x + h_j (w - w_j) + b_j (w - w_j) x ] + g'z + FE,

a_j is the effect of x at the median of third j, free of any shape between the thirds. The linear model is
nested: written as m + a x + h w + b w x plus the same four terms for the second and the third third, its test
is that these are zero together. A moderator that a unit keeps for good lies in one third for good; unit
effects absorb m_j and h_j, and the terms with x are left.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nqpf.algebra.groups import Floats
from nqpf.errors import DataError
from nqpf.estimators import twfe
from nqpf.inference.joint import Wald, wald

BINS = 3


@dataclass(frozen=True)
class Binned:
    """Effects by bin and the test of linearity.

    effects: bin (from 1), w_low, w_high, w (median), estimate, se, low, high, n, units. test: joint Wald.
    frame, regressors, tested: the nested model, for a bootstrap of the same test.
    """

    effects: pd.DataFrame
    test: Wald
    frame: pd.DataFrame
    regressors: list[str]
    tested: list[str]


def binned(
    frame: pd.DataFrame,
    *,
    outcome: str,
    treatment: str,
    moderator: str,
    controls: list[str],
    unit: str,
    time: str,
    bins: int = BINS,
    level: float = 0.95,
    settings: Mapping[str, Any] | None = None,
) -> Binned:
    """Estimate both forms of the binned model on complete rows.

    frame: flat, rows complete in all columns named. settings: further arguments of the estimator (effects,
    cluster, weights, convention). Raises DataError where a bin is empty or has a moderator of one value.
    """
    known = {"outcome": outcome, "unit": unit, "time": time, **(settings or {})}
    place = thirds(frame[moderator], bins)
    own = _varies(frame, moderator, unit)
    free, at = _free(frame, treatment, moderator, place, own)
    nested, tested = _nested(frame, treatment, moderator, place, own)
    first = twfe.estimate(frame.assign(**free), regressors=[*free, *controls], **known)
    second = twfe.estimate(frame.assign(**nested), regressors=[*nested, *controls], **known)
    names = [f"x{j}" for j in range(1, bins + 1)]
    table = _table(frame, moderator, unit, place).assign(w=at)
    interval = first.interval(level).loc[names]
    table["estimate"], table["se"] = (first.terms.loc[names, key].to_numpy() for key in ("coef", "se"))
    table["low"], table["high"] = interval["low"].to_numpy(), interval["high"].to_numpy()
    test = wald(second.terms.loc[tested, "coef"], second.covariance, second.facts["df"])
    return Binned(table, test, frame.assign(**nested), [*nested, *controls], tested)


def thirds(values: pd.Series, bins: int = BINS) -> pd.Series:
    """Bin of each row, from 1, by quantiles of the rows; a value on a bound belongs to the bin below it.

    Raises DataError where a bin holds fewer than two values of the moderator.
    """
    edges = np.quantile(values.to_numpy(float), np.arange(1, bins) / bins)
    place = pd.Series(1 + np.searchsorted(edges, values.to_numpy(float), side="left"), index=values.index)
    kinds = values.groupby(place).nunique().reindex(range(1, bins + 1), fill_value=0)
    if (kinds < 2).any():
        raise DataError(
            f"the moderator '{values.name}' has fewer than two values in one of {bins} equal parts, so its "
            "linearity cannot be tested."
        )
    return place


def _varies(frame: pd.DataFrame, moderator: str, unit: str) -> bool:
    return bool(frame.groupby(unit)[moderator].nunique().max() > 1)


def _free(
    frame: pd.DataFrame, treatment: str, moderator: str, place: pd.Series, own: bool
) -> tuple[dict[str, pd.Series], Floats]:
    """Regressors by bin: x at the median of the bin, its change with w, and w itself where it varies."""
    medians = frame[moderator].groupby(place).median()
    made: dict[str, pd.Series] = {}
    for j, median in medians.items():
        inside = (place == j).astype(float)
        distance = frame[moderator] - median
        made[f"x{j}"] = inside * frame[treatment]
        made[f"xw{j}"] = inside * distance * frame[treatment]
        if own:
            made[f"w{j}"] = inside * distance
            made |= {f"m{j}": inside} if j != medians.index[0] else {}
    return made, medians.to_numpy(float)


def _nested(
    frame: pd.DataFrame, treatment: str, moderator: str, place: pd.Series, own: bool
) -> tuple[dict[str, pd.Series], list[str]]:
    """The same space with the linear model as its first columns; the names of what is tested."""
    centred, x = frame[moderator] - frame[moderator].mean(), frame[treatment]
    linear = {"x": x, "xw": x * centred, **({"w": centred} if own else {})}
    extra: dict[str, pd.Series] = {}
    for j in sorted(place.unique())[1:]:
        inside = (place == j).astype(float)
        extra |= {f"x{j}": inside * x, f"xw{j}": inside * x * centred}
        extra |= {f"m{j}": inside, f"w{j}": inside * centred} if own else {}
    return {**linear, **extra}, list(extra)


def _table(frame: pd.DataFrame, moderator: str, unit: str, place: pd.Series) -> pd.DataFrame:
    grouped = frame.groupby(place)
    table = grouped[moderator].agg(w_low="min", w_high="max", n="size")
    counted: pd.DataFrame = table.assign(units=grouped[unit].nunique())
    return counted.rename_axis("bin").reset_index()
