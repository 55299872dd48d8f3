"""Print one table in every format."""

from pathlib import Path

import job
from nqpf.files import read_any, write_printed
from nqpf.registry import load
from nqpf.specs.study import load_study


def main(
    study: str,
    table: str,
    tex: Path,
    docx: Path,
    xlsx: Path,
    typ: Path,
    html: Path,
    csv: Path | None = None,
    language: str = "en",
    **data: Path,
) -> None:
    """Write the table in one language; the CSV (full precision) is the same in all."""
    facts = load_study(study, Path("config"))
    spec = facts.tables[table]
    built = load("nqpf.tables", spec.kind).build(
        spec, facts, {name: read_any(path) for name, path in data.items()}
    )
    for path in filter(None, (csv, tex, docx, xlsx, typ, html)):
        write_printed(path, load("nqpf.render", path.suffix[1:]).render(built, language))


job.run(main, globals().get("snakemake"))
