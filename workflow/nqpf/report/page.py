"""HTML: one self-contained file. Style, script and pictures are inside; nothing is fetched.

Every text passes through autoescape. The fragments of tables come escaped from `nqpf.render.html`;
drawings come escaped from `nqpf.report.graph`.
"""

import re
from base64 import b64encode
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from nqpf.report.document import Document, TableExhibit
from nqpf.report.words import tell

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_CAPTION = re.compile(r"<caption>(.*?)</caption>", re.DOTALL)
BROAD = 9  # columns above which a table is set in smaller type
_TEMPLATES = files("nqpf.report") / "templates"


def page(document: Document) -> str:
    """Print the document; the same document gives the same bytes."""
    from markupsafe import Markup

    text: str = (
        _environment()
        .get_template("report.html.j2")
        .render(
            document=document,
            style=Markup(_asset("report.css")),
            script=Markup(_asset("report.js")),
            tell=lambda key: tell(key, document.language),
        )
    )
    return text


def dressed(table: TableExhibit) -> "Markup":
    """A table's fragment in a box that scrolls by itself and takes the keyboard's focus.

    Its caption stands above the box, where a narrow screen cannot cut it, and names the table.
    """
    from markupsafe import Markup

    head, title, rest = _CAPTION.split(table.html, maxsplit=1)
    name = f"caption-{escape(table.key)}"
    caption = f'<p class="caption" id="{name}"><span class="number">{escape(table.label)}.</span> {title}</p>'
    box = f'<div class="scroll" tabindex="0" role="region" aria-labelledby="{name}">'
    marks = " data-sort" * table.sortable + " data-broad" * (columns(table.html) > BROAD)
    opened = head.replace("<table ", f'{caption}{box}<table{marks} aria-labelledby="{name}" ', 1)
    text = opened + rest.replace("</table>", "</table></div>", 1)
    return Markup(re.sub(r"<(/?)figure\b", r"<\1div", text).replace("figcaption", "footer"))


def columns(html: str) -> int:
    """Count the columns of a table's fragment by the last row of its head."""
    return html.partition("</thead>")[0].rpartition("<tr>")[2].count("<th ")


def breakable(name: str) -> "Markup":
    """A name of many parts, which a line may break after a dot."""
    from markupsafe import Markup

    return Markup(".<wbr>").join(name.split("."))


def data_uri(png: bytes) -> str:
    """A picture as a text that a page can hold."""
    return f"data:image/png;base64,{b64encode(png).decode('ascii')}"


def _asset(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("nqpf.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    environment.filters |= _filters()
    return environment


def _filters() -> dict[str, Any]:
    from markupsafe import Markup

    return {
        "dressed": dressed,
        "data_uri": data_uri,
        "drawn": Markup,
        "breakable": breakable,
        "block": lambda one: type(one).__name__,
    }
