"""Rank correlations between weighting schemes as a heat map."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page import drawing
from nqpf.page.table import say
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study
from nqpf.tables.schemes import least
from nqpf.variants.heat import heat_map
from nqpf.variants.square import square
from nqpf.variants.words import plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001 - one signature
    """List the pairs: first, second, level, within. inputs: `rows`, `facts`."""
    rows: pd.DataFrame = inputs["rows"]
    return rows


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> "Figure":
    """Draw levels under the diagonal, within over it."""
    facts, names = inputs["facts"], inputs["facts"]["schemes"]
    with drawing.style():
        figure = heat_map(square(inputs["rows"], names, "level", "within"), [plain(name) for name in names])
        found = least(facts)
        notes = (
            "Spearman correlations of the scores over all unit-years; below the diagonal: levels; above: "
            "unit and "
            "year effects taken out first. Only the weights vary. (1): the study's own. "
            f"{say(found) if found else ''}"
        )
        return drawing.dress(figure, spec.title, notes, simulated=study.simulated)
