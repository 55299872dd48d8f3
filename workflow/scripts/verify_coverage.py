"""Hold estimates of many simulated panels against the truth."""

from pathlib import Path

import job
from nqpf.files import write_frame
from nqpf.simulate.verify import verify
from nqpf.specs.study import load_study


def main(study: str, panels: int, rows: Path) -> None:
    """Write bias and coverage of every coefficient."""
    facts = load_study(study, Path("config"))
    write_frame(rows, verify(facts, panels, facts.simulation.seed).assign(data="SIMULATED"))


job.run(main, globals().get("snakemake"))
