"""How tests are shared out among workers: `pytest -n 2 --dist loadfile`."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SHARED = "finished"
"""The fixture of the finished run: the files of tests/workflow that use it go to one worker."""


@cache
def group(file: str) -> str:
    """The group of a test file: itself, or that of the finished run."""
    path = ROOT / file
    uses = file.startswith("tests/workflow/") and SHARED in path.read_text(encoding="utf-8")
    return SHARED if uses else file


@pytest.hookimpl(optionalhook=True)  # pytest runs without xdist too
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share out by groups."""
    from xdist.scheduler import LoadFileScheduling

    class ByGroup(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group(nodeid.split("::", 1)[0])

    return ByGroup(config, log)
