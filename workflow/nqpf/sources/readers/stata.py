"""Stata files (.dta)."""

import struct
from pathlib import Path

import pandas as pd

from nqpf.errors import DataError
from nqpf.sources.cells import numbered


def read(path: Path, *, encoding: str | None = None) -> pd.DataFrame:
    """Read values, not value labels, and years as numbers. The index counts observations from 1.

    encoding: of the text in files older than Stata 14, e.g. gb18030; newer files are UTF-8.
    Raises DataError when the file is no Stata file or its text is not of that encoding.
    """
    try:
        frame = pd.read_stata(path, convert_categoricals=False, convert_dates=False)
    except (ValueError, KeyError, OSError, struct.error, EOFError, IndexError) as error:
        raise DataError(f"{path}: this is not a readable Stata file ({error}); fetch it anew.") from None
    return numbered(frame if encoding is None else _decoded(frame, encoding, path))


def _decoded(frame: pd.DataFrame, encoding: str, path: Path) -> pd.DataFrame:
    """Decode text that pandas took for Latin-1, as it must with files older than Stata 14."""
    text = frame.select_dtypes(["object", "string"]).columns
    try:
        return frame.assign(**{c: frame[c].map(lambda v: v.encode("latin-1").decode(encoding)) for c in text})
    except (UnicodeError, LookupError):
        raise DataError(f"{path}: the text is not {encoding}; leave out encoding or try another.") from None
