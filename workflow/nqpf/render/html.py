"""HTML: a page of its own in three-line style; nothing is fetched from anywhere."""

from functools import cache
from typing import TYPE_CHECKING, Any

from nqpf.page.table import Language, Table, say

if TYPE_CHECKING:
    from jinja2 import Environment


def render(table: Table, language: Language = "en") -> str:
    """Write a page that holds the table."""
    text: str = _environment().get_template("page.html.j2").render(**_content(table, language))
    return text


def fragment(table: Table, language: Language = "en") -> str:
    """Write the table alone, for a page that brings its own style."""
    text: str = _environment().get_template("table.html.j2").render(**_content(table, language))
    return text


def _content(table: Table, language: Language) -> dict[str, Any]:
    return {
        "table": table,
        "language": language,
        "heading": table.heading(language),
        "notes_word": "注：" if language == "zh" else "Notes:",
    }


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("nqpf.render", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    environment.filters["say"] = say
    return environment
