"""Estimate one mechanism: paths, products, joint tests."""

from pathlib import Path

import job
from nqpf.files import read_frame, write_frame, write_json
from nqpf.mechanisms.channels import study_mechanism
from nqpf.specs.study import load_study


def main(study: str, mechanism: str, sample: Path, rows: Path, facts: Path) -> None:
    """Write one row per mediator, and the facts with the joint tests."""
    spec = load_study(study, Path("config"))
    found = study_mechanism(
        read_frame(sample),
        spec.mechanisms[mechanism],
        spec.mediators(mechanism),
        spec.claims_of_variables(mechanism),
    )
    write_frame(rows, found.rows)
    write_json(facts, {"facts": found.facts, "effects": found.effects})


job.run(main, globals().get("snakemake"))
