"""Hold the outputs of a run against those that came with the replication package."""

from pathlib import Path

import job
from nqpf.errors import DataError
from nqpf.files import read_json
from nqpf.replication.compare import compare


def main(manifest: Path, published: str) -> None:
    """Say that all files are identical; DataError names those that are not."""
    if not Path(published).exists():
        raise DataError(
            f"{published}: there is none; run 'snakemake replicate' in an unpacked replication.zip."
        )
    print(compare(read_json(Path(published)), read_json(manifest)))


job.run(main, globals().get("snakemake"))
