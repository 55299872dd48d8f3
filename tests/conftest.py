"""How tests are shared out among workers (`pytest -n 2 --dist loadgroup`)."""

import pytest

SHARED = "finished"
"""The fixture of the finished run: what needs it goes to one worker, and first, so that it is made once."""


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file's tests together, so that what they share is made once."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=lambda item: _group(item) != SHARED)


def _group(item: pytest.Item) -> str:
    return SHARED if SHARED in getattr(item, "fixturenames", ()) else str(item.path)
