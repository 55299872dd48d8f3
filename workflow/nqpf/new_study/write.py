"""Write a new study: first aside, where it is loaded and its panel built, then in its place. Touches disk."""

import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from nqpf.files import sha256, write_bytes, write_text
from nqpf.index import fit
from nqpf.new_study import codebook, decisions, design, outputs
from nqpf.new_study.names import STUDY
from nqpf.new_study.plan import Plan
from nqpf.new_study.refusal import Refusal
from nqpf.panel.build import build_panel
from nqpf.panel.load import read_sources
from nqpf.specs.base import read_spec
from nqpf.specs.study import load_study
from nqpf.specs.theory import Theory


def refuse_place(name: str, project: Path) -> None:
    """Raise Refusal for a name that is none, a folder that is no project, or a study that is there."""
    if STUDY.fullmatch(name) is None:
        raise Refusal("bad_name", name=name)
    if not (project / "config/theory.yaml").is_file():
        raise Refusal("no_project", path=project)
    for path in (project / "config/studies" / name, project / "data/raw" / name):
        if path.exists():
            raise Refusal("exists", path=path)


def theory_of(project: Path) -> Theory:
    """The theory of the project."""
    return read_spec(project / "config/theory.yaml", Theory)


def files(plan: Plan, theory: Theory, digest: str, date: str) -> dict[str, str]:
    """Every file of the study folder: path -> text."""
    designed = design.files(plan, theory)
    models = {path: text for path, text in designed.items() if path.startswith("models/")}
    names = {Path(path).stem: text for path, text in models.items()}
    return {
        "sources.yaml": codebook.sources(plan, digest, date),
        "units.yaml": codebook.units(plan),
        "variables.yaml": codebook.variables(plan),
        **designed,
        **outputs.files(plan, names),
        "DECIDE.md": decisions.page(plan, theory),
    }


def install(plan: Plan, project: Path) -> None:
    """Write the study folder and the copy of the data, both whole or not at all.

    Raises SpecError or DataError where the study would not load or its panel could not be built.
    """
    source = plan.shape.table.path
    date = datetime.fromtimestamp(source.stat().st_mtime, tz=UTC).date().isoformat()
    texts = files(plan, theory_of(project), sha256(source), date)
    with tempfile.TemporaryDirectory(dir=project / "config", prefix=".new_study_") as folder:
        aside = Path(folder)
        _stage(plan, texts, project, aside)
        _try(plan.name, aside)
        _move(aside / "raw" / plan.name, project / "data/raw" / plan.name)
        _move(aside / "studies" / plan.name, project / "config/studies" / plan.name)


def _stage(plan: Plan, texts: Mapping[str, str], project: Path, aside: Path) -> None:
    for name, text in texts.items():
        write_text(aside / "studies" / plan.name / name, text)
    write_bytes(aside / "raw" / plan.name / plan.file, plan.shape.table.path.read_bytes())
    shutil.copy(project / "config/theory.yaml", aside / "theory.yaml")


def _try(name: str, aside: Path) -> None:
    """Load the study, build its panel and fit its indices: what a first run does first."""
    study = load_study(name, aside)
    built = build_panel(study, read_sources(study, aside / "raw" / name))
    for spec in study.indices.values():
        fit(built.panel, spec)


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, target)
