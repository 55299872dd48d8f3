"""Estimate one mechanism on all four layers."""

from pathlib import Path

import job
from nqpf.files import read_frame, read_json, write_frame, write_json
from nqpf.index import IndexModel
from nqpf.mechanisms.study import study_mechanism
from nqpf.specs.study import load_study


def main(
    study: str, mechanism: str, sample: Path, indices: list[Path], parts: list[Path], facts: Path
) -> None:
    """Write every part of the result to the file of its name, and the facts with the joint tests."""
    models = {path.stem: IndexModel.from_dict(read_json(path)) for path in indices}
    spec = load_study(study, Path("config"))
    found = study_mechanism(read_frame(sample), spec, mechanism, models)
    for path in parts:
        write_frame(path, getattr(found, path.stem))
    write_json(facts, {"facts": found.facts, "effects": found.effects})


job.run(main, globals().get("snakemake"))
