"""Pack a study for replication: code, specs, lock, outputs, and the data that may be passed on."""

from pathlib import Path

import job
from nqpf.files import write_bytes
from nqpf.page.archive import zipped
from nqpf.replication.gather import contents, gather_run, places
from nqpf.replication.package import members, refuse_places
from nqpf.replication.readme import Product, Program, readme
from nqpf.specs.study import load_study


def main(
    study: str,
    archive: Path,
    manifest: Path,
    files: list[Path],
    programs: list,
    products: dict,
    language: str,
) -> None:
    """Write the zip; its bytes depend on the files and on what the last run cost, on nothing else."""
    facts, rules = load_study(study, Path("config")), [Program(*one) for one in programs]
    named = {kind: [Product(*one) for one in found] for kind, found in products.items()}
    run = gather_run(manifest, Path("logs", study), [one.rule for one in rules])
    packed = members(facts, contents(files), readme(facts, rules, named, run), language)
    refuse_places(packed, places())
    write_bytes(archive, zipped(packed))


job.run(main, globals().get("snakemake"))
