"""The scores of indicators under every way to fill, treat and normalise; what is shared is made once.

Filling and treating cost more than all that follows. Both are done once per (filling, treatment), whatever
the normaliser; and a column without a filled cell is the same under every filling, so it is treated once.
"""

import warnings
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import pandas as pd

from nqpf.index import fit
from nqpf.index.legal import SCALINGS
from nqpf.index.steps import fit_bounds, normalised
from nqpf.specs.index import Dimension, IndexSpec, Treatment
from nqpf.variants.choices import Triple
from nqpf.variants.imputation import DECLARED, refill

PLAIN = ("equal", "linear")
"""Weights and aggregator where neither matters."""


@dataclass(frozen=True)
class Matrices:
    """An index up to its normalised matrix.

    panel: by (unit, year), the indicators as the study settled them. marks: same shape, the cells that
    rest on a filled cell.
    """

    spec: IndexSpec
    panel: pd.DataFrame
    marks: pd.DataFrame

    @cached_property
    def filled(self) -> Callable[[str], pd.DataFrame]:
        """The panel under a way of filling (unit-years x indicators)."""
        return cache(lambda way: refill(self.panel, self.marks, way))

    @cached_property
    def treated(self) -> Callable[[str, str], pd.DataFrame]:
        """The panel under a way of filling and a treatment (unit-years x indicators).

        Raises DataError for a treatment that these data do not allow.
        """
        return cache(self._treated)

    def normalised(self, way: str, treatment: str, normaliser: str, scaling: str) -> pd.DataFrame:
        """Scores of the indicators (unit-years x indicators), higher is better."""
        values = self.treated(way, treatment)
        spec = variant_spec(self.spec, treatment, (normaliser, *PLAIN), None, scaling)
        return normalised(values, fit_bounds(self.base(values), spec), spec)

    def base(self, values: pd.DataFrame) -> pd.DataFrame:
        """Rows of the base window; all of them where the spec names none."""
        window = self.spec.base_window
        if window is None:
            return values
        years = values.index.get_level_values("year")
        return values[np.asarray((years >= window.first) & (years <= window.last))]

    def _treated(self, way: str, treatment: str) -> pd.DataFrame:
        spec = variant_spec(self.spec, treatment, ("minmax", *PLAIN), None)
        if way == DECLARED:
            return _settle(self.filled(way), spec)
        same = list(self.marks.columns[~self.marks.any()])
        if len(same) == len(spec.indicators):
            return self.treated(DECLARED, treatment)
        changed = _settle(self.filled(way), without(spec, same))
        return pd.concat([self.treated(DECLARED, treatment)[same], changed], axis=1)[spec.indicators]


def variant_spec(
    spec: IndexSpec, treatment: str, method: Triple, dropped: str | None, scaling: str = SCALINGS[0]
) -> IndexSpec:
    """Change the choices of an index; the indicator `dropped` goes, None for none."""
    steps = dict(zip(("normaliser", "weights", "aggregator"), method, strict=True))
    update: dict[str, Any] = {**steps, "yearly": scaling == "yearly"}
    if treatment != spec.treatment.method:
        update["treatment"] = Treatment(method=treatment)
    return without(spec.model_copy(update=update), [] if dropped is None else [dropped])


def without(spec: IndexSpec, gone: Collection[str]) -> IndexSpec:
    """Leave indicators out of an index; a dimension that loses all of its indicators goes with them."""
    left = {
        key: Dimension(label=one.label, indicators=kept)
        for key, one in spec.dimensions.items()
        if (kept := [name for name in one.indicators if name not in gone])
    }
    directions = {name: sign for name, sign in spec.directions.items() if name not in gone}
    overrides = {name: one for name, one in spec.overrides.items() if name not in gone}
    return spec.model_copy(update={"dimensions": left, "directions": directions, "overrides": overrides})


def _settle(values: pd.DataFrame, spec: IndexSpec) -> pd.DataFrame:
    """Treat as the index itself would; all that is fitted after the treatment does not matter here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # told where the index is built
        return fit(values, spec).treated(values)
