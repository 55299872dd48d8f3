"""The choices behind an index, as factors with levels; a variant picks one level of each.

Level 0 of every factor is what the study does itself. Normaliser, weights and aggregator are one factor,
since only some of their combinations are legal (METHOD 1; Saisana, Saltelli & Tarantola 2005, section 4).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from nqpf.specs.index import IndexSpec

Codes = npt.NDArray[np.intp]
Triple = tuple[str, str, str]
Level = TypeVar("Level")
FACTORS = ("imputation", "treatment", "method", "indicator")
"""Filling of empty cells; treatment of outliers; normaliser, weights, aggregator; the indicator left out."""
SEPARATOR = " / "


@dataclass(frozen=True)
class Choices:
    """Levels of each factor, the study's own first.

    imputations, treatments: names. methods: (normaliser, weights, aggregator). indicators: the one that
    is left out, None for none.
    """

    imputations: tuple[str, ...]
    treatments: tuple[str, ...]
    methods: tuple[Triple, ...]
    indicators: tuple[str | None, ...]

    @property
    def levels(self) -> tuple[int, ...]:
        """How many levels each factor has, in the order of FACTORS."""
        return tuple(len(one) for one in (self.imputations, self.treatments, self.methods, self.indicators))

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
        }


def arrange(
    spec: IndexSpec,
    imputations: Sequence[str],
    treatments: Iterable[str],
    methods: Iterable[Triple],
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
    )


def draw(choices: Choices, draws: int, seed: int) -> Codes:
    """Draw variants (draws x factors), every level of a factor equally likely."""
    return choices.codes(np.random.default_rng(seed).random((draws, len(FACTORS))))


def _first(own: Level, others: Iterable[Level]) -> tuple[Level, ...]:
    return (own, *(other for other in others if other != own))
