"""Hold inputs and outputs against the manifest."""

from pathlib import Path

import job
from nqpf.errors import DataError
from nqpf.files import read_json
from nqpf.provenance import changed


def main(manifest: Path) -> None:
    """Raise DataError that lists the files that are not what the manifest says."""
    wrong = changed(read_json(manifest), Path())
    if wrong:
        raise DataError(
            f"{manifest}: {len(wrong)} files differ: {', '.join(wrong)}; delete them and run again."
        )


job.run(main, globals().get("snakemake"))
