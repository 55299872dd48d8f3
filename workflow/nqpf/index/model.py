"""An index is fitted once, on its base window, and then applied to any years.

Adding a year never rewrites a published score: bounds and weights are frozen in the model.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import pandas as pd

from nqpf.errors import DataError
from nqpf.registry import load, suggest
from nqpf.specs.base import Span, check
from nqpf.specs.index import IndexSpec
from nqpf.weights_input import cell


@dataclass(frozen=True)
class IndexModel:
    """A fitted index.

    spec: the choices. window: the base window as used. bounds: frame (indicators x what the
    normaliser froze). weights: series (indicators) that sums to one.
    """

    spec: IndexSpec
    window: Span
    bounds: pd.DataFrame
    weights: pd.Series

    def scores(self, panel: pd.DataFrame) -> pd.DataFrame:
        """Normalised indicators (unit-years x indicators), higher is better.

        Raises DataError for a column that is absent or a cell that is missing.
        """
        values = _indicators(panel, self.spec)
        normaliser = load("nqpf.index.normalisers", self.spec.normaliser)
        scores: pd.DataFrame = normaliser.apply(values, self.bounds, _directions(self.spec))
        return scores

    def apply(self, panel: pd.DataFrame) -> pd.Series:
        """The index (unit-years)."""
        return _aggregate(self.spec, self.scores(panel), self.weights).rename("score")

    def parts(self, panel: pd.DataFrame) -> pd.DataFrame:
        """Dimension scores (unit-years x dimensions): the same aggregate within each dimension.

        Weights are rescaled to one inside a dimension; a dimension without weight has no score.
        """
        scores = self.scores(panel)
        return pd.DataFrame(
            {name: self._part(scores, d.indicators) for name, d in self.spec.dimensions.items()}
        )

    def _part(self, scores: pd.DataFrame, indicators: list[str]) -> pd.Series:
        weights = self.weights[indicators]
        total = weights.sum()
        return _aggregate(self.spec, scores[indicators], weights / (total if total > 0 else float("nan")))

    def to_dict(self) -> dict[str, Any]:
        """All that is needed to score again: JSON-ready."""
        return {
            "spec": self.spec.model_dump(mode="json"),
            "window": [self.window.first, self.window.last],
            "bounds": self.bounds.to_dict(orient="index"),
            "weights": self.weights.to_dict(),
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Self:
        """The reverse of `to_dict`."""
        spec = check(content["spec"], IndexSpec, where="index model")
        bounds = pd.DataFrame.from_dict(content["bounds"], orient="index").loc[spec.indicators]
        first, last = content["window"]
        return cls(spec, Span(first=first, last=last), bounds, pd.Series(content["weights"])[spec.indicators])


def fit(panel: pd.DataFrame, spec: IndexSpec | Mapping[str, Any]) -> IndexModel:
    """Freeze bounds and weights on the base window.

    panel: frame by (unit, year) that holds every indicator. spec: an IndexSpec, or the mapping that
    an index file holds. Without a base window all years of the panel are used.
    Raises SpecError for a wrong spec, DataError for absent columns, missing cells or an empty window.
    """
    spec = spec if isinstance(spec, IndexSpec) else check(spec, IndexSpec, where="index spec")
    window = spec.base_window or _all_years(panel)
    base = _indicators(_within(panel, window), spec)
    normaliser = load("nqpf.index.normalisers", spec.normaliser)
    bounds = normaliser.fit(base)
    scores = normaliser.apply(base, bounds, _directions(spec))
    weights = load("nqpf.weights", spec.weights).weights(scores, pd.Series(spec.groups))
    return IndexModel(spec, window, bounds, weights)


def _aggregate(spec: IndexSpec, scores: pd.DataFrame, weights: pd.Series) -> pd.Series:
    result: pd.Series = load("nqpf.index.aggregators", spec.aggregator).aggregate(scores, weights)
    return result


def _directions(spec: IndexSpec) -> pd.Series:
    return pd.Series({name: spec.directions.get(name, 1) for name in spec.indicators})


def _all_years(panel: pd.DataFrame) -> Span:
    if panel.empty:
        raise DataError("the panel holds no row, so no index can be fitted; check the study's years.")
    years = panel.index.get_level_values("year")
    return Span(first=int(years.min()), last=int(years.max()))


def _within(panel: pd.DataFrame, window: Span) -> pd.DataFrame:
    years = panel.index.get_level_values("year")
    base = panel[(years >= window.first) & (years <= window.last)]
    if base.empty:
        raise DataError(
            f"the base window {window.first}-{window.last} holds no row of the panel; correct base_window."
        )
    return base


def _indicators(panel: pd.DataFrame, spec: IndexSpec) -> pd.DataFrame:
    absent = [name for name in spec.indicators if name not in panel.columns]
    if absent:
        raise DataError(
            f"the panel has no column '{absent[0]}'; {suggest(absent[0], map(str, panel.columns))}."
        )
    values = panel[spec.indicators]
    missing = values.isna()
    if missing.to_numpy().any():
        raise DataError(
            f"index: {cell(missing)} is missing; declare a missing-data policy for that variable."
        )
    return values
