"""Draw and test some SIMULATED panels of one design of the two-way claim."""

from pathlib import Path

import job
from nqpf.files import write_bytes
from nqpf.verify.shards import packed
from nqpf.verify.two_way import measure
from nqpf.verify.two_way_plan import read_plan


def main(cell: str, first: str, last: str, rows: Path) -> None:
    """Write what the tests said in panels first, ..., last - 1."""
    plan = read_plan(Path("config"))
    found = measure(plan.cells[cell], plan.seed, int(first), int(last), plan.draws)
    write_bytes(rows, packed(found))


job.run(main, globals().get("snakemake"))
