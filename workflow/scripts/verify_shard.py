"""Draw and measure some panels of one scenario."""

import sys
from pathlib import Path

import job
from nqpf.files import write_bytes
from nqpf.specs.study import load_study
from nqpf.verify.panels import measure
from nqpf.verify.scenario import read_scenarios, read_settings
from nqpf.verify.shards import clock, packed


def main(run: str, scenario: str, first: str, last: str, rows: Path) -> None:
    """Write what was measured in panels first, ..., last - 1."""
    config = Path("config")
    study = load_study(read_settings(config).study, config)
    chosen = read_scenarios(config, run)[scenario]
    write_bytes(rows, packed(measure(study, chosen, int(first), int(last), clock(sys.stderr))))


job.run(main, globals().get("snakemake"))
