"""A folder is a registry: every module in it is an option that specs may name."""

import difflib
import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache
from types import ModuleType

from nqpf.errors import SpecError


@cache
def names(package: str) -> tuple[str, ...]:
    """List the options that the folder of a package offers, sorted."""
    folder = importlib.import_module(package)
    return tuple(sorted(module.name for module in pkgutil.iter_modules(folder.__path__)))


def load(package: str, name: str) -> ModuleType:
    """Import one option.

    Raises SpecError that lists the choices when the folder has no such file.
    """
    if name not in names(package):
        raise SpecError(f"{package} has no '{name}'; {suggest(name, names(package))}.")
    return importlib.import_module(f"{package}.{name}")


def suggest(wrong: str, choices: Iterable[str]) -> str:
    """Say which names are allowed, the nearest one first."""
    allowed = sorted(choices)
    near = difflib.get_close_matches(wrong, allowed, n=1)
    hint = f"did you mean '{near[0]}'? " if near else ""
    return f"{hint}allowed: {', '.join(allowed) or 'none'}"
