"""Word: a real table in three-line layout, Times New Roman and SimSun, notes below.

Built on python-docx. The same table gives the same bytes: entries of the archive bear one fixed date.
"""

import io
import re
from typing import TYPE_CHECKING, Any

from nqpf.page.archive import settled
from nqpf.page.grid import all_lines, notes_text, ruled, side, starts, titles, widths, wished
from nqpf.page.table import Language, Row, Table, say

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table as WordTable

LATIN, CHINESE = "Times New Roman", "SimSun"
THICK, THIN, HAIR = 12, 6, 4  # eighths of a point: 1.5, 0.75 and 0.5 pt
TITLE, BODY, SMALL, NOTE = 10.5, 9.0, 7.5, 8.0  # points
UPRIGHT = 482  # points: A4 less its margins
STUB = 40  # letters beyond which a stub is no reason to turn the page
VERY_WIDE = 9  # columns from which the type is smaller
LETTER = 0.5  # breadth of a letter, as a share of the size of its type

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # letters that XML cannot hold


def render(table: Table, language: Language = "en") -> bytes:
    """Write a document with one table."""
    document = page(_turned(table, language))
    place(document, table, language)
    stream = io.BytesIO()
    document.save(stream)
    return settled(stream.getvalue())


def _turned(table: Table, language: Language) -> bool:
    """Whether a table asks for more letters than an upright page has, a long stub set in two lines."""
    stub, *others = wished(table, language)
    return min(stub, STUB) + sum(others) > UPRIGHT / (LETTER * _size(table))


def page(turned: bool) -> "Document":
    """Open an empty document on A4, upright or turned."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    document = docx.Document()
    section = document.sections[0]
    across, along = Cm(21.0), Cm(29.7)
    section.orientation = WD_ORIENT.LANDSCAPE if turned else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (along, across) if turned else (across, along)
    section.left_margin = section.right_margin = Cm(2.0)
    section.top_margin = section.bottom_margin = Cm(2.0)
    return document


def place(document: "Document", table: Table, language: Language) -> None:
    """Add heading, table and notes to a document."""
    _paragraph(document, table.heading(language), TITLE, bold=True)
    lines = all_lines(table)
    grid = document.add_table(rows=len(lines), cols=table.width)
    _widths(grid, document, table, language)
    _fill(grid, lines, table, language)
    _rules(grid, table)
    _paragraph(document, notes_text(table, language), NOTE)


def _widths(grid: "WordTable", document: "Document", table: Table, language: Language) -> None:
    """Give every column the width that its words need, within that of the text."""
    from docx.shared import Pt

    section: Any = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    letters = int(room / Pt(LETTER * _size(table)))
    grid.autofit = False
    for column, width in zip(grid.columns, widths(table, language, letters), strict=True):
        column.width = int(room * width / letters)
        for cell in column.cells:
            cell.width = column.width


def _size(table: Table) -> float:
    """The size of the type in a table's cells, in points."""
    return SMALL if table.width > VERY_WIDE else BODY


def _fill(grid: "WordTable", lines: list[Row], table: Table, language: Language) -> None:
    """Write every cell, merged where it spans columns."""
    rows, bold = [list(line.cells) for line in grid.rows], titles(table)
    for number, (cells, line) in enumerate(zip(rows, lines, strict=True)):
        for start, cell in zip(starts(line), line, strict=True):
            target = cells[start]
            if cell.span > 1:
                target = target.merge(cells[start + cell.span - 1])
            where = side(start, cell, number < len(table.header), table)
            _write(target, say(cell.text, language), where, table, bold=number in bold)


def _write(target: Any, text: str, where: str, table: Table, *, bold: bool) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = target.paragraphs[0]
    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, where.upper())
    target.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    _run(paragraph, text, _size(table), bold=bold)


def _paragraph(document: "Document", text: str, size: float, *, bold: bool = False) -> None:
    _run(document.add_paragraph(), text, size, bold=bold)


def _run(paragraph: Any, text: str, size: float, *, bold: bool = False) -> None:
    """Add text in both fonts, without space around the paragraph."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run(_CONTROL.sub("", text))
    run.font.name, run.font.size, run.font.bold = LATIN, Pt(size), bold
    run._element.rPr.rFonts.set(qn("w:eastAsia"), CHINESE)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)


def _rules(grid: "WordTable", table: Table) -> None:
    """Draw the three lines, thin ones over panels, and one under each heading that spans columns."""
    for cell in _row(grid, 0):
        _border(cell, "top", THICK)
    for cell in _row(grid, len(grid.rows) - 1):
        _border(cell, "bottom", THICK)
    for cell in _row(grid, len(table.header) - 1):
        _border(cell, "bottom", THIN)
    for number in ruled(table):
        for cell in _row(grid, number):
            _border(cell, "top", HAIR)
    for number, line in enumerate(table.header[:-1]):
        _rules_under(_row(grid, number), line)


def _rules_under(cells: list[Any], line: Row) -> None:
    for start, cell in zip(starts(line), line, strict=True):
        if cell.span > 1 and cell.text:
            _border(cells[start], "bottom", HAIR)


def _row(grid: "WordTable", number: int) -> list[Any]:
    return list(grid.rows[number].cells)


def _border(cell: Any, edge: str, width: int) -> None:
    """Set one border of a cell (WordprocessingML, w:tcBorders)."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = cell._element.get_or_add_tcPr()
    borders = properties.find(qn("w:tcBorders"))
    if borders is None:
        borders = OxmlElement("w:tcBorders")
        properties.append(borders)
    line = borders.find(qn(f"w:{edge}"))
    if line is None:
        line = OxmlElement(f"w:{edge}")
        borders.append(line)
    for key, value in {"val": "single", "sz": str(width), "space": "0", "color": "000000"}.items():
        line.set(qn(f"w:{key}"), value)
