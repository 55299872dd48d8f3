"""A report before it has a format: sections of blocks, every text already in one language.

`compose` builds it; `page` prints it as HTML, `pdf` as Typst. A block that bears numbers has an
`Origin`, so that no number stands without the way back to its file, spec, rule and script.
"""

from dataclasses import dataclass
from pathlib import Path

from nqpf.page.table import Language


@dataclass(frozen=True)
class Link:
    """A text that leads somewhere; `href` is relative to the report, or "#..." inside it."""

    text: str
    href: str


@dataclass(frozen=True)
class Origin:
    """The way back from numbers: their files, the specs behind them, and the rules from last to first."""

    files: tuple[Link, ...]
    specs: tuple[Link, ...] = ()
    made_by: tuple[Link, ...] = ()
    chain: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """One computed or fixed text, with links after it."""

    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Bullets:
    """Short texts, each with its links."""

    items: tuple[Paragraph, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell of a listing; `links` follow the text."""

    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Listing:
    """A plain table made for the report: one row of headings, texts of any length.

    key: its anchor. right: how many of the last columns hold numbers.
    """

    key: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    origin: Origin
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One thing described by named facts: a source."""

    title: str
    facts: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class Entries:
    """Things described by named facts, each under its own heading."""

    items: tuple[Entry, ...]


@dataclass(frozen=True)
class TableExhibit:
    """A table of the study. html, typ: its fragments, as the renderers wrote and escaped them."""

    key: str
    label: str
    html: str
    typ: str
    sortable: bool
    origin: Origin


@dataclass(frozen=True)
class FigureExhibit:
    """A figure of the study. alt: what a reader is told who cannot see it; png, pdf: its files."""

    key: str
    label: str
    title: str
    alt: str
    png: bytes
    pdf: Path
    origin: Origin


@dataclass(frozen=True)
class Drawing:
    """A picture drawn here, as SVG text; `source` says the same in words."""

    key: str
    label: str
    title: str
    alt: str
    svg: str
    source: str


@dataclass(frozen=True)
class SpecText:
    """One spec file as it stands, for the appendix."""

    key: str
    path: str
    href: str
    text: str


@dataclass(frozen=True)
class Specs:
    """All specs of a study."""

    items: tuple[SpecText, ...]


Block = Paragraph | Bullets | Listing | Entries | TableExhibit | FigureExhibit | Drawing | Specs


@dataclass(frozen=True)
class Section:
    """One section of the paper."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """The whole report. banner: what must be read before anything else ("" for real data)."""

    title: str
    subtitle: str
    banner: str
    language: Language
    sections: tuple[Section, ...]
