"""The choices behind an index, as factors with levels; a variant picks one level of each.

Level 0 of every factor is what the study does itself. Normaliser, weights and aggregator are one factor,
since only some of their combinations are legal (METHOD 1; Saisana, Saltelli & Tarantola 2005, section 4).
The years that the normaliser is fitted on are a factor of their own: they go with every combination.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from nqpf.index.legal import SCALINGS
from nqpf.specs.index import IndexSpec

Codes = npt.NDArray[np.intp]
Triple = tuple[str, str, str]
Level = TypeVar("Level")
FACTORS = ("imputation", "treatment", "method", "indicator", "scaling")
"""Filling of empty cells; treatment of outliers; normaliser, weights, aggregator; the indicator left out;
whether the normaliser is fitted on all years together or on each year by itself."""
SEPARATOR = " / "


@dataclass(frozen=True)
class Choices:
    """Levels of each factor, the study's own first.

    imputations, treatments: names. methods: (normaliser, weights, aggregator). indicators: the one that
    is left out, None for none. scalings: of `nqpf.index.legal.SCALINGS`.
    """

    imputations: tuple[str, ...]
    treatments: tuple[str, ...]
    methods: tuple[Triple, ...]
    indicators: tuple[str | None, ...]
    scalings: tuple[str, ...]

    @property
    def levels(self) -> tuple[int, ...]:
        """How many levels each factor has, in the order of FACTORS."""
        return tuple(len(levels) for levels in self.names().values())

    @property
    def size(self) -> int:
        """How many variants there are."""
        return int(np.prod(self.levels))

    def codes(self, unit: npt.NDArray[np.float64]) -> Codes:
        """Turn uniform numbers (variants x factors) from [0, 1) into codes: each level equally likely."""
        levels = np.array(self.levels)
        return np.asarray(np.minimum((unit * levels).astype(np.intp), levels - 1))

    def names(self) -> dict[str, list[str]]:
        """Name the levels of every factor."""
        return {
            "imputation": list(self.imputations),
            "treatment": list(self.treatments),
            "method": [SEPARATOR.join(method) for method in self.methods],
            "indicator": [name or "none left out" for name in self.indicators],
            "scaling": list(self.scalings),
        }


def arrange(
    spec: IndexSpec,
    imputations: Sequence[str],
    treatments: Iterable[str],
    methods: Iterable[Triple],
    scalings: Iterable[str] = (),
) -> Choices:
    """Put the study's own level first in every factor.

    Leaving out an indicator is a choice only where two or more would stay.
    """
    own: Triple = (spec.normaliser, spec.weights, spec.aggregator)
    dropped: list[str | None] = [None, *(spec.indicators if len(spec.indicators) > 2 else [])]
    return Choices(
        imputations=tuple(imputations),
        treatments=_first(spec.treatment.method, treatments),
        methods=_first(own, methods),
        indicators=tuple(dropped),
        scalings=_first(SCALINGS[spec.yearly], scalings),
    )


def draw(choices: Choices, draws: int, seed: int) -> Codes:
    """Draw variants (draws x factors), every level of a factor equally likely.

    The scaling comes from numbers of its own, so that the other choices of a draw are the same whether it
    varies or not: two runs differ by the scaling alone.
    """
    rng = np.random.default_rng(seed)
    others, scaling = rng.random((draws, len(FACTORS) - 1)), rng.random((draws, 1))
    return choices.codes(np.hstack([others, scaling]))


def _first(own: Level, others: Iterable[Level]) -> tuple[Level, ...]:
    return (own, *(other for other in others if other != own))
