"""Where results come from: which package files a script uses, and the manifest of a run."""

import ast
import platform
import subprocess
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nqpf.files import sha256

PACKAGES = ["linearmodels", "matplotlib", "numpy", "pandas", "scipy", "snakemake", "statsmodels"]
READ_ONLY_NAMES = ("nqpf.specs", "nqpf.audit")
"""Rooms that name registries only to check names; their mentions do not make a dependency."""


def used_files(script: Path, package: Path, choices: Mapping[str, Iterable[str]]) -> list[Path]:
    """Every package file that a script imports, directly or not, sorted.

    A text such as "nqpf.weights" in the code names a registry folder: all its files count, or only
    those named in `choices` (registry -> options). package: the folder of nqpf.
    """
    found: set[Path] = set()
    waiting = [script]
    while waiting:
        for path in _mentioned(waiting.pop(), package, choices):
            if path not in found:
                found.add(path)
                waiting += [path] if path.suffix == ".py" else []
    return sorted(found)


def _mentioned(path: Path, package: Path, choices: Mapping[str, Iterable[str]]) -> list[Path]:
    imports, texts = _names(path)
    files = [file for name in imports for file in _files_of(name, package)]
    module = (
        ".".join(path.relative_to(package.parent).with_suffix("").parts) if package in path.parents else ""
    )
    if module.startswith(READ_ONLY_NAMES):
        return files
    for text in texts:
        files += _registry_files(text, package, choices.get(text))
    return files


@cache
def _names(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Modules that a file imports anywhere, and texts in it that look like package folders."""
    imports: set[str] = set()
    texts: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imports.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            imports.update([node.module, *(f"{node.module}.{alias.name}" for alias in node.names)])
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("nqpf.")
        ):
            texts.add(node.value)
    return frozenset(imports), frozenset(texts)


@cache
def _files_of(module: str, package: Path) -> tuple[Path, ...]:
    """The file of a module and the __init__ of every folder above it."""
    parts = module.split(".")
    if parts[0] != package.name:
        return ()
    inits = [package.joinpath(*parts[1:depth], "__init__.py") for depth in range(1, len(parts) + 1)]
    own = package.joinpath(*parts[1:]).with_suffix(".py")
    return tuple(path for path in [*inits, own] if path.is_file())


def _registry_files(folder: str, package: Path, options: Iterable[str] | None) -> list[Path]:
    place = package.joinpath(*folder.split(".")[1:])
    if not place.is_dir():
        return []
    files = sorted(place.glob("*.py"))
    kept = files if options is None else [f for f in files if f.stem in {"__init__", *options}]
    templates = [path for path in sorted(place.glob("templates/*")) if path.is_file()]
    return [*_files_of(folder, package), *kept, *templates]


def manifest(
    inputs: Iterable[Path], outputs: Iterable[Path], study: str, seeds: Mapping[str, int]
) -> dict[str, Any]:
    """What a run was made of: inputs and outputs with hashes, versions, seeds."""
    return {
        "study": study,
        "code": {"version": version("nqpf"), "commit": _commit()},
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "seeds": dict(seeds),
        "inputs": {str(path): sha256(path) for path in sorted(inputs)},
        "outputs": {str(path): sha256(path) for path in sorted(outputs)},
    }


def changed(manifest: Mapping[str, Any], root: Path) -> list[str]:
    """Files whose content is no longer what the manifest says, or that are gone."""
    named = {**manifest["inputs"], **manifest["outputs"]}
    return [
        name for name, known in named.items() if not (root / name).is_file() or sha256(root / name) != known
    ]


def _commit() -> str:
    """The commit of the code, marked when files differ from it; empty outside a checkout."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=40"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()
