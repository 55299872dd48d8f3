"""Sign a run: hashes of inputs and outputs, versions, seeds."""

from pathlib import Path

import job
from nqpf.files import write_json
from nqpf.provenance import manifest
from nqpf.specs.study import load_study


def main(study: str, manifest_file: Path, outputs: list[Path], **inputs: list[Path]) -> None:
    """Write the manifest."""
    signed = [*outputs, *inputs.pop("intermediates")]
    seeds = load_study(study, Path("config")).seeds()
    write_json(
        manifest_file, manifest([path for group in inputs.values() for path in group], signed, study, seeds)
    )


job.run(main, globals().get("snakemake"))
