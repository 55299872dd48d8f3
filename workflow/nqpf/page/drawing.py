"""One style for all figures: sizes, colours, Chinese letters, the SIMULATED mark, and how they are saved.

Figures are objects, never global state. Colours are Okabe & Ito's (2008), which colour-blind readers
tell apart; where two lines meet, a marker or a dash tells them apart in grey as well.
"""

import io
import textwrap
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nqpf.files import write_bytes
from nqpf.page.table import SIMULATED, Language, Text, say
from nqpf.page.wrapping import breadth, is_chinese, wrap
from nqpf.specs.base import Label

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SINGLE, DOUBLE = 3.5, 7.2  # inches: one and two columns of a journal page
BLUE, ORANGE, GREEN, VERMILLION, PURPLE, SKY, YELLOW = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#D55E00",
    "#CC79A7",
    "#56B4E9",
    "#F0E442",
)
INK, GREY, PALE = "#222222", "#767676", "#d9d9d9"
SERIES = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
MARKERS = ("o", "s", "^", "D", "v", "P")

FONT_PACKAGE = ("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc")  # PyPI: noto-cjk-sans-otc, licence OFL-1.1
FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "SimSun",
    "Noto Sans CJK JP",
    "Arial Unicode MS",
)
RESOLUTION = 200
_LINE = 0.19  # inches a title line takes
_MARK = 1.4  # inches kept free for the mark
_NOTE = 0.125  # inches a note line takes
_PER_INCH = 13.0  # letters of a title that fit into an inch
_NOTES_PER_INCH = 20.0
_MARGIN = 0.07  # inches kept free at the sides
_NOTE_FONT: dict[str, Any] = {"fontsize": 6.5}
_HEAD_FONT: dict[str, Any] = {"fontsize": 9, "weight": "bold"}
_LEAST = 12  # letters of a line, however narrow the figure
_LABEL = 38  # letters of a label that stand in one line


@cache
def chinese_family() -> str | None:
    """Find a font with Chinese letters: the package's first, so that machines agree, then the system's.

    Warns once, in a sentence, when there is none; figures then bear English labels only.
    """
    from matplotlib import font_manager

    path = _packaged_font()
    if path is not None:
        font_manager.fontManager.addfont(str(path))
    present = {font.name for font in font_manager.fontManager.ttflist}
    family = next((name for name in FAMILIES if name in present), None)
    if family is None:
        warnings.warn(
            "No font with Chinese letters was found, so figures bear English labels only; "
            "install one with 'pip install noto-cjk-sans-otc'.",
            stacklevel=2,
        )
    return family


def _packaged_font() -> Path | None:
    module, name = FONT_PACKAGE
    found = find_spec(module)
    if found is None or found.origin is None:
        return None
    path = Path(found.origin).parent / name
    return path if path.exists() else None


def spoken(language: Language) -> Language:
    """Give the language to draw in: English where no font can print Chinese."""
    return language if chinese_family() else "en"


def bilingual(label: Label, language: Language = "en") -> str:
    """Say a label in one line: in "en" English and Chinese, in "zh" Chinese only.

    English alone where no font can print Chinese.
    """
    if language == "zh":
        return say(label, spoken(language))
    return f"{label.en} {label.zh}" if chinese_family() and label.zh != label.en else label.en


def stacked(label: Label, language: Language = "en") -> str:
    """Say a label as `bilingual` does, in two lines where one would take too much of the figure's width."""
    text = bilingual(label, language)
    if language == "zh":
        return "\n".join(wrap(text, _LABEL))
    parts = [label.en, label.zh] if text != label.en and breadth(text) > _LABEL else [text]
    return "\n".join(textwrap.shorten(part, 2 * _LABEL, placeholder=" …") for part in parts)


def readable(text: str, instead: str) -> str:
    """Give the text, or its stand-in where it has Chinese letters that no font can print."""
    return text if chinese_family() or not is_chinese(text) else instead


def group_name(label: Label, place: int, language: Language) -> str:
    """A group's name in a figure, its number where no font can print it. place: counted from 1."""
    return readable(say(label, language), f"group {place}")


@contextmanager
def style() -> Iterator[None]:
    """Set the house style while a figure is drawn or saved."""
    from matplotlib import rc_context

    with rc_context(_settings()):
        yield


def _settings() -> dict[Any, Any]:
    family = chinese_family()
    return {
        "font.family": ["DejaVu Sans", family] if family else ["DejaVu Sans"],
        "font.size": 8,
        "axes.titlesize": 8,
        "axes.labelsize": 8,
        "xtick.labelsize": 7.5,
        "ytick.labelsize": 7.5,
        "legend.fontsize": 7.5,
        "legend.frameon": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": GREY,
        "axes.linewidth": 0.6,
        "axes.labelcolor": INK,
        "text.color": INK,
        "xtick.color": GREY,
        "ytick.color": GREY,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "lines.linewidth": 1.4,
        "axes.unicode_minus": True,
        "text.parse_math": False,  # names are data: a dollar sign is a dollar sign
        "savefig.dpi": RESOLUTION,
        "figure.dpi": 100,
    }


