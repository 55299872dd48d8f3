"""Print one table in every format."""

from pathlib import Path

import job
from nqpf.files import read_any, write_text
from nqpf.registry import load
from nqpf.specs.study import load_study


def main(study: str, table: str, csv: Path, tex: Path, html: Path, **data: Path) -> None:
    """Write the table as CSV (full precision), LaTeX and HTML."""
    facts = load_study(study, Path("config"))
    spec = facts.tables[table]
    inputs = {name: read_any(path) for name, path in data.items()}
    built = load("nqpf.tables", spec.kind).build(spec, facts, inputs)
    for path in (csv, tex, html):
        write_text(path, load("nqpf.render", path.suffix[1:]).render(built))


job.run(main, globals().get("snakemake"))
