"""Draw the simulated study and write its raw files and its truth."""

from pathlib import Path

import job
from nqpf.simulate.raw_files import write
from nqpf.specs.study import load_study


def main(study: str, truth: Path) -> None:
    """Write every raw file of the study beside `truth`."""
    write(load_study(study, Path("config")), truth.parent)


job.run(main, globals().get("snakemake"))
