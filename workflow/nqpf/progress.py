"""Plain lines about long jobs, for people who wait: a log file or a terminal, never a control character.

Nothing is said in the first two seconds, then at most one line every two seconds, and one at the end.
"""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TextIO, TypeVar

Item = TypeVar("Item")

PAUSE = 2.0
"""Seconds of silence before the first line and between lines."""
_wanted: ContextVar[bool] = ContextVar("wanted", default=True)


class Meter:
    """Counts what is done of a total, and says so: `Meter(5000, "bootstrap", "draws").add(256)`.

    total: how much there is to do, in `unit`; a part may be a fraction. stream: default standard error.
    clock: seconds, default `time.monotonic`.
    """

    def __init__(
        self,
        total: float,
        what: str,
        unit: str = "steps",
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._total, self._what, self._unit = total, what, unit
        self._stream, self._clock = stream, clock
        self._done, self._spoke = 0.0, False
        self._start = self._last = clock()

    def add(self, part: float = 1.0) -> None:
        """Count a part as done; say how far the job is where that is due."""
        self._done += part
        now = self._clock()
        if not _wanted.get() or self._total <= 0 or now - self._last < PAUSE or self._over():
            return
        left = (now - self._start) / self._done * (self._total - self._done)
        self._say(f"{self._done / self._total:.0%} of {self._total:,.0f} {self._unit}, {_spell(left)} left")
        self._last, self._spoke = now, True

    def close(self) -> None:
        """Say how long the job took, if anything was said before."""
        if self._spoke:
            self._say(f"{self._total:,.0f} {self._unit} in {_spell(self._clock() - self._start)}")
            self._spoke = False

    def _over(self) -> bool:
        return self._done >= self._total * (1 - 1e-9)  # fractions add up with rounding

    def _say(self, words: str) -> None:
        print(f"{self._what}: {words}", file=self._stream or sys.stderr, flush=True)


def track(
    items: Iterable[Item],
    total: int,
    what: str,
    unit: str = "steps",
    stream: TextIO | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Item]:
    """Pass the items on, one by one, and say how far the job is once it takes more than two seconds."""
    meter = Meter(total, what, unit, stream, clock)
    for item in items:
        yield item
        meter.add()
    meter.close()


@contextmanager
def silent() -> Iterator[None]:
    """Say nothing inside this block, however long it takes."""
    token = _wanted.set(False)
    try:
        yield
    finally:
        _wanted.reset(token)


def _spell(seconds: float) -> str:
    """Write seconds, or minutes and seconds from two minutes on."""
    whole = max(0, round(seconds))
    return f"{whole} s" if whole < 120 else f"{whole // 60} min {whole % 60} s"
