"""Hold inputs and outputs against the manifest."""

from pathlib import Path

import job
from nqpf.errors import DataError
from nqpf.files import read_json
from nqpf.provenance import changed


def main(study: str) -> None:
    """Raise DataError that lists the files that are not what the manifest says."""
    manifest = Path("results", study, "manifest.json")
    wrong = changed(read_json(manifest), Path())
    if wrong:
        raise DataError(f"{manifest}: {len(wrong)} files differ from it: {', '.join(wrong)}; run them anew.")


job.run(main, globals().get("snakemake"))
