r"""LaTeX: one `table` environment in three-line layout; needs the package booktabs and nothing else.

Chinese passes through as it is: compile such a table with XeLaTeX and ctex or xeCJK.
"""

import textwrap
from functools import cache
from typing import TYPE_CHECKING, Any

from nqpf.page.table import Language, Panel, Row, Table, say

if TYPE_CHECKING:
    from jinja2 import Template

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "_": r"\_",
    "#": r"\#",
    "$": r"\$",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    # A row that opens with a bracket would be read as the option of the line break before it.
    "[": "{[}",
    "]": "{]}",
    "\N{MINUS SIGN}": "$-$",
    "\N{NARROW NO-BREAK SPACE}": r"\,",
    "×": r"$\times$",
    "→": r"$\rightarrow$",
    "≥": r"$\geq$",
    "≤": r"$\leq$",
    "±": r"$\pm$",
    "∞": r"$\infty$",
    "²": r"\textsuperscript{2}",
    "·": r"\textperiodcentered{}",
    "–": "--",
    "\N{EM SPACE}": r"\quad ",
    "\n": " ",
    # Latin Modern, the font of XeLaTeX, lacks these.
    "α": r"$\alpha$",
    "β": r"$\beta$",
    "ρ": r"$\rho$",
    "σ": r"$\sigma$",
    "χ": r"$\chi$",
    "●": r"$\bullet$",
    "○": r"$\circ$",
}
_TABLE = str.maketrans(_ESCAPES)
_HEADING = 18  # letters of a heading per line and column
_STUB = 40  # letters of a stub per line
_SENTENCE = 70  # letters from which a cell must wrap
_WIDE = 7
_VERY_WIDE = 11
_TALL = 40  # lines above which a page holds a table with its notes in smaller type only


class Raw(str):
    """LaTeX that is already written; everything else is escaped when the template prints it."""

    __slots__ = ()


def render(table: Table, language: Language = "en") -> str:
    """Write the environment, its notes included."""
    text: str = _template().render(
        caption=table.heading(language),
        columns=Raw(f"@{{}}l*{{{table.width - 1}}}{{{table.align}}}@{{}}"),
        size=Raw(_size(table)),
        header=[_line(cells, language, rules=True) for cells in table.header],
        panels=[_panel(panel, table.width, language) for panel in table.panels],
        notes=[say(note, language) for note in table.notes],
        notes_word="注：" if language == "zh" else "Notes:",
        width=table.width,
    )
    return text


def escape(text: str) -> Raw:
    """Make any text safe inside LaTeX."""
    return Raw(text.translate(_TABLE))


def _finalize(value: object) -> str:
    return value if isinstance(value, Raw) else escape(str(value))


@cache
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("nqpf.render", "templates"),
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalize,
        undefined=StrictUndefined,
    )
    return environment.get_template("table.tex.j2")


def _size(table: Table) -> str:
    """Smaller type for wide and for tall tables, narrower gaps for wide ones."""
    lines = sum(len(panel.rows) + (panel.title is not None) for panel in table.panels)
    if table.width > _VERY_WIDE:
        return r"\scriptsize\setlength{\tabcolsep}{2.5pt}"
    if table.width > _WIDE:
        return r"\footnotesize\setlength{\tabcolsep}{3.5pt}"
    return r"\footnotesize" if lines > _TALL else r"\small"


def _panel(panel: Panel, width: int, language: Language) -> dict[str, Any]:
    title = None if panel.title is None else say(panel.title, language)
    rule = Raw(rf"\cmidrule{{1-{width}}}") if panel.rule else None
    return {"title": title, "rule": rule, "lines": [_line(cells, language) for cells in panel.rows]}


def _stacked(text: str, letters: int, align: str = "c") -> Raw:
    """Break a long text into lines, so that its column stays narrow."""
    lines = textwrap.wrap(text, letters)
    if len(lines) < 2:
        return escape(text)
    return Raw(rf"\shortstack[{align}]{{" + r" \\ ".join(map(escape, lines)) + "}")


def _cell(text: str, span: int, start: int, *, header: bool) -> Raw:
    """Print a cell; headings and stubs may take several lines."""
    if header:
        return _stacked(text, _HEADING * span)
    return _stacked(text, _STUB, "l") if start == 1 and span == 1 else escape(text)


def _spanning(printed: Raw, span: int, text: str, *, header: bool) -> Raw:
    """Let a cell span columns; a sentence in the body gets a width to wrap in."""
    paragraph = r"p{0.68\linewidth}" if len(text) > _SENTENCE else "l"
    return Raw(rf"\multicolumn{{{span}}}{{{'c' if header else paragraph}}}{{{printed}}}")


def _line(cells: Row, language: Language, *, rules: bool = False) -> Raw:
    """One line of the body; in the header a rule stands under every cell that spans columns."""
    parts, under, start = [], [], 1
    for cell in cells:
        text, end = say(cell.text, language), start + cell.span - 1
        printed = _cell(text, cell.span, start, header=rules)
        parts.append(printed if cell.span == 1 else _spanning(printed, cell.span, text, header=rules))
        if rules and cell.span > 1 and text:
            under.append(rf"\cmidrule(lr){{{start}-{end}}}")
        start = end + 1
    return Raw(" & ".join(parts) + r" \\" + "".join(f"\n{rule}" for rule in under))
