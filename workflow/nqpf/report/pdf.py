"""PDF by Typst: the same document as the page, set for paper. Tables come from `nqpf.render.typ`.

Only fonts that travel with the project are used - Typst's own and that of the package
noto-cjk-sans-otc - so that machines agree; without the package a Chinese font of the system serves.
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nqpf.errors import DataError
from nqpf.page.drawing import FAMILIES, FONT_PACKAGE
from nqpf.render.typ import WIDE_MARK, breadth, text
from nqpf.report.document import Cell, Document, Link, Listing, Specs, TableExhibit
from nqpf.report.words import tell

if TYPE_CHECKING:
    from jinja2 import Environment

LANDSCAPE = 118
"""Letters above which the page of a table lies on its side: upright, they would be below 7 points."""
BREAKS = re.compile(r"([_/,×;:=&?-]|\.(?=\D))")
LEDGER = "listing-ledger"
LEAST, MOST = 5.0, 34.0  # letters: how narrow and how broad a column of a listing counts


def pdf(document: Document, root: Path) -> bytes:
    """Print the document; root holds the figures. DataError without a Chinese font."""
    import typst

    fonts, family = chinese_fonts()
    source = typ(document, root, family)
    made: bytes = typst.compile(source.encode("utf-8"), root=str(root), font_paths=fonts, timestamp=0)
    return made


def typ(document: Document, root: Path, family: str) -> str:
    """The document as Typst source. Figures are named by their paths below root."""
    found: str = (
        _environment()
        .get_template("report.typ.j2")
        .render(
            document=document,
            anchors=anchors(document),
            family=family,
            below=lambda path: "/" + Path(path).resolve().relative_to(root.resolve()).as_posix(),
            tell=lambda key: tell(key, document.language),
        )
    )
    return found


def chinese_fonts() -> tuple[Any, str]:
    """Typst's fonts and the family that prints Chinese: the package's, else the system's.

    Raises DataError in a sentence when there is none.
    """
    import typst

    folder = _package()
    found = typst.Fonts(include_system_fonts=folder is None, font_paths=[str(folder)] if folder else [])
    present = set(found.families())
    family = next((name for name in FAMILIES if name in present), None)
    if family is None:
        raise DataError(
            "report.pdf: no font with Chinese letters was found; "
            "install one with 'pip install noto-cjk-sans-otc'."
        )
    return found, family


def anchors(document: Document) -> frozenset[str]:
    """Every place in the PDF that a link may lead to; other links of the page are printed as text."""
    blocks = [block for section in document.sections for block in section.blocks]
    keys = {section.key for section in document.sections} | {getattr(block, "key", "") for block in blocks}
    specs = {one.key for block in blocks if isinstance(block, Specs) for one in block.items}
    claims = {
        f"claim-{row[0].text}"
        for block in blocks
        if isinstance(block, Listing) and block.key == LEDGER
        for row in block.rows
    }
    return frozenset(keys | specs | claims)


def shares(listing: Listing) -> list[float]:
    """How broad each column of a listing is: by the letters it holds, never below its longest word."""
    columns = list(zip(*[[_shown(cell) for cell in row] for row in listing.rows], strict=True))
    return [_share(head, texts) for head, texts in zip(listing.heads, columns, strict=True)]


def _share(head: str, texts: Iterable[str]) -> float:
    cells = list(texts)
    mean = sum(map(breadth, cells)) / len(cells)
    words = [breadth(word) for one in [head, *cells] for word in BREAKS.sub(r"\1 ", one).split()]
    share: float = min(MOST, max(LEAST, mean**0.75, max(words, default=0)))
    return round(share, 1)


def _shown(cell: Cell) -> str:
    return " ".join([cell.text, *(link.text for link in cell.links)])


def _package() -> Path | None:
    module, name = FONT_PACKAGE
    found = find_spec(module)
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent
    return folder if (folder / name).exists() else None


def soft(value: str) -> str:
    """A text as a Typst string that may break after the marks inside paths and names."""
    return text(BREAKS.sub("\\1\u200b", value) if len(value) > LEAST else value)


def linked(link: Link, known: frozenset[str]) -> str:
    """A link as Typst: a place in the PDF, an address, or the text alone."""
    if not link.href.startswith("#"):
        return f"link({text(link.href)}, {soft(link.text)})"
    place = link.href[1:]
    return f"link(label({text(place)}), {soft(link.text)})" if place in known else soft(link.text)


def wide(table: TableExhibit) -> bool:
    """Say whether a table needs a page on its side."""
    first = table.typ.partition("\n")[0]
    return first.startswith(WIDE_MARK) and int(first.removeprefix(WIDE_MARK)) > LANDSCAPE


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("nqpf.report", "templates"),
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<##",
        comment_end_string="##>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {
        "text": text,
        "soft": soft,
        "linked": linked,
        "wide": wide,
        "shares": shares,
        "block": lambda one: type(one).__name__,
        "number": lambda label: int(label.rpartition(" ")[2]),
    }
    return environment
