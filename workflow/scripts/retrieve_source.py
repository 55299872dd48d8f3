"""Take one source file from the mirror or its URL, and check its hash."""

from pathlib import Path

import job
from nqpf.sources.retrieve import retrieve
from nqpf.specs.study import load_study


def main(study: str, file: str, target: Path, mirror: str | None = None) -> None:
    """Write the original, untouched, to `target`."""
    sources = load_study(study, Path("config")).sources.sources.values()
    source = next(source for source in sources if source.file == file)
    retrieve(source, target, Path(mirror) if mirror else None)


job.run(main, globals().get("snakemake"))
