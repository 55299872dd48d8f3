"""Read what a replication package is made of from the project's folder; the only module here that reads."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nqpf.files import read_json
from nqpf.replication.costs import ENDING, costs
from nqpf.replication.readme import Run, pinned

LOCK = Path("workflow/envs/constraints.txt")
PROJECT = Path("pyproject.toml")
AFTERWARDS = ("write_package", "replicate", "verify_outputs")
"""Rules that make no result; their cost would change a package that is packed a second time."""
FOLDERS = ("data/raw", "data/processed", "results")


def gather_run(manifest: Path, logs: Path, rules: Iterable[str]) -> Run:
    """The last run: its manifest, what the jobs of these rules cost, bytes on disk, pinned versions."""
    signed = read_json(manifest)
    measured = {one.relative_to(logs).as_posix(): read_json(one) for one in sorted(logs.rglob(f"*{ENDING}"))}
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    versions = pinned(LOCK.read_text(encoding="utf-8"), project)
    made = [rule for rule in rules if rule not in AFTERWARDS]
    return Run(signed, costs(measured, made), sizes(signed), versions)


def sizes(manifest: Mapping[str, Any]) -> dict[str, int]:
    """Bytes of all signed files, by the folder they lie in."""
    named = [*manifest["inputs"], *manifest["outputs"]]
    return {
        folder: sum(Path(name).stat().st_size for name in named if name.startswith(f"{folder}/"))
        for folder in FOLDERS
    }


def contents(files: Iterable[Path]) -> dict[str, bytes]:
    """Path -> bytes."""
    return {path.as_posix(): path.read_bytes() for path in files}


def places() -> list[str]:
    """Folders of this computer that no file of a package may name."""
    return [str(Path.cwd()), f"{Path.home()}/"]
