"""Gather the SIMULATED panels of the two-way claim into size, power, bias and coverage."""

from pathlib import Path

import pandas as pd

import job
from nqpf.files import write_frame, write_text
from nqpf.verify.shards import unpacked
from nqpf.verify.two_way import note, rates
from nqpf.verify.two_way_plan import read_plan


def main(shards: list[Path], rows: Path, note_file: Path) -> None:
    """Write the rates as CSV, and as a page in words."""
    table = rates(pd.concat([unpacked(path.read_bytes()) for path in shards], ignore_index=True))
    write_frame(rows, table)
    write_text(note_file, note(table, read_plan(Path("config"))))


job.run(main, globals().get("snakemake"))
