"""An index is fitted once, on its base window, and then applied to any years.

Adding a year never rewrites a published score: limits, bounds, weights and ideal points are frozen.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Self

import pandas as pd

from nqpf.errors import DataError
from nqpf.index.steps import Limits, fit_bounds, fit_limits, normalised, treated
from nqpf.registry import load, suggest
from nqpf.specs.base import Span, check
from nqpf.specs.index import IndexSpec
from nqpf.weights_input import cell

ALTERED = ["unit", "year", "indicator", "from", "to", "treatment"]


@dataclass(frozen=True)
class IndexModel:
    """A fitted index.

    spec: the choices. window: the base window as used. bounds: frame (indicators x what the
    normaliser froze; no columns under yearly normalisation). weights: series (indicators) that sums to
    one. limits: indicator -> what its treatment froze. points: frame (indicators x what the aggregator
    froze).
    """

    spec: IndexSpec
    window: Span
    bounds: pd.DataFrame
    weights: pd.Series
    limits: Limits = field(default_factory=dict)
    points: pd.DataFrame = field(default_factory=pd.DataFrame)

    def treated(self, panel: pd.DataFrame) -> pd.DataFrame:
        """Indicators after treatment (unit-years x indicators), in their units unless a logarithm was taken.

        Raises DataError for a column that is absent or a cell that is missing.
        """
        return treated(_indicators(panel, self.spec), self.limits, self.spec)

    def scores(self, panel: pd.DataFrame) -> pd.DataFrame:
        """Normalised indicators (unit-years x indicators), higher is better.

        Raises DataError for a column that is absent or a cell that is missing.
        """
        return normalised(self.treated(panel), self.bounds, self.spec)

    def apply(self, panel: pd.DataFrame) -> pd.Series:
        """The index (unit-years)."""
        return self._aggregate(self.scores(panel), self.weights).rename("score")

    def parts(self, panel: pd.DataFrame) -> pd.DataFrame:
        """Dimension scores (unit-years x dimensions): the same aggregate within each dimension.

        Weights are rescaled to one inside a dimension; a dimension without weight has no score.
        """
        scores = self.scores(panel)
        return pd.DataFrame(
            {name: self._part(scores, d.indicators) for name, d in self.spec.dimensions.items()}
        )

    def altered(self, panel: pd.DataFrame) -> pd.DataFrame:
        """Every cell that a treatment or the aggregator's floor moved, in the order of the panel.

        panel: frame by (unit, year), any window. Columns unit, year, indicator, from, to (in the
        indicator's unit; as scores for the aggregator), treatment.
        """
        values = _indicators(panel, self.spec)
        after = treated(values, self.limits, self.spec)
        names = {name: self.spec.treatment_of(name).method for name in self.spec.indicators}
        found = [_moved(values, after, names)]
        aggregator = _aggregator(self.spec)
        if hasattr(aggregator, "clipped"):
            mapped, held = aggregator.clipped(normalised(after, self.bounds, self.spec))
            found.append(_moved(mapped, held, dict.fromkeys(names, f"{self.spec.aggregator} floor")))
        kept = [frame for frame in found if len(frame)]
        return pd.concat(kept, ignore_index=True) if kept else found[0]

    def _part(self, scores: pd.DataFrame, indicators: list[str]) -> pd.Series:
        weights = self.weights[indicators]
        total = weights.sum()
        return self._aggregate(scores[indicators], weights / (total if total > 0 else float("nan")))

    def _aggregate(self, scores: pd.DataFrame, weights: pd.Series) -> pd.Series:
        result: pd.Series = _aggregator(self.spec).aggregate(scores, weights, self.points)
        return result

    def to_dict(self) -> dict[str, Any]:
        """All that is needed to score again: JSON-ready."""
        return {
            "spec": self.spec.model_dump(mode="json"),
            "window": [self.window.first, self.window.last],
            "limits": {name: dict(limits) for name, limits in self.limits.items()},
            "bounds": _rows(self.bounds),
            "weights": self.weights.to_dict(),
            "points": _rows(self.points),
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Self:
        """The reverse of `to_dict`. A file from before treatments existed holds neither limits nor points."""
        spec = check(content["spec"], IndexSpec, where="index model")
        first, last = content["window"]
        return cls(
            spec,
            Span(first=first, last=last),
            _frame(content["bounds"], spec),
            pd.Series(content["weights"])[spec.indicators],
            content.get("limits", {}),
            _frame(content.get("points", {name: {} for name in spec.indicators}), spec),
        )


def fit(panel: pd.DataFrame, spec: IndexSpec | Mapping[str, Any]) -> IndexModel:
    """Freeze limits, bounds, weights and ideal points on the base window.

    panel: frame by (unit, year) that holds every indicator. spec: an IndexSpec, or the mapping that
    an index file holds. Without a base window all years of the panel are used.
    Raises SpecError for a wrong spec, DataError for absent columns, missing cells or an empty window.
    """
    spec = spec if isinstance(spec, IndexSpec) else check(spec, IndexSpec, where="index spec")
    if spec.yearly:
        warnings.warn(
            "yearly normalisation removes the trend: scores compare units, not years.", stacklevel=2
        )
    window = spec.base_window or _all_years(panel)
    base = _indicators(_within(panel, window), spec)
    limits = fit_limits(base, spec)
    settled = treated(base, limits, spec)
    bounds = fit_bounds(settled, spec)
    scores = normalised(settled, bounds, spec)
    weights = load("nqpf.weights", spec.weights).weights(scores, pd.Series(spec.groups))
    return IndexModel(spec, window, bounds, weights, limits, _aggregator(spec).fit(scores))


def _aggregator(spec: IndexSpec) -> ModuleType:
    return load("nqpf.index.aggregators", spec.aggregator)


def _moved(before: pd.DataFrame, after: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """One row per cell that differs, with the step that moved it."""
    row, column = (before != after).to_numpy().nonzero()
    indicators = before.columns[column]
    cells = before.index[row]
    return pd.DataFrame(
        {
            "unit": cells.get_level_values("unit"),
            "year": cells.get_level_values("year"),
            "indicator": indicators,
            "from": before.to_numpy()[row, column],
            "to": after.to_numpy()[row, column],
            "treatment": pd.Series([names[name] for name in indicators], dtype=str),
        },
        columns=ALTERED,
    )


def _rows(frame: pd.DataFrame) -> dict[str, dict[Any, float]]:
    """A frame row by row; blank cells are left out."""
    return {str(name): row.dropna().to_dict() for name, row in frame.iterrows()}


def _frame(content: Mapping[str, Mapping[str, float]], spec: IndexSpec) -> pd.DataFrame:
    """The reverse of `_rows`, rows in the order of the spec."""
    return pd.DataFrame([content[name] for name in spec.indicators], index=spec.indicators)


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
