"""Regressions whose cause and effect share a denominator, with its reciprocal as a control."""

from pathlib import Path

import job
from nqpf.audit.denominators import denominators
from nqpf.files import read_frame, write_frame
from nqpf.panel.load import read_sources
from nqpf.specs.study import load_study


def main(study: str, samples: list[Path], rows: Path) -> None:
    """Write one row per regression: the coefficient before and after."""
    facts, frames = load_study(study, Path("config")), {path.stem: read_frame(path) for path in samples}
    write_frame(rows, denominators(facts, read_sources(facts, Path("data/raw", study)), frames))


job.run(main, globals().get("snakemake"))
