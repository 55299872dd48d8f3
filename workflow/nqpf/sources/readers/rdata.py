"""R data: .rda and .RData with named objects, .rds with one."""

from pathlib import Path

import pandas as pd

from nqpf.errors import DataError
from nqpf.registry import suggest
from nqpf.sources.cells import numbered


def read(path: Path, *, object: str | None = None) -> pd.DataFrame:  # noqa: A002 - R's own word
    """Read one data frame. The index counts its rows from 1.

    object: its name; not needed when the file holds a single one.
    Raises DataError when the file is no R data or has no such object.
    """
    import pyreadr

    try:
        found = pyreadr.read_r(str(path))
    except (pyreadr.custom_errors.PyreadrError, pyreadr.LibrdataError, OSError, ValueError) as error:
        raise DataError(f"{path}: this is not a readable R data file ({error}); fetch it anew.") from None
    return numbered(_chosen(dict(found), object, path))


def _chosen(found: dict[str | None, pd.DataFrame], name: str | None, path: Path) -> pd.DataFrame:
    if name is None and len(found) == 1:
        return next(iter(found.values()))
    if name not in found:
        choices = suggest(str(name or ""), [str(key) for key in found])
        raise DataError(f"{path}: there is no object '{name or ''}'; {choices}.")
    return found[name]
