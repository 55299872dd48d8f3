"""Write results so that no half file is ever seen: temporary name, fsync, replace."""

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from nqpf.errors import DataError

TEXT = ("unit", "claim", "effect", "name", "model", "term", "mediator", "indicator", "series", "variable")
"""Columns of names: `001` and `NA` are names, not numbers or missing cells."""


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text."""
    write_bytes(path, text.encode("utf-8"))


def write_printed(path: Path, content: str | bytes) -> None:
    """Write what a format prints: text as UTF-8, a document as it is."""
    write_bytes(path, content if isinstance(content, bytes) else content.encode("utf-8"))


def write_frame(path: Path, frame: pd.DataFrame) -> None:
    """Write a flat frame as CSV at full precision, without its row numbers."""
    write_text(path, frame.to_csv(index=False, lineterminator="\n"))


def write_json(path: Path, content: Any) -> None:
    """Write JSON that reads well and compares well: sorted by the writer, indented, NaN as null."""
    write_text(path, json.dumps(_plain(content), ensure_ascii=False, indent=2) + "\n")


def read_frame(path: Path) -> pd.DataFrame:
    """Read a frame that `write_frame` wrote; names stay text, and only an empty cell is missing."""
    names = dict.fromkeys(TEXT, "str")
    return pd.read_csv(path, dtype=names, keep_default_na=False, na_values=[""])


def read_panel(path: Path) -> pd.DataFrame:
    """Read a frame by (unit, year), sorted."""
    return read_frame(path).set_index(["unit", "year"]).sort_index()


def read_json(path: Path) -> Any:
    """Read a JSON file; DataError where there is none."""
    if not path.exists():
        raise DataError(f"{path}: the file does not exist; run the workflow first.")
    return json.loads(path.read_text(encoding="utf-8"))


def read_any(path: Path | list[Path]) -> Any:
    """Read a CSV as a frame, a JSON file as what it holds, several files as a mapping by name."""
    if isinstance(path, list):
        return {one.stem: read_any(one) for one in path}
    return read_json(path) if path.suffix == ".json" else read_frame(path)


def sha256(path: Path) -> str:
    """Hash a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _plain(value: Any) -> Any:
    """Turn numpy numbers, tuples and NaN into what JSON knows."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(_plain(inner) for inner in value)  # a set has no order of its own from run to run
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and value != value else value
