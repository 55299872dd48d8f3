"""Comma- and otherwise separated text: UTF-8 with or without BOM, GB18030, ..."""

import io
from pathlib import Path
from typing import Any

import pandas as pd

from nqpf.errors import DataError
from nqpf.sources.cells import with_headers

AS_FOUND: Any = {"na_filter": False, "skip_blank_lines": False}


def read(
    path: Path,
    *,
    encoding: str = "utf-8-sig",
    separator: str = ",",
    skip_rows: int = 0,
    skip_footer: int = 0,
) -> pd.DataFrame:
    """Read every cell as text. The index holds the row numbers of the file (header row included).

    skip_rows: rows above the header (titles). skip_footer: rows below the data (notes).
    Raises DataError when the text cannot be decoded or a row has more cells than the header.
    """
    lines = _decode(path, encoding).rstrip("\r\n").splitlines(keepends=True)
    kept = "".join(lines[skip_rows : len(lines) - skip_footer])
    try:
        rows = pd.read_csv(io.StringIO(kept), sep=separator, header=None, dtype="str", **AS_FOUND)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        problem = " ".join(str(error).split())
        raise DataError(
            f"{path}: this is no table of text ({problem}); check separator and skip_rows."
        ) from None
    return with_headers(rows, header=skip_rows + 1)


def _decode(path: Path, encoding: str) -> str:
    try:
        return path.read_bytes().decode(encoding)
    except LookupError:
        raise DataError(f"{path}: there is no encoding '{encoding}'; try utf-8-sig or gb18030.") from None
    except UnicodeDecodeError as error:
        other = "gb18030" if encoding.lower().startswith("utf") else "utf-8-sig"
        raise DataError(
            f"{path}: the text is not {encoding} (byte {error.start}); try encoding: {other} in sources.yaml."
        ) from None
