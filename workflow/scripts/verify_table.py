"""Print one table of `verify` in every format."""

from pathlib import Path

import job
from nqpf.files import read_frame, write_text
from nqpf.registry import load
from nqpf.verify.report import TABLES, findings
from nqpf.verify.scenario import read_scenarios, read_settings


def main(
    run: str, table: str, bias: Path, coverage: Path, csv: Path, tex: Path, typ: Path, html: Path
) -> None:
    """Write the table as CSV (full precision), LaTeX, Typst and HTML."""
    config = Path("config")
    scenarios, settings = read_scenarios(config, run), read_settings(config)
    built = TABLES[table].build(findings(read_frame(bias), read_frame(coverage), scenarios, settings))
    for path in (csv, tex, typ, html):
        write_text(path, load("nqpf.render", path.suffix[1:]).render(built))


job.run(main, globals().get("snakemake"))
