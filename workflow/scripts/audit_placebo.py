"""Leave-overlap-out estimates and mechanical placebo bands of every declared overlap."""

from pathlib import Path

import job
from nqpf.audit.placebo import placebo
from nqpf.files import read_frame, read_panel, write_frame
from nqpf.specs.study import load_study


def main(study: str, panel: Path, samples: list[Path], rows: Path) -> None:
    """Write one row per declared overlap and regression."""
    facts = load_study(study, Path("config"))
    drawn, frames = facts.facts.placebo, {path.stem: read_frame(path) for path in samples}
    write_frame(rows, placebo(facts, read_panel(panel), frames, drawn.seed, drawn.draws))


job.run(main, globals().get("snakemake"))
