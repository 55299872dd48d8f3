"""Gather the differences between the two engines over all regressions."""

from pathlib import Path

import job
from nqpf.files import read_json, write_json
from nqpf.regression import largest_gap


def main(facts: list[Path], engines: Path) -> None:
    """Write the largest difference and where it is."""
    gaps = {(path.stem, m): f["engines"] for path in facts for m, f in read_json(path)["models"].items()}
    write_json(engines, largest_gap(gaps))


job.run(main, globals().get("snakemake"))
