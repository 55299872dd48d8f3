"""Recipes of the codebook, forwards (raw series to variable) and backwards (variable to raw series)."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache

import numpy as np
import pandas as pd

from nqpf.errors import SpecError
from nqpf.registry import load
from nqpf.specs.variables import TRANSFORMS, Codebook

Cells = Mapping[str, pd.Series]


def compute(codebook: Codebook, known: Cells, names: Iterable[str]) -> dict[str, pd.Series]:
    """Compute variables by (unit, year), and whatever lies between, from the series and variables known."""
    done: dict[str, pd.Series] = {}
    for name in names:
        _compute(codebook, known, name, done)
    return done


def _compute(codebook: Codebook, known: Cells, name: str, done: dict[str, pd.Series]) -> pd.Series:
    if name in known:
        return known[name]
    if name not in codebook.variables:
        raise SpecError(
            f"simulation.yaml never draws the raw series '{name}'; add it, or draw it before it is needed."
        )
    if name not in done:
        recipe = codebook.variables[name].recipe
        parts = [_compute(codebook, known, part, done) for part in recipe.of]
        done[name] = _transform(recipe.transform)(*parts, **recipe.options)
    return done[name]


@cache
def _transform(name: str) -> Callable[..., pd.Series]:
    """Look a transform up once: a panel takes a few hundred of them."""
    compute: Callable[..., pd.Series] = load(TRANSFORMS, name).compute
    return compute


def numerator(codebook: Codebook, name: str) -> str:
    """Name the raw series that a variable is chiefly made of: the first part of its recipe, all the way."""
    while name in codebook.variables:
        name = codebook.variables[name].recipe.of[0]
    return name


def raw_cells(codebook: Codebook, known: Cells, name: str, target: pd.Series) -> pd.Series:
    """Find the raw series that makes a variable equal to its target, the denominators being known.

    Works for recipes that are proportional to their first series (ratio, per capita, the series itself).
    Raises SpecError for any other recipe.
    """
    series, rows = numerator(codebook, name), target.index
    once, twice = (
        compute(codebook, {**known, series: pd.Series(size, rows)}, [name])[name] for size in (1.0, 2.0)
    )
    if not np.allclose(twice, 2 * once):
        raise SpecError(
            f"simulation.yaml draws '{name}', whose recipe is not proportional to its first series; "
            f"draw the series '{series}' itself under 'series'."
        )
    return target / once