def canvas(height: float, width: float = DOUBLE) -> "Figure":
    """Make an empty figure (inches) that arranges itself; draw on it inside `style()`."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def estimate(axis: "Axes", position: int, line: "pd.Series[Any]") -> None:
    """Draw one line of a coefficient plot; line: estimate, low, high, truth (hollow diamond, may be NaN)."""
    axis.plot([line["low"], line["high"]], [position] * 2, color=BLUE, solid_capstyle="butt")
    axis.plot([line["estimate"]], [position], "o", color=BLUE, markersize=4.5)
    if line["truth"] == line["truth"]:
        diamond: dict[str, Any] = {"markerfacecolor": "none", "markeredgecolor": VERMILLION, "markersize": 7}
        axis.plot([line["truth"]], [position], "D", markeredgewidth=1.1, zorder=4, **diamond)


def beside(axis: "Axes", position: float, text: str) -> None:
    """Print a text to the right of a coefficient plot, at the height of one of its lines."""
    axis.text(1.02, position, text, transform=axis.get_yaxis_transform(), va="center", fontsize=7.5)


def absent(axis: "Axes", position: int, text: str) -> None:
    """Say in grey, beside the zero line, why a line of a coefficient plot is empty."""
    place: dict[str, Any] = {"xytext": (6, 0), "textcoords": "offset points", "va": "center"}
    axis.annotate(text, (0, position), color=GREY, style="italic", fontsize=7.5, **place)


def coefficient_axis(axis: "Axes", labels: Sequence[str]) -> None:
    """Prepare a coefficient plot: one label per line from the top down, and the zero line."""
    axis.set_yticks(range(len(labels)), list(labels))
    axis.tick_params(axis="y", length=0)
    axis.set_ylim(len(labels) - 0.5, -0.75)
    axis.spines["left"].set_visible(False)
    axis.grid(axis="x", color=PALE, linewidth=0.5)
    axis.set_axisbelow(True)
    axis.axvline(0, color=GREY, linewidth=0.8, zorder=1.5)


def dress(
    figure: "Figure", title: Label, notes: Text, *, simulated: bool, language: Language = "en"
) -> "Figure":
    """Put the title and the SIMULATED mark above the axes and the notes below, clear of the data.

    "en" prints the title in both languages and the notes in English, "zh" both in Chinese. The figure
    grows by what they need.
    """
    width, height = figure.get_size_inches()
    own = _head(figure, title, width - simulated * _MARK, spoken(language))
    head = own if spoken(language) == "zh" else own + _chinese_line(title)
    foot = _foot(figure, say(notes, spoken(language)), width, language)
    above = _LINE * len(head) + 0.12
    below = _NOTE * len(foot) + (0.1 if foot else 0.0)
    full = height + above + below
    figure.set_size_inches(width, full)
    engine: Any = figure.get_layout_engine()
    engine.set(rect=(0.0, below / full, 1.0, height / full))
    _write_head(figure, head, len(own), full, simulated=simulated)
    figure.text(0.01, 0.05 / full, "\n".join(foot), color=INK, va="bottom", linespacing=1.25, **_NOTE_FONT)
    return figure


def _head(figure: "Figure", title: Label, room: float, language: Language) -> list[str]:
    return _fitted(figure, say(title, language), int(room * _PER_INCH), room, _HEAD_FONT, language)


def _foot(figure: "Figure", notes: str, room: float, language: Language) -> list[str]:
    letters = int(room * _NOTES_PER_INCH)
    return _fitted(figure, notes, letters, room - _MARGIN, _NOTE_FONT, language)


def _fitted(
    figure: "Figure", text: str, most: int, room: float, font: dict[str, Any], language: Language
) -> list[str]:
    """Break a text into lines of at most so many letters, of fewer where broad ones would leave the room."""
    for letters in range(most, _LEAST, -1):
        lines = wrap(text, letters) if language == "zh" else textwrap.wrap(text, letters)
        if _inches(figure, lines, font) <= room - _MARGIN:
            return lines
    return textwrap.wrap(text, _LEAST)


def _inches(figure: "Figure", lines: list[str], font: dict[str, Any]) -> float:
    """Measure the longest line as it will be printed."""
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.text import Text as Printed

    printed = Printed(text="\n".join(lines), **font)
    printed.set_figure(figure)
    renderer: Any = RendererAgg(1, 1, figure.dpi)  # type: ignore[no-untyped-call]
    return float(printed.get_window_extent(renderer).width / figure.dpi)


def _chinese_line(title: Label) -> list[str]:
    return [title.zh] if chinese_family() and title.zh != title.en else []


def _write_head(figure: "Figure", lines: list[str], bold: int, full: float, *, simulated: bool) -> None:
    """Write the title's lines, the first `bold` of them heavy, and the mark."""
    top = 0.06
    if simulated:
        mark = say(SIMULATED, spoken("zh"))
        box = {"boxstyle": "square,pad=0.25", "facecolor": "white", "edgecolor": VERMILLION, "linewidth": 0.8}
        figure.text(0.992, 1 - top / full, mark, ha="right", va="top", fontsize=7, color=VERMILLION, bbox=box)
    for position, line in enumerate(lines):
        height = 1 - (top + position * _LINE) / full
        weight = "bold" if position < bold else None
        figure.text(0.01, height, line, ha="left", va="top", fontsize=9, weight=weight)


def save(figure: "Figure", pdf: Path, png: Path) -> None:
    """Write both files, whole or not at all; the same figure gives the same bytes."""
    with style():
        for path, kind, metadata in (
            (pdf, "pdf", {"CreationDate": None, "Creator": None, "Producer": None}),
            (png, "png", {"Software": None}),
        ):
            buffer = io.BytesIO()
            figure.savefig(buffer, format=kind, metadata=metadata)
            write_bytes(path, buffer.getvalue())
