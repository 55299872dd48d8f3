"""Read the raw files of a study into frames of cells as found. This module touches disk."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from nqpf.registry import load
from nqpf.sources.retrieve import verify
from nqpf.specs.sources import Source
from nqpf.specs.study import Study


def read_sources(study: Study, raw_folder: Path) -> Mapping[str, pd.DataFrame]:
    """Read every source of a study that is read at all; each is first checked against its hash.

    raw_folder: data/raw/<study>. Returns source name -> frame, with the row numbers of the file as index.
    Raises DataError for a file that is missing, changed or not of its format.
    """
    read = {name: source for name, source in study.sources.sources.items() if source.read is not None}
    return {name: read_source(source, raw_folder / source.file) for name, source in read.items()}


def read_source(source: Source, path: Path) -> pd.DataFrame:
    """Read one raw file with the reader and options that its source names."""
    if source.read is None:
        raise ValueError(f"{source.file} is kept for provenance and not read")
    verify(source, path)
    frame: pd.DataFrame = load("nqpf.sources.readers", source.read.reader).read(path, **source.read.options)
    return frame
