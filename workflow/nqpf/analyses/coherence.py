"""Whether indicators belong together: correlations, Cronbach's alpha, redundant and contrary pairs.

Correlations are those of the normalised scores, so that more is better for all and a negative one means
that two indicators pull the index apart. alpha = k/(k-1) (1 - sum of variances / variance of the sum)
(Cronbach 1951, eq. 2), as it stands and with every indicator at variance one (standardised).
"""

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from nqpf.analysis import Analysis, Material
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.study import Study
from nqpf.variants.columns import within

REDUNDANT = 0.92
"""COINr's limit, above which two indicators say the same (Becker et al. 2022)."""
COLUMNS = ["first", "second", "first_dimension", "second_dimension", "level", "within"]


def analyse(
    spec: AnalysisSpec,
    study: Study,  # noqa: ARG001 - one signature for all
    material: Material,
    *,
    redundant: float = REDUNDANT,
) -> Analysis:
    """Correlate the normalised indicators of an index, in levels and with unit and year effects taken out.

    redundant: correlation above which a pair is named. rows: first, second, their dimensions, level,
    within. facts: alpha and mean correlations per dimension and in all, pairs redundant and negative.
    """
    fitted = material.indices[spec.index]
    scores = fitted.scores(material.panel)
    rows = _pairs(scores, _within(scores), fitted.spec.groups)
    groups = {name: one.indicators for name, one in fitted.spec.dimensions.items()}
    facts = {
        "index": spec.index,
        "redundant_above": redundant,
        "n": len(scores),
        "dimensions": {name: _group(scores[own], rows, own) for name, own in groups.items()},
        "all": _group(scores, rows, fitted.spec.indicators),
        "between": _mean(rows[rows["first_dimension"] != rows["second_dimension"]]["level"]),
        "redundant": _named(rows[rows["level"] > redundant]),
        "negative": _named(rows[rows["level"] < 0]),
        "negative_within": _named(rows[rows["within"] < 0]),
    }
    return Analysis(rows, facts)


def cronbach(scores: pd.DataFrame) -> float | None:
    """Compute Cronbach's alpha of the columns (n x k); None for fewer than two, or a constant sum."""
    count, whole = scores.shape[1], scores.sum(axis=1).var()
    if count < 2 or not whole > 0:
        return None
    return float(count / (count - 1) * (1 - scores.var().sum() / whole))


def _within(scores: pd.DataFrame) -> pd.DataFrame:
    index = scores.index
    assert isinstance(index, pd.MultiIndex)
    return pd.DataFrame(within(scores.to_numpy(float), index), index=index, columns=scores.columns)


def _pairs(scores: pd.DataFrame, inside: pd.DataFrame, groups: dict[str, str]) -> pd.DataFrame:
    level, within_units = scores.corr(), inside.corr()
    rows = [
        (
            first,
            second,
            groups[first],
            groups[second],
            level.loc[first, second],
            within_units.loc[first, second],
        )
        for first, second in combinations(map(str, scores.columns), 2)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _group(scores: pd.DataFrame, rows: pd.DataFrame, own: list[str]) -> dict[str, Any]:
    spread = scores.std()
    standardised = scores / spread.where(spread > 0, np.inf)
    pairs = rows[rows["first"].isin(own) & rows["second"].isin(own)]
    return {
        "indicators": len(own),
        "alpha": cronbach(scores),
        "alpha_standardised": cronbach(standardised),
        "mean_level": _mean(pairs["level"]),
        "mean_within": _mean(pairs["within"]),
    }


def _mean(values: pd.Series) -> float | None:
    return float(values.mean()) if len(values) else None


def _named(rows: pd.DataFrame) -> list[dict[Any, Any]]:
    return rows[["first", "second", "level", "within"]].to_dict(orient="records")
