"""Scores of all variants of an index: each normalised matrix once, weights per scheme, scores as products.

A variant's score is that of `nqpf.index.fit(...).apply(...)` with the same choices, to rounding.
"""

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.errors import DataError
from nqpf.index import fit
from nqpf.index.legal import legal_triples
from nqpf.index.model import IndexModel
from nqpf.registry import load, names
from nqpf.specs.index import TREATMENTS, Dimension, IndexSpec, Treatment
from nqpf.variants.aggregate import aggregate_many
from nqpf.variants.choices import SEPARATOR, Choices, Codes, Triple, arrange
from nqpf.variants.imputation import DECLARED, alternatives, refill
from nqpf.variants.leave_out import Weigher

Floats = npt.NDArray[np.float64]
BLOCK = 512
"""Variants that are held at a time: 14 MB for 285 units over 12 years."""


@dataclass(frozen=True)
class Engine:
    """An index with all its choices, ready to be scored.

    panel: frame by (unit, year), its indicators as the study settled them. marks: same shape, the cells
    that rest on a filled cell. left_out: why a treatment or method cannot be used on these data.
    """

    spec: IndexSpec
    panel: pd.DataFrame
    marks: pd.DataFrame
    choices: Choices
    left_out: dict[str, str] = field(default_factory=dict)

    def scores(self, codes: Codes) -> Floats:
        """Score variants (variants x factors); returns (unit-years x variants)."""
        distinct, places = np.unique(codes, axis=0, return_inverse=True)
        scores = np.empty((len(self.panel), len(distinct)))
        for shared in _alike(self.choices, distinct):
            self._fill(scores, distinct, shared)
        return scores[:, places.ravel()]

    def blocks(self, codes: Codes) -> Iterator[tuple[slice, Floats]]:
        """Score distinct variants block by block, those that share a matrix together."""
        for start in range(0, len(codes), BLOCK):
            here = slice(start, min(start + BLOCK, len(codes)))
            yield here, self.scores(codes[here])

    def _fill(self, scores: Floats, codes: Codes, shared: Codes) -> None:
        """Score the variants that share imputation, treatment and normaliser, one aggregator at a time."""
        model = self._model(codes[shared[0]])
        matrix = model.scores(self.values_of(codes[shared[0]]))
        base = _within(matrix, model)
        methods = [self.choices.methods[code] for code in codes[shared, 2]]
        weights = self._weights(base, [method[1] for method in methods], codes[shared, 3])
        for name in sorted({method[2] for method in methods}):
            chosen = np.array([method[2] == name for method in methods])
            points = load("nqpf.index.aggregators", name).fit(base)
            scores[:, shared[chosen]] = aggregate_many(name, matrix, weights[:, chosen], points)

    def _weights(self, base: pd.DataFrame, schemes: Sequence[str], dropped: Codes) -> Floats:
        """Weigh (indicators x variants); the indicator that is left out weighs nothing."""
        # Names of rows do not matter to weights, and cost half the time.
        weigher = Weigher(base.reset_index(drop=True), pd.Series(self.spec.groups))
        names_left_out = [self.choices.indicators[code] for code in dropped]
        pairs = list(zip(schemes, names_left_out, strict=True))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # constants: told where the index is built
            whole = {scheme: weigher.whole(scheme) for scheme in dict.fromkeys(schemes)}
            found = {
                (scheme, name): whole[scheme]
                if name is None
                else weigher.without(scheme, name, whole[scheme])
                for scheme, name in dict.fromkeys(pairs)
            }
        return np.column_stack([found[pair] for pair in pairs])

    def values_of(self, code: Codes) -> pd.DataFrame:
        """Fill the cells that rest on filled ones in the way of a variant."""
        return self._filled[self.choices.imputations[code[0]]]

    @cached_property
    def _filled(self) -> dict[str, pd.DataFrame]:
        """The panel under each way of filling: made once, for filling costs more than scoring."""
        return {way: refill(self.panel, self.marks, way) for way in self.choices.imputations}

    def spec_of(self, code: Codes) -> IndexSpec:
        """Write down a variant as the spec of an index, as a user would."""
        treatment, method = self.choices.treatments[code[1]], self.choices.methods[code[2]]
        return variant_spec(self.spec, treatment, method, self.choices.indicators[code[3]])

    def _model(self, code: Codes) -> IndexModel:
        """Fit the steps up to the normalised matrix; weights are equal here, for they do not matter."""
        normaliser = self.choices.methods[code[2]][0]
        spec = variant_spec(
            self.spec, self.choices.treatments[code[1]], (normaliser, "equal", "linear"), None
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # told where the index is built
            return fit(self.values_of(code), spec)


def prepare_engine(spec: IndexSpec, panel: pd.DataFrame, marks: pd.DataFrame) -> Engine:
    """List what could be chosen and leave out what these data do not allow, with the reason.

    panel: by (unit, year), complete in the indicators. marks: cells that rest on filled cells.
    """
    values = panel[spec.indicators]
    ways = alternatives() if marks.to_numpy().any() else (DECLARED,)
    all_choices = arrange(spec, ways, names(TREATMENTS), legal_triples())
    engine = Engine(spec, values, marks, all_choices)
    left_out = {**_impossible(engine, 1), **_impossible(engine, 2)}
    treatments = [name for name in all_choices.treatments if name not in left_out]
    methods = [method for method in all_choices.methods if SEPARATOR.join(method) not in left_out]
    return Engine(spec, values, marks, arrange(spec, ways, treatments, methods), left_out)


def variant_spec(spec: IndexSpec, treatment: str, method: Triple, dropped: str | None) -> IndexSpec:
    """Change the choices of an index; a dimension that loses its only indicator goes with it."""
    dimensions = {
        name: Dimension(label=one.label, indicators=[i for i in one.indicators if i != dropped])
        for name, one in spec.dimensions.items()
        if one.indicators != [dropped]
    }
    steps = dict(zip(("normaliser", "weights", "aggregator"), method, strict=True))
    directions = {name: sign for name, sign in spec.directions.items() if name != dropped}
    update: dict[str, Any] = {**steps, "dimensions": dimensions, "directions": directions}
    update["overrides"] = {name: one for name, one in spec.overrides.items() if name != dropped}
    if treatment != spec.treatment.method:
        update["treatment"] = Treatment(method=treatment)
    return spec.model_copy(update=update)


def _alike(choices: Choices, codes: Codes) -> Iterator[Codes]:
    """Group variants (their places) by imputation, treatment and normaliser."""
    normalisers = np.array([_normaliser_of(choices, code) for code in codes[:, 2]])
    keys = np.column_stack([codes[:, :2], normalisers])
    _, group = np.unique(keys, axis=0, return_inverse=True)
    for number in range(group.max() + 1 if len(codes) else 0):
        yield np.flatnonzero(group.ravel() == number)


def _normaliser_of(choices: Choices, method: int) -> int:
    """Number the normaliser of a method."""
    order = sorted({one[0] for one in choices.methods})
    return order.index(choices.methods[method][0])


def _impossible(engine: Engine, factor: int) -> dict[str, str]:
    """Try each level of a factor with the study's other choices; name -> why these data do not allow it."""
    codes = np.zeros((engine.choices.levels[factor], len(engine.choices.levels)), dtype=np.intp)
    codes[:, factor] = np.arange(len(codes))
    if _refusal(engine, codes) is None:
        return {}
    level_names = list(engine.choices.names().values())[factor]
    reasons = {name: _refusal(engine, codes[[k]]) for k, name in enumerate(level_names) if k}
    return {name: reason for name, reason in reasons.items() if reason is not None}


def _refusal(engine: Engine, codes: Codes) -> str | None:
    try:
        engine.scores(codes)
    except DataError as error:
        return str(error)
    return None


def _within(matrix: pd.DataFrame, model: IndexModel) -> pd.DataFrame:
    years = matrix.index.get_level_values("year")
    return matrix[(years >= model.window.first) & (years <= model.window.last)]
