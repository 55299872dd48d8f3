"""Excel: the table as printed on the first sheet, the exact numbers on the second.

Text is never run as a formula or a link. The same table gives the same bytes.
"""

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page.grid import all_lines, notes_text, ruled, side, starts, titles, wished
from nqpf.page.table import Language, Row, Table, say
from nqpf.page.wrapping import breadth

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

WHEN = datetime(1980, 1, 1, tzinfo=UTC)
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": True,
}
FONT = "Times New Roman"
SHEETS = {"en": ("Table", "Data"), "zh": ("表", "数据")}
NARROWEST, WIDEST = 9, 40  # columns, in letters
THICK, THIN, HAIR = 2, 1, 4  # xlsxwriter's border styles: medium, thin, dotted


def render(table: Table, language: Language = "en") -> bytes:
    """Write a workbook with the printed table and its data."""
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, OPTIONS) as book:
        book.set_properties({"created": WHEN, "title": table.heading(language)})
        printed, data = (book.add_worksheet(name) for name in SHEETS[language])
        _print(book, printed, table, language)
        _list(book, data, table)
    return stream.getvalue()


def _print(book: "Workbook", sheet: "Worksheet", table: Table, language: Language) -> None:
    """Write heading, rows and notes of the printed table."""
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    columns = [min(max(letters, NARROWEST), WIDEST) for letters in wished(table, language)]
    for place, letters in enumerate(columns):
        sheet.set_column(place, place, letters)
    sheet.write_string(0, 0, table.heading(language), book.add_format({"font_name": FONT, "bold": True}))
    edges, bold = _edges(table), titles(table)
    lines = all_lines(table)
    for number, line in enumerate(lines):
        look = {"bold": number in bold, **edges.get(number, {})}
        _row(book, sheet, number, line, look, table, language)
    sheet.freeze_panes(1 + len(table.header), 1)
    _notes(book, sheet, len(lines) + 1, table, sum(columns), language)


def _edges(table: Table) -> dict[int, dict[str, int]]:
    """Which borders each line bears: top rule, header rule, rules over panels, bottom rule."""
    edges: dict[int, dict[str, int]] = {0: {"top": THICK}}
    edges.setdefault(len(table.header) - 1, {})["bottom"] = THIN
    for number in ruled(table):
        edges.setdefault(number, {})["top"] = HAIR
    edges.setdefault(len(all_lines(table)) - 1, {})["bottom"] = THICK
    return edges


def _row(
    book: "Workbook",
    sheet: "Worksheet",
    number: int,
    line: Row,
    look: dict[str, Any],
    table: Table,
    language: Language,
) -> None:
    heading = number < len(table.header)
    for start, cell in zip(starts(line), line, strict=True):
        style = {"font_name": FONT, "align": side(start, cell, heading, table), **look}
        if heading:
            style["text_wrap"] = True
            if cell.span > 1 and cell.text:
                style["bottom"] = THIN
        text, form = say(cell.text, language), book.add_format(style)
        if cell.span > 1:
            sheet.merge_range(number + 1, start, number + 1, start + cell.span - 1, "", form)
        sheet.write_string(number + 1, start, text, form)


def _notes(
    book: "Workbook", sheet: "Worksheet", row: int, table: Table, letters: int, language: Language
) -> None:
    """Write the notes as one wrapped cell across the table, which is so many letters wide."""
    text = notes_text(table, language)
    form = book.add_format({"font_name": FONT, "font_size": 9, "text_wrap": True, "valign": "top"})
    if table.width > 1:
        sheet.merge_range(row, 0, row, table.width - 1, "", form)
    sheet.write_string(row, 0, text, form)
    sheet.set_row(row, 12.5 * (1 + breadth(text) // letters))


def _list(book: "Workbook", sheet: "Worksheet", table: Table) -> None:
    """Write the tidy frame: numbers as numbers, missing cells empty."""
    tidy = table.tidy.assign(data="SIMULATED") if table.simulated else table.tidy
    bold = book.add_format({"bold": True, "bottom": THIN})
    for column, name in enumerate(tidy.columns):
        sheet.write_string(0, column, str(name), bold)
        for row, value in enumerate(tidy[name], start=1):
            _value(sheet, row, column, value)
    sheet.freeze_panes(1, 0)


def _value(sheet: "Worksheet", row: int, column: int, value: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)) and not pd.isna(value):
        sheet.write_number(row, column, float(value))
    elif value is not None and not pd.isna(value):
        sheet.write_string(row, column, str(value))
