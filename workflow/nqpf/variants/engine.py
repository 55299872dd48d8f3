"""Scores of all variants of an index: each normalised matrix once, weights per scheme, scores as products.

A variant's score is that of `nqpf.index.fit(...).apply(...)` with the same choices, to rounding.
"""

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.errors import DataError
from nqpf.index.legal import SCALINGS, legal_triples
from nqpf.registry import load, names
from nqpf.specs.index import TREATMENTS, IndexSpec
from nqpf.variants.aggregate import aggregate_many
from nqpf.variants.choices import SEPARATOR, Choices, Codes, arrange
from nqpf.variants.imputation import DECLARED, alternatives
from nqpf.variants.leave_out import Weigher
from nqpf.variants.matrices import Matrices, variant_spec

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
        """Score the variants that share a normalised matrix, one aggregator at a time."""
        matrix = self.matrices.normalised(*_matrix_of(self.choices, codes[shared[0]]))
        base = self.matrices.base(matrix)
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
        pairs = [(scheme, self.choices.indicators[k]) for scheme, k in zip(schemes, dropped, strict=True)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # constants: told where the index is built
            found = {pair: weigher.weigh(*pair) for pair in dict.fromkeys(pairs)}
        return np.column_stack([found[pair] for pair in pairs])

    @cached_property
    def matrices(self) -> Matrices:
        """What all variants share: the panel filled, treated and normalised."""
        return Matrices(self.spec, self.panel, self.marks)

    def values_of(self, code: Codes) -> pd.DataFrame:
        """Fill the cells that rest on filled ones in the way of a variant."""
        return self.matrices.filled(self.choices.imputations[code[0]])

    def spec_of(self, code: Codes) -> IndexSpec:
        """Write down a variant as the spec of an index, as a user would."""
        _, treatment, _, scaling = _matrix_of(self.choices, code)
        dropped = self.choices.indicators[code[3]]
        return variant_spec(self.spec, treatment, self.choices.methods[code[2]], dropped, scaling)


def prepare_engine(
    spec: IndexSpec, panel: pd.DataFrame, marks: pd.DataFrame, *, yearly: bool = False
) -> Engine:
    """List what could be chosen and leave out what these data do not allow, with the reason.

    panel: by (unit, year), complete in the indicators. marks: cells that rest on filled cells. yearly: vary
    the years that the normaliser is fitted on as well; else all variants keep the study's own.
    """
    values = panel[spec.indicators]
    ways = alternatives() if marks.to_numpy().any() else (DECLARED,)
    all_choices = arrange(spec, ways, names(TREATMENTS), legal_triples(), SCALINGS if yearly else ())
    engine = Engine(spec, values, marks, all_choices)
    left_out = {**_impossible(engine, 1), **_impossible(engine, 2), **_impossible(engine, 4)}
    treatments = [name for name in all_choices.treatments if name not in left_out]
    methods = [method for method in all_choices.methods if SEPARATOR.join(method) not in left_out]
    scalings = [name for name in all_choices.scalings if name not in left_out]
    allowed = arrange(spec, ways, treatments, methods, scalings)
    return Engine(spec, values, marks, allowed, left_out)


def _alike(choices: Choices, codes: Codes) -> Iterator[Codes]:
    """Group variants (their places) by filling, treatment, normaliser and scaling."""
    order = sorted({method[0] for method in choices.methods})
    normalisers = np.array([order.index(choices.methods[code][0]) for code in codes[:, 2]], dtype=np.intp)
    keys = np.column_stack([codes[:, [0, 1, 4]], normalisers])
    _, group = np.unique(keys, axis=0, return_inverse=True)
    for number in range(group.max() + 1 if len(codes) else 0):
        yield np.flatnonzero(group.ravel() == number)


def _matrix_of(choices: Choices, code: Codes) -> tuple[str, str, str, str]:
    """Name what the normalised matrix of a variant depends on: filling, treatment, normaliser, scaling."""
    steps = choices.imputations[code[0]], choices.treatments[code[1]]
    return *steps, choices.methods[code[2]][0], choices.scalings[code[4]]


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
