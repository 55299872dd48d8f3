"""Parquet files."""

from pathlib import Path

import pandas as pd

from nqpf.errors import DataError
from nqpf.sources.cells import numbered


def read(path: Path) -> pd.DataFrame:
    """Read a Parquet file; a named index becomes columns. The new index counts rows from 1.

    Raises DataError when the file is no Parquet file.
    """
    import pyarrow

    try:
        frame = pd.read_parquet(path)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        problem = " ".join(str(error).split())
        raise DataError(f"{path}: this is not a readable Parquet file ({problem}); fetch it anew.") from None
    named = [name for name in frame.index.names if name is not None]
    return numbered(frame.reset_index(level=named) if named else frame)
