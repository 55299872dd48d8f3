"""Panels that were measured, as bytes between two jobs; and how far a job has come."""

import io
import time
from typing import TextIO

import pandas as pd

from nqpf.verify.panels import Progress

PATIENCE = 2.0  # seconds between two lines of progress


def packed(rows: pd.DataFrame) -> bytes:
    """Rows as Parquet, every bit kept."""
    buffer = io.BytesIO()
    rows.to_parquet(buffer, index=False)
    return buffer.getvalue()


def unpacked(content: bytes) -> pd.DataFrame:
    """The reverse of `packed`."""
    return pd.read_parquet(io.BytesIO(content))


def clock(stream: TextIO) -> Progress:
    """Make a progress that prints a line every two seconds: panels done, seconds left."""
    started = time.monotonic()
    printed = started

    def tell(done: int, of: int) -> None:
        nonlocal printed
        now = time.monotonic()
        if now - printed < PATIENCE and done < of:
            return
        printed = now
        left = (now - started) / done * (of - done)
        print(f"{done} of {of} panels, about {left:.0f} s left", file=stream, flush=True)

    return tell


def spans(panels: int, size: int) -> list[tuple[int, int]]:
    """Cut panels 0, ..., panels - 1 into shards [first, last)."""
    return [(first, min(first + size, panels)) for first in range(0, panels, size)]
