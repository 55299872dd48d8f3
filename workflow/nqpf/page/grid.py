"""A table as a grid of cells, for formats that place every cell themselves (Word, Excel)."""

from collections.abc import Callable
from itertools import accumulate

from nqpf.page.table import Cell, Language, Panel, Row, Table, say
from nqpf.page.wrapping import breadth, longest_piece

MARGINS = 4
"""Letters that the margins of a cell take, and some for those that are broader than most (%, M)."""


def all_lines(table: Table) -> list[Row]:
    """Header rows, then every panel's."""
    return [*table.header, *(line for panel in table.panels for line in lines(panel, table.width))]


def lines(panel: Panel, width: int) -> list[Row]:
    """The rows of a panel, its title first as one cell across."""
    title = [] if panel.title is None else [(Cell(panel.title, width),)]
    return [*title, *panel.rows]


def starts(line: Row) -> list[int]:
    """In which column each cell of a row begins."""
    return list(accumulate((cell.span for cell in line[:-1]), initial=0))


def titles(table: Table) -> list[int]:
    """The lines, counted with the header, that are titles of panels."""
    return [place for panel, place in _begins(table) if panel.title is not None]


def ruled(table: Table) -> list[int]:
    """The lines, counted with the header, above which a panel asks for a rule."""
    return [place for panel, place in _begins(table) if panel.rule and place > len(table.header)]


def _begins(table: Table) -> list[tuple[Panel, int]]:
    """Every panel with its first line."""
    sizes = [len(lines(panel, table.width)) for panel in table.panels[:-1]]
    return list(zip(table.panels, accumulate(sizes, initial=len(table.header)), strict=False))


def side(start: int, cell: Cell, heading: bool, table: Table) -> str:
    """Where a cell's text stands: stubs and sentences left, the rest as the table says."""
    if start == 0 or (cell.span > 1 and not heading):
        return "left"
    return "right" if table.align == "r" and cell.span == 1 else "center"


def notes_text(table: Table, language: Language) -> str:
    """All notes as one paragraph."""
    word = "注：" if language == "zh" else "Notes: "
    return word + " ".join(say(note, language) for note in table.notes)


def widths(table: Table, language: Language, letters: int) -> list[float]:
    """The width of every column in letters: no word broken if there is room, then as few lines as can be.

    letters: what the whole table holds in one line. What is left after the longest words is dealt out
    evenly, to no column more than its longest cell asks for; what then remains goes to all.
    """
    least, most = _least(table, language), wished(table, language)
    if sum(least) >= letters:
        return [letters * one / sum(least) for one in least]
    dealt = _dealt([many - few for many, few in zip(most, least, strict=True)], letters - sum(least))
    given = [few + more for few, more in zip(least, dealt, strict=True)]
    return [letters * one / sum(given) for one in given]


def _least(table: Table, language: Language) -> list[int]:
    """The longest word of each column."""
    return _longest(table, language, longest_piece)


def wished(table: Table, language: Language) -> list[int]:
    """The breadth in letters of the longest cell of each column."""
    return _longest(table, language, breadth)


def _longest(table: Table, language: Language, measure: Callable[[str], int]) -> list[int]:
    found = [1] * table.width
    for line in all_lines(table):
        for start, cell in zip(starts(line), line, strict=True):
            if cell.span == 1:
                found[start] = max(found[start], measure(say(cell.text, language)))
    return [one + MARGINS for one in found]


def _dealt(asked: list[int], room: float) -> list[float]:
    """Share out the room: nobody gets more than asked, and nobody short of it gets less than another."""
    given = [0.0] * len(asked)
    order = sorted(range(len(asked)), key=lambda column: asked[column])
    for done, column in enumerate(order):
        given[column] = min(asked[column], room / (len(order) - done))
        room -= given[column]
    return given
