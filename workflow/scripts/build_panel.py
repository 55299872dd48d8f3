"""Build the panel of a study from its raw files."""

from pathlib import Path

import job
from nqpf.files import write_frame
from nqpf.panel.build import build_panel
from nqpf.panel.load import read_sources
from nqpf.specs.study import load_study


def main(
    study: str, panel: Path, units: Path, imputed: Path, unjoined: Path, unusable: Path, breaks: Path
) -> None:
    """Write the panel, its units and the lists of what was filled, dropped or set missing."""
    facts = load_study(study, Path("config"))
    built = build_panel(facts, read_sources(facts, Path("data/raw", study)))
    write_frame(panel, built.panel.reset_index())
    for path in (units, imputed, unjoined, unusable, breaks):
        write_frame(path, getattr(built, path.stem))


job.run(main, globals().get("snakemake"))
