"""Run one analysis of an index."""

from pathlib import Path

import job
from nqpf.analysis import Material
from nqpf.files import read_frame, read_json, read_panel, write_frame, write_json
from nqpf.index import IndexModel
from nqpf.registry import load
from nqpf.specs.study import load_study


def main(study: str, analysis: str, rows: Path, facts: Path, **files: Path | list[Path]) -> None:
    """Write the rows and the facts of the analysis."""
    known = load_study(study, Path("config"))
    spec = known.analyses[analysis]
    scores = {path.stem: read_panel(path) for path in files["scores"]}
    indices = {path.stem: IndexModel.from_dict(read_json(path)) for path in files["indices"]}
    frames = {name: read_frame(files[name]) for name in ("units", "sample", "imputed")}
    material = Material(read_panel(files["panel"]), **frames, scores=scores, indices=indices)
    found = load("nqpf.analyses", spec.kind).analyse(spec, known, material, **spec.options)
    write_frame(rows, found.rows)
    write_json(facts, found.facts)


job.run(main, globals().get("snakemake"))
