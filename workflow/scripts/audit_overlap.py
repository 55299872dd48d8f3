"""List what every pair of roles shares."""

from pathlib import Path

import job
from nqpf.audit.overlap import audit, frame
from nqpf.files import write_frame
from nqpf.specs.study import load_study


def main(study: str, pairs: Path) -> None:
    """Write one row per pair of roles that meet in a regression."""
    write_frame(pairs, frame(audit(load_study(study, Path("config")))))


job.run(main, globals().get("snakemake"))
