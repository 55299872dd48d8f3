"""Obstacle degree: which indicators keep a unit from the best score, and by how much.

O_ij = w_j (1 - z_ij) / sum_k w_k (1 - z_ik): factor contribution (the weight in the index) times deviation
(the distance to the best score of the base window), as a share. The shares of a unit and year sum to one.
The measure comes with entropy weights in the Chinese evaluation literature (障碍度模型); it splits up the
distance of a linear index, 1 - sum_j w_j z_ij, and inherits whatever is wrong with the weights.
"""

from typing import Any

import numpy as np
import pandas as pd

from nqpf.analysis import Analysis, Material
from nqpf.errors import SpecError
from nqpf.index.model import IndexModel
from nqpf.scored import scored
from nqpf.specs.analyses import AnalysisSpec
from nqpf.specs.study import Study

BEST = 1.0
ROUNDING = 1e-9  # a score may miss its bound by the rounding of one division
ALL = "all"


def analyse(spec: AnalysisSpec, study: Study, material: Material) -> Analysis:
    """Average the obstacle degrees over all rows, the first and the last year, and the groups.

    rows: level (indicator, dimension), name, dimension, by (all, year, group), of (all, the year, the group),
    score (mean), weight, obstacle (mean). Facts: rows used, units, years, cells above the best and below the
    worst score of the base window, rows at the best score in everything (no obstacle is defined there).
    Raises SpecError where the normaliser does not put the base window on [0, 1].
    """
    model, frame = material.indices[spec.index], scored(spec, study, material)
    keys = pd.MultiIndex.from_frame(frame[["unit", "year"]])
    scores = model.scores(material.panel).loc[keys]
    _refuse_other_scales(model, scores)
    shares = degrees(scores, model.weights)
    kept = shares.notna().all(axis=1).to_numpy()
    parts = [
        _average(scores[rows & kept], shares[rows & kept], model).assign(by=by, of=of)
        for by, of, rows in _slices(frame)
    ]
    return Analysis(pd.concat(parts, ignore_index=True), _facts(frame, scores, kept, model))


def degrees(scores: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
    """Obstacle degrees (unit-years x indicators), each row sums to one.

    scores: normalised indicators, 1 is best. A score above 1 (after the base window) counts as a negative
    obstacle; a row that is best in everything has none and is empty.
    """
    distance = (BEST - scores) * weights[scores.columns]
    total = distance.sum(axis=1)
    return distance.div(total.where(total.abs() > ROUNDING), axis=0)


def _refuse_other_scales(model: IndexModel, scores: pd.DataFrame) -> None:
    years = scores.index.get_level_values("year")
    base = scores[(years >= model.window.first) & (years <= model.window.last)].to_numpy()
    if base.size and (base.min() < -ROUNDING or base.max() > BEST + ROUNDING):
        raise SpecError(
            "the obstacle degree measures the distance to the best score 1, but the normaliser "
            f"'{model.spec.normaliser}' gives scores from {base.min():.3g} to {base.max():.3g} in the base "
            "window; name an index with min-max scores."
        )


def _slices(frame: pd.DataFrame) -> list[tuple[str, str, "np.ndarray[Any, Any]"]]:
    ends = dict.fromkeys([int(frame["year"].min()), int(frame["year"].max())])
    years = [("year", str(year), (frame["year"] == year).to_numpy()) for year in ends]
    names = sorted(frame["group"].unique())
    groups = [("group", str(name), (frame["group"] == name).to_numpy()) for name in names]
    return [(ALL, ALL, np.ones(len(frame), dtype=bool)), *years, *groups]


def _average(scores: pd.DataFrame, shares: pd.DataFrame, model: IndexModel) -> pd.DataFrame:
    """Means of one slice, indicators first, then dimensions (sums of their indicators' obstacles)."""
    table = pd.DataFrame({"score": scores.mean(), "weight": model.weights, "obstacle": shares.mean()})
    table = table.assign(dimension=pd.Series(model.spec.groups), level="indicator").loc[model.spec.indicators]
    table = table.rename_axis("name").reset_index()
    sums = table.groupby("dimension", sort=False)[["weight", "obstacle"]].sum(min_count=1).reset_index()
    whole = sums.assign(name=sums["dimension"], level="dimension", score=float("nan"))
    columns = ["level", "name", "dimension", "score", "weight", "obstacle"]
    return pd.concat([table[columns], whole[columns]], ignore_index=True)


def _facts(
    frame: pd.DataFrame, scores: pd.DataFrame, kept: "np.ndarray[Any, Any]", model: IndexModel
) -> dict[str, Any]:
    return {
        "index": model.spec.label.model_dump(),
        "rows": int(kept.sum()),
        "undefined": int((~kept).sum()),
        "units": int(frame["unit"].nunique()),
        "years": [int(frame["year"].min()), int(frame["year"].max())],
        "above_best": int((scores > BEST + ROUNDING).to_numpy().sum()),
        "aggregator": model.spec.aggregator,
        "below_worst": int((scores < -ROUNDING).to_numpy().sum()),
    }
