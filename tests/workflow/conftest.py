"""A copy of the project with one tiny simulated study, run through Snakemake once for all tests."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PARTS = ["Snakefile", "config", "profiles", "workflow", "README.md"]
PARTS += ["docs", "pyproject.toml", "LICENSE", "CITATION.cff"]
TINY = {"cities": 24, "provinces": 6}
DRAWS = {"draws": 200, "permutations": 99}
KEPT = ("coupling", "practice_paths", "scenario_p1", "scenario_treatment", "two_way", "uncertainty")
"""Analyses of the tiny study, enough for each way in which files meet; whole studies run beside the tests."""


@dataclass(frozen=True)
class Project:
    """A checkout of its own, whose package is imported before the installed one."""

    folder: Path

    def snakemake(self, *arguments: str) -> subprocess.CompletedProcess:
        environment = {**os.environ, "PYTHONPATH": str(self.folder / "workflow")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [sys.executable, "-m", "snakemake", *arguments]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True)
        return subprocess.CompletedProcess(command, done.returncode, done.stdout + done.stderr)

    def planned(self, *arguments: str) -> set[str]:
        """Names of the rules that a dry run would run."""
        output = self.snakemake("--dry-run", *arguments).stdout
        rows = output.partition("Job stats:")[2].partition("\ntotal ")[0].splitlines()
        return {row.split()[0] for row in rows[3:] if row}

    def edit(self, file: str, change) -> None:
        path = self.folder / file
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def copy_project(folder: Path) -> Project:
    for part in PARTS:
        source = ROOT / part
        copy = shutil.copytree if source.is_dir() else shutil.copy
        ignore = {"ignore": shutil.ignore_patterns("__pycache__", "*.egg-info")} if source.is_dir() else {}
        copy(source, folder / part, **ignore)
    return Project(folder)


def shrink(project: Project) -> None:
    """Make the simulated study small: fewer cities, draws and analyses."""
    study = project.folder / "config/studies/simulated_cities"
    change(study / "simulation.yaml", lambda content: {**content, "geography": content["geography"] | TINY})
    change(study / "mechanisms/channels.yaml", lambda content: content | DRAWS)
    dropped = {path.stem for path in (study / "analyses").iterdir()} - set(KEPT)
    for path in [*(study / "tables").iterdir(), *(study / "figures").iterdir()]:
        if about(path) & dropped:
            path.unlink()
    for name in dropped:
        (study / f"analyses/{name}.yaml").unlink()


def change(path: Path, edit) -> None:
    content = edit(yaml.safe_load(path.read_text(encoding="utf-8")))
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def about(path: Path) -> set[str]:
    """The analyses that a table or a figure is made of; those of scenarios are laid side by side."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    several = content.get("analyses") or []
    if several:
        change(path, lambda old: {**old, "analyses": [name for name in several if name in KEPT]})
    return {content["analysis"]} if "analysis" in content else set()


@pytest.fixture(scope="session")
def finished(tmp_path_factory) -> Project:
    """The tiny study, run to its end."""
    project = copy_project(tmp_path_factory.mktemp("project"))
    shrink(project)
    done = project.snakemake()
    assert done.returncode == 0, done.stdout[-3000:]
    return project


@pytest.fixture
def fresh(tmp_path) -> Project:
    """A project in which nothing has run."""
    project = copy_project(tmp_path)
    shrink(project)
    return project


@pytest.fixture(scope="module")
def another(tmp_path_factory) -> Project:
    """A project like `fresh` that the tests of one file share."""
    project = copy_project(tmp_path_factory.mktemp("another"))
    shrink(project)
    return project
