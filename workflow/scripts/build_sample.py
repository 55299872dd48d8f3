"""Join panel and indices into one sample."""

from pathlib import Path

import job
from nqpf.files import read_frame, read_panel, write_frame
from nqpf.sample import build_sample
from nqpf.specs.study import load_study


def main(study: str, sample: str, panel: Path, units: Path, indices: list[Path], rows: Path) -> None:
    """Write the flat sample: unit, year, groups, variables, indices."""
    facts = load_study(study, Path("config"))
    scores = {path.stem: read_panel(path)["score"] for path in indices}
    spec, years = facts.samples[sample], facts.facts.years
    write_frame(rows, build_sample(read_panel(panel), scores, read_frame(units), spec, years))


job.run(main, globals().get("snakemake"))
