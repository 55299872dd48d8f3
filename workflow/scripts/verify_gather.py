"""Gather the shards of all scenarios into bias and coverage."""

from pathlib import Path

import job
from nqpf.files import write_frame
from nqpf.specs.study import load_study
from nqpf.verify.scenario import read_scenarios, read_settings
from nqpf.verify.shards import unpacked
from nqpf.verify.summary import summarise


def main(run: str, shards: list[Path], bias: Path, coverage: Path) -> None:
    """Write one row per scenario and quantity, and one per scenario, quantity and interval or test."""
    config = Path("config")
    study = load_study(read_settings(config).study, config)
    parts = ((path.parent.name, unpacked(path.read_bytes())) for path in shards)
    biases, rates = summarise(study, read_scenarios(config, run), parts)
    write_frame(bias, biases)
    write_frame(coverage, rates)


job.run(main, globals().get("snakemake"))
