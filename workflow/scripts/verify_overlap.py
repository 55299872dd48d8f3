"""Show on SIMULATED samples what shared series do and what the audit does about it."""

from pathlib import Path

import job
from nqpf.files import write_frame, write_text
from nqpf.simulate.overlap import Size, note, rates


def main(samples: int, seed: int, rows: Path, note_file: Path) -> None:
    """Write the rates as CSV, and as a page in words."""
    size = Size(samples=samples)
    table = rates(size, seed)
    write_frame(rows, table)
    write_text(note_file, note(table, size))


job.run(main, globals().get("snakemake"))
