"""List what every pair of roles shares, and which raw series enters which role."""

from pathlib import Path

import job
from nqpf.audit.matrix import matrix
from nqpf.audit.overlap import audit, frame
from nqpf.files import write_frame
from nqpf.specs.study import load_study


def main(study: str, pairs: Path, matrix_file: Path) -> None:
    """Write one row per pair of roles that meet in a regression, and one per series and role."""
    facts = load_study(study, Path("config"))
    write_frame(pairs, frame(audit(facts)))
    write_frame(matrix_file, matrix(facts))


job.run(main, globals().get("snakemake"))
