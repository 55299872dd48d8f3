"""A table as a grid of cells, for formats that place every cell themselves (Word, Excel)."""

from itertools import accumulate

from nqpf.page.table import Cell, Language, Panel, Row, Table, say


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


def ruled(table: Table) -> list[int]:
    """The lines, counted with the header, above which a panel asks for a rule."""
    sizes = [len(lines(panel, table.width)) for panel in table.panels[:-1]]
    first = accumulate(sizes, initial=len(table.header))
    places = zip(table.panels, first, strict=False)
    return [place for panel, place in places if panel.rule and place > len(table.header)]


def side(start: int, cell: Cell, heading: bool, table: Table) -> str:
    """Where a cell's text stands: stubs and sentences left, the rest as the table says."""
    if start == 0 or (cell.span > 1 and not heading):
        return "left"
    return "right" if table.align == "r" and cell.span == 1 else "center"


def notes_text(table: Table, language: Language) -> str:
    """All notes as one paragraph."""
    word = "注：" if language == "zh" else "Notes: "
    return word + " ".join(say(note, language) for note in table.notes)
