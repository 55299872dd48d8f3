"""Typst: a fragment in three-line layout that fits the width it is given; paste or `#include` it as it is.

Every text is a Typst string, never markup, so nothing in a name can be read as a command. The first
line tells how many letters wide the table is, for whoever must choose between upright and landscape.
"""

import textwrap
from collections.abc import Iterable

from nqpf.page.table import Cell, Language, Panel, Row, Table, say
from nqpf.page.words import INDENT

_HEADING = 16  # letters of a heading per line and column
_STUB = 38  # letters of a stub per line
_SENTENCE = 11  # letters per column of a cell that spans several
_HEAD_SPACE = ", inset: (x: 0.42em, top: 0.5em, bottom: 0.2em)"  # a row of headings keeps clear of the next
NEVER = 10**6
_GAP = 2  # letters that the gap between two columns takes
WIDE_MARK = "// letters wide: "


def render(table: Table, language: Language = "en") -> str:
    """Write the fragment, its notes included."""
    lines = [
        f"{WIDE_MARK}{letters(table, language)}",
        "#[",
        "#show figure: set block(breakable: true)",
        "#figure(",
        "  kind: table,",
        f"  supplement: {text('表' if language == 'zh' else 'Table')},",
        f"  caption: figure.caption(position: top, {text(table.heading(language))}),",
        "  {",
        *_fitted(_grid(table, language)),
        f"    {_notes([say(note, language) for note in table.notes], language)}",
        "  },",
        ")",
        "]",
    ]
    return "\n".join(lines) + "\n"


def text(value: str) -> str:
    """Any text as a Typst string."""
    plain = (
        value.replace("\\", "\\\\")
        .replace('"', '\\"')
        .replace("\n", " ")
        .replace("\r", " ")
        .replace("\t", " ")
    )
    return f'"{plain}"'


def letters(table: Table, language: Language) -> int:
    """How many letters the widest row of every column takes together, a Chinese one counted twice."""
    widest = [0] * table.width
    for row, header in _rows(table):
        for place, cell in _placed(row):
            if cell.span == 1:
                lines = broken(say(cell.text, language), _limit(cell, place, header=header))
                widest[place] = max(widest[place], *(breadth(line) for line in lines))
    return sum(widest) + _GAP * (table.width - 1)


def breadth(value: str) -> int:
    """Count letters, a Chinese one as two."""
    return sum(2 if "\u2e80" <= letter <= "\uffef" else 1 for letter in value)


def broken(value: str, limit: int) -> list[str]:
    """Break a text into lines of at most `limit` letters; Chinese may break anywhere, an indent stays."""
    indent = value[: len(value) - len(value.lstrip(INDENT))]
    body = value[len(indent) :]
    if breadth(value) <= limit:
        return [value]
    wide = sum("\u2e80" <= letter <= "\uffef" for letter in body) * 3 > len(body)
    lines = textwrap.wrap(body, limit // 2 if wide else limit, break_long_words=wide, break_on_hyphens=False)
    return [indent + line for line in lines] or [value]


def _rows(table: Table) -> list[tuple[Row, bool]]:
    """Every row, and whether it belongs to the header."""
    body = [line for panel in table.panels for line in panel.rows]
    return [*((line, True) for line in table.header), *((line, False) for line in body)]


def _placed(row: Row) -> Iterable[tuple[int, Cell]]:
    start = 0
    for cell in row:
        yield start, cell
        start += cell.span


def _fitted(grid: list[str]) -> list[str]:
    """Set the grid in smaller type where it is wider than the space it is given."""
    return [
        "    layout(space => {",
        "      let grid = " + "\n      ".join(grid),
        "      let wide = measure(grid).width",
        "      set text(size: 1em * calc.min(1, space.width / calc.max(wide, 1pt)))",
        "      set par(leading: 0.4em)",
        "      align(center, grid)",
        "    })",
    ]


def _grid(table: Table, language: Language) -> list[str]:
    stands = {"c": "center", "r": "right"}[table.align]
    return [
        "table(",
        f"  columns: {table.width},",
        f"  align: (left + bottom,) + ({stands} + bottom,) * {table.width - 1},",
        "  inset: (x: 0.42em, y: 0.24em),",
        "  stroke: none,",
        "  table.hline(stroke: 0.9pt),",
        "  table.header(",
        *(f"    {line}" for row in table.header for line in _header(row, language)),
        "    table.hline(stroke: 0.5pt),",
        "  ),",
        *(
            f"  {line}"
            for place, panel in enumerate(table.panels)
            for line in _panel(panel, place, table.width, language)
        ),
        "  table.hline(stroke: 0.9pt),",
        ")",
    ]


def _header(row: Row, language: Language) -> list[str]:
    """A row of headings, with a rule under every one that spans columns."""
    cells = [_cell(cell, place, language, header=True) for place, cell in _placed(row)]
    under = [
        f"table.hline(start: {place}, end: {place + cell.span}, stroke: 0.4pt + gray),"
        for place, cell in _placed(row)
        if cell.span > 1 and cell.text
    ]
    return [" ".join(cells), *under]


def _panel(panel: Panel, place: int, width: int, language: Language) -> list[str]:
    rule = ["table.hline(stroke: 0.4pt + gray),"] if panel.rule and place else []
    title = []
    if panel.title is not None:
        title = [f"table.cell(colspan: {width}, align: left, emph({text(say(panel.title, language))})),"]
    rows = [" ".join(_cell(cell, at, language) for at, cell in _placed(row)) for row in panel.rows]
    return [*rule, *title, *rows]


def _cell(cell: Cell, place: int, language: Language, *, header: bool = False) -> str:
    """One cell: a heading stands at the bottom of its row, a long one in several lines."""
    space = _HEAD_SPACE if header else ""
    content = _content(broken(say(cell.text, language), _limit(cell, place, header=header)))
    if cell.span > 1:
        stands = "center" if header else "left"
        return f"table.cell(colspan: {cell.span}, align: {stands} + bottom{space}, {content}),"
    return f"table.cell(align: bottom{space}, {content})," if header else f"{content},"


def _limit(cell: Cell, place: int, *, header: bool) -> int:
    """How many letters a line of this cell may take; numbers are never broken."""
    if cell.span > 1:
        return cell.span * (_HEADING if header else _SENTENCE)
    if place == 0:
        return _STUB
    return _HEADING if header else NEVER


def _content(lines: list[str]) -> str:
    """Lines as one content; a leading indent is a length, since a line would swallow a space."""
    return " + linebreak() + ".join(map(_line, lines))


def _line(line: str) -> str:
    if line.startswith(INDENT):
        return f"(h(1em) + {text(line.lstrip(INDENT))})"
    return text(line)


def _notes(notes: list[str], language: Language) -> str:
    word = text("注：" if language == "zh" else "Notes: ")
    said = text(" ".join(notes))
    return (
        "block(width: 100%, above: 0.6em, { set text(size: 0.82em); set par(justify: false, leading: 0.5em); "
        f"set align(left); emph({word}) + {said} }})"
    )
