"""A square of correlations as a heat map: one kind under the diagonal, another over it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from nqpf.page import drawing
from nqpf.page.numbers import MINUS, fixed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NUMBERED = 16  # of more rows the cells are too small for their numbers
DARK = 0.6  # a correlation beyond this is drawn so dark that its number must be white


def heat_map(square: pd.DataFrame, labels: Sequence[str], breaks: Sequence[int] = ()) -> "Figure":
    """Draw a square (k x k) from -1 (vermillion) over 0 (white) to 1 (blue).

    labels: of the rows; columns bear their numbers. breaks: rows before which a line is drawn.
    """
    from matplotlib.colors import LinearSegmentedColormap

    size = len(square)
    shades = LinearSegmentedColormap.from_list("house", [drawing.VERMILLION, "white", drawing.BLUE])
    figure = drawing.canvas(height=0.9 + max(0.3 * size, 1.8))
    axis = figure.subplots()
    axis.set_facecolor(drawing.PALE)  # the diagonal says nothing and is left blank
    cells = np.where(np.eye(size, dtype=bool), np.nan, square.to_numpy(float))
    drawn = axis.imshow(cells, cmap=shades, vmin=-1, vmax=1, aspect="auto")
    _axes(axis, labels)
    if size <= NUMBERED:
        _numbers(axis, square)
    for place in breaks:
        axis.axhline(place - 0.5, color=drawing.INK, linewidth=0.8)
        axis.axvline(place - 0.5, color=drawing.INK, linewidth=0.8)
    figure.colorbar(drawn, ax=axis, shrink=0.8, pad=0.02, ticks=[-1, -0.5, 0, 0.5, 1])
    return figure


def _axes(axis: "Axes", labels: Sequence[str]) -> None:
    numbers = [f"({place})" for place in range(1, len(labels) + 1)]
    axis.set_xticks(range(len(labels)), numbers)
    named = [f"{number} {label}" for number, label in zip(numbers, labels, strict=True)]
    axis.set_yticks(range(len(labels)), named)
    axis.tick_params(length=0)
    axis.xaxis.tick_top()
    for side in axis.spines.values():
        side.set_visible(False)


def _numbers(axis: "Axes", square: pd.DataFrame) -> None:
    for row, (_, line) in enumerate(square.iterrows()):
        for column, value in enumerate(line):
            if row != column:
                shade = "white" if abs(value) > DARK else drawing.INK
                text = fixed(value, 2).replace("-", MINUS)
                axis.text(column, row, text, ha="center", va="center", fontsize=7, color=shade)
