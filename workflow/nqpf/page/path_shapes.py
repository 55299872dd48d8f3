"""Boxes, bands and arrows of a path diagram; places in inches, from the left and from the top."""

import textwrap
from typing import TYPE_CHECKING, Any

from nqpf.page import drawing
from nqpf.page.table import Language
from nqpf.page.wrapping import wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 7.1
LEFT_END, LEFT_CURVE, BOX_LEFT = 1.0, 1.38, 2.5
BOX_RIGHT, RIGHT_CURVE, RIGHT_END = 4.6, 5.72, 6.1
BAND = "#f2f2f2"
_HALF_END, _HALF_BOX = 0.45, 0.15  # half the height of an end's box and of a channel's
_REACH = 0.3  # half the stretch of an end's side on which the paths start
_LETTERS = 14  # that fit into a line of an end's box, a Chinese one as two
_ROOM = 34  # letters that fit into a channel's box


def prepare(axis: "Axes", height: float) -> None:
    """Empty the axis and measure it in inches from the upper left corner."""
    axis.set_xlim(0, WIDTH)
    axis.set_ylim(height, 0)
    axis.set(xticks=[], yticks=[])
    axis.set_axis_off()


def spread(centre: float, nth: int, count: int) -> float:
    """Place the nth of some paths on the side of an end's box."""
    return centre if count < 2 else centre - _REACH + 2 * _REACH * nth / (count - 1)


def ends(axis: "Axes", words: list[str], centre: float, language: Language) -> None:
    """Draw the boxes of treatment and outcome at one height, with x and y below their names."""
    for (left, right), text, letter in zip(
        ((0.03, LEFT_END), (RIGHT_END, WIDTH - 0.03)), words, "xy", strict=True
    ):
        _box(axis, (left, right), (centre - _HALF_END, centre + _HALF_END), drawing.INK, "-")
        lines = wrap(text, _LETTERS) if language == "zh" else textwrap.wrap(text, _LETTERS)
        axis.text(
            (left + right) / 2, centre, "\n".join([*lines, letter]), ha="center", va="center", fontsize=7.5
        )


def band(axis: "Axes", top: float, bottom: float) -> None:
    """Shade a block of rows."""
    from matplotlib.patches import Rectangle

    across = RIGHT_CURVE - LEFT_CURVE + 0.1
    axis.add_patch(
        Rectangle((LEFT_CURVE - 0.05, top), across, bottom - top, facecolor=BAND, edgecolor="none")
    )


def heading(axis: "Axes", place: float, text: str) -> None:
    """Print the line above a block."""
    axis.text((BOX_LEFT + BOX_RIGHT) / 2, place, text, ha="center", va="center", fontsize=7, zorder=3)


def channel(axis: "Axes", places: tuple[float, float], texts: tuple[str, str], *, observed: bool) -> None:
    """Draw a channel's box with its paths. places: height of the box, height at which the paths leave x."""
    place, start = places
    colour, dash = (drawing.INK, "-") if observed else (drawing.GREY, (0, (3, 2)))
    _box(axis, (BOX_LEFT, BOX_RIGHT), (place - _HALF_BOX, place + _HALF_BOX), colour, dash)
    middle = (BOX_LEFT + BOX_RIGHT) / 2
    name = textwrap.shorten(texts[0], _ROOM, placeholder=" \N{HORIZONTAL ELLIPSIS}")
    for height, text, size in ((place - 0.065, name, 7.5), (place + 0.075, texts[1], 6.5)):
        axis.text(middle, height, text, ha="center", va="center", fontsize=size, color=colour, zorder=3)
    halfway = (LEFT_END + LEFT_CURVE) / 2
    _arrow(
        axis,
        [(LEFT_END, start), (halfway, start), (halfway, place), (LEFT_CURVE, place), (BOX_LEFT, place)],
        "MCCCL",
        colour,
        dash,
    )
    halfway = (RIGHT_END + RIGHT_CURVE) / 2
    _arrow(
        axis,
        [(BOX_RIGHT, place), (RIGHT_CURVE, place), (halfway, place), (halfway, start), (RIGHT_END, start)],
        "MLCCC",
        colour,
        dash,
    )


def on_path(axis: "Axes", side: str, place: float, texts: tuple[str, str]) -> None:
    """Print one text above and one below the level part of a path."""
    left, right = {"left": (LEFT_CURVE, BOX_LEFT), "right": (BOX_RIGHT, RIGHT_CURVE)}[side]
    middle = (left + right) / 2
    axis.text(middle, place - 0.02, texts[0], ha="center", va="bottom", fontsize=7, zorder=3)
    axis.text(middle, place + 0.03, texts[1], ha="center", va="top", fontsize=6, zorder=3)


def around(axis: "Axes", centre: float, place: float) -> None:
    """Draw the path from x to y that passes below every channel."""
    bottom, left, right = centre + _HALF_END, LEFT_END / 2, (RIGHT_END + WIDTH) / 2
    turn = 0.18
    points = [
        (left, bottom), (left, place - turn), (left, place), (left + turn, place),
        (right - turn, place), (right, place), (right, place - turn), (right, bottom),
    ]  # fmt: skip
    _arrow(axis, points, "MLQQLQQL", drawing.INK, "-")


def under(axis: "Axes", place: float, texts: tuple[str, str]) -> None:
    """Print what stands above and below the path around."""
    for shift, text, side in ((-0.03, texts[0], "bottom"), (0.04, texts[1], "top")):
        axis.text(WIDTH / 2, place + shift, text, ha="center", va=side, fontsize=7)


def _box(
    axis: "Axes", across: tuple[float, float], down: tuple[float, float], colour: str, dash: Any
) -> None:
    from matplotlib.patches import FancyBboxPatch

    size = (across[1] - across[0], down[1] - down[0])
    look: dict[str, Any] = {"facecolor": "white", "edgecolor": colour, "linestyle": dash, "linewidth": 0.9}
    axis.add_patch(
        FancyBboxPatch(
            (across[0], down[0]), *size, boxstyle="round,pad=0,rounding_size=0.06", zorder=2, **look
        )
    )


def _arrow(axis: "Axes", points: list[tuple[float, float]], kinds: str, colour: str, dash: Any) -> None:
    """Draw a path with a head at its end. kinds: M(ove), L(ine), C(ubic), Q(uadratic), one letter a point."""
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    codes = {"M": Path.MOVETO, "L": Path.LINETO, "C": Path.CURVE4, "Q": Path.CURVE3}
    path = Path(points, [codes[kind] for kind in kinds])
    look: dict[str, Any] = {"edgecolor": colour, "facecolor": colour, "linestyle": dash, "linewidth": 0.9}
    axis.add_patch(
        FancyArrowPatch(
            path=path, arrowstyle="-|>", mutation_scale=7, shrinkA=0, shrinkB=0, zorder=1.5, **look
        )
    )
