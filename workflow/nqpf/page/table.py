"""A table before it has a format: words, numbers already written out, notes, and the exact numbers beside.

`nqpf.tables` builds it, `nqpf.render` prints it. Words may stand in both languages (`Label`); the
renderer picks one, so a second language is a second call and not a second table.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from nqpf.specs.base import Label

Text = str | Label
Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

SIMULATED = Label(en="SIMULATED", zh="SIMULATED 模拟数据")


@dataclass(frozen=True)
class Cell:
    """One cell; `span` columns wide."""

    text: Text = ""
    span: int = 1


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Panel:
    """Rows that belong together, with an optional title line and a thin rule above."""

    rows: tuple[Row, ...]
    title: Text | None = None
    rule: bool = False


@dataclass(frozen=True)
class Table:
    """A table ready to be printed.

    header: one to three rows; the last has no spans. tidy: the same content at full precision, which
    is what the .csv holds. simulated: the title then says so. align: how the number columns stand.
    """

    title: Label
    header: tuple[Row, ...]
    panels: tuple[Panel, ...]
    notes: tuple[Text, ...]
    tidy: pd.DataFrame
    simulated: bool
    align: Literal["c", "r"] = "c"

    def __post_init__(self) -> None:
        """Check that every row is as wide as the header."""
        body = [line for panel in self.panels for line in panel.rows]
        for line in [*self.header, *body]:
            if _width(line) != self.width:
                raise ValueError(
                    f"a row of '{self.title.en}' has {_width(line)} columns, not {self.width}: {line}"
                )

    @property
    def width(self) -> int:
        """Number of columns, the stub included."""
        return _width(self.header[-1])

    def heading(self, language: Language = "en") -> str:
        """Print the title; a simulated study says SIMULATED first."""
        title = say(self.title, language)
        return f"{say(SIMULATED, language)} · {title}" if self.simulated else title


def row(*cells: Text | Cell) -> Row:
    """Make a row of texts and cells."""
    return tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in cells)


def stub_row(stub: Text, cells: Iterable[Text]) -> Row:
    """Make a row of a stub and what stands in the columns."""
    return row(stub, *cells)


def say(text: Text, language: Language = "en") -> str:
    """Pick the language of a text; a plain string is the same in both."""
    if isinstance(text, Label):
        return text.zh if language == "zh" else text.en
    return text


def _width(line: Row) -> int:
    return sum(cell.span for cell in line)
