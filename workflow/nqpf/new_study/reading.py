"""A user's file of whatever kind as cells, with the options that sources.yaml needs. Touches disk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from nqpf.errors import DataError
from nqpf.new_study.refusal import Refusal
from nqpf.panel.numbers import to_years
from nqpf.registry import load

READERS = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "csv",
    ".xlsx": "excel",
    ".xls": "excel",
    ".xlsb": "excel",
    ".ods": "excel",
    ".dta": "stata",
    ".parquet": "parquet",
    ".rds": "rdata",
}
ENCODINGS = ("utf-8-sig", "gb18030")
SEPARATORS = (",", "\t", ";")
TITLES = 5
"""Rows above the header that are looked through."""
MOST = 0.8
"""Share of rows that must hold a year before a column is taken for one."""


@dataclass(frozen=True)
class Table:
    """A file as found: cells by row of the file, how it is read, the sheets beside, labels of columns."""

    path: Path
    reader: str
    options: Mapping[str, Any]
    frame: pd.DataFrame
    sheets: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


def read_table(path: Path, sheet: str | None = None, year: str | None = None) -> Table:
    """Read a panel; rows above the header and notes below the data are found and left out by options.

    Raises Refusal for a file that is absent, of an unknown kind or encoding, or without the sheet.
    """
    if not path.is_file():
        raise Refusal("no_file", path=path)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise Refusal("file_type", path=path, ending=path.suffix, known=", ".join(READERS))
    if sheet is not None and reader != "excel":
        raise Refusal("sheet_without_book", path=path)
    options, sheets = _options(path, reader, sheet)
    skip = _title_rows(path, reader, options, year) if reader in ("csv", "excel") else 0
    options = {**options, "skip_rows": skip} if skip else options
    frame = _read(path, reader, options)
    return Table(path, reader, options, frame, sheets, _labels(path) if reader == "stata" else {})


def _read(path: Path, reader: str, options: Mapping[str, Any]) -> pd.DataFrame:
    frame: pd.DataFrame = load("nqpf.sources.readers", reader).read(path, **options)
    return frame


def _options(path: Path, reader: str, sheet: str | None) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What the reader must be told about this very file."""
    if reader == "csv":
        text, encoding = _decoded(path)
        head = text.splitlines()[: TITLES + 1]
        counts = {mark: max((line.count(mark) for line in head), default=0) for mark in SEPARATORS}
        mark = max(SEPARATORS, key=lambda one: counts[one])
        return {"encoding": encoding, **({} if mark == "," else {"separator": mark})}, ()
    if reader == "excel":
        sheets = _sheets(path)
        if sheet is not None and sheet not in sheets:
            raise Refusal("no_sheet", path=path, sheet=sheet, known=", ".join(sheets))
        return {"sheet": sheet or _filled(path, sheets)}, sheets
    if reader == "stata":
        return _stata_encoding(path), ()
    return {}, ()


def _decoded(path: Path) -> tuple[str, str]:
    raw = path.read_bytes()
    for encoding in (*(["utf-16"] if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else []), *ENCODINGS):
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise Refusal("encoding", path=path)


def _sheets(path: Path) -> tuple[str, ...]:
    from python_calamine import CalamineError

    try:
        with pd.ExcelFile(path, engine="calamine") as book:
            return tuple(str(name) for name in book.sheet_names)
    except (CalamineError, OSError, ValueError) as error:
        raise DataError(f"{path}: this is no readable workbook ({error}); save it anew.") from None


def _filled(path: Path, sheets: tuple[str, ...]) -> str:
    """The first sheet with rows in it; many workbooks open with an empty or a cover sheet."""
    sizes = {name: _read(path, "excel", {"sheet": name}).shape for name in sheets[:8]}
    wide = [name for name, (rows, columns) in sizes.items() if rows > 1 and columns > 2]
    return wide[0] if wide else sheets[0]


def _stata_encoding(path: Path) -> dict[str, Any]:
    """GB18030 where text that pandas took for Latin-1 reads as Chinese (files older than Stata 14)."""
    frame = _read(path, "stata", {})
    for column in frame.select_dtypes(["object", "string"]).columns:
        for cell in frame[column].dropna().astype(str).unique()[:50]:
            if not cell.isascii() and _is_chinese_as_latin(cell):
                return {"encoding": "gb18030"}
    return {}


def _is_chinese_as_latin(cell: str) -> bool:
    try:
        return any("\u4e00" <= sign <= "\u9fff" for sign in cell.encode("latin-1").decode("gb18030"))
    except UnicodeError:
        return False


def _title_rows(path: Path, reader: str, options: Mapping[str, Any], year: str | None) -> int:
    """How many rows stand above the header: the fewest after which a column of years appears."""
    for skip in range(TITLES + 1):
        try:
            frame = _read(path, reader, {**options, "skip_rows": skip})
        except DataError:
            continue
        if (year in frame.columns) if year is not None else years_in(frame):
            return skip
    return 0


def years_in(frame: pd.DataFrame) -> list[str]:
    """Columns with a name of their own that hold years in most of their rows, in order."""
    found, names = [], list(map(str, frame.columns))
    for place, name in enumerate(names):
        if not name or names.count(name) > 1:
            continue
        years = to_years(frame.iloc[:, place]).where(lambda one: one.between(1949, 2100))
        if len(years) and years.notna().mean() >= MOST:
            found.append(name)
    return found


def _labels(path: Path) -> dict[str, str]:
    """Variable labels of a Stata file."""
    with pd.read_stata(path, iterator=True) as reader:
        return {
            name.strip(): label.strip() for name, label in reader.variable_labels().items() if label.strip()
        }
