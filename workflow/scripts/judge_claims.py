"""Write the ledger of claims."""

from pathlib import Path

import job
from nqpf.claims.gather import gather
from nqpf.claims.ledger import ledger
from nqpf.claims.page import html_page, page
from nqpf.files import write_frame, write_text
from nqpf.specs.study import load_study


def main(study: str, csv: Path, md: Path, html: Path, **data: Path | list[Path]) -> None:
    """Write one row per claim as CSV, and the ledger as a page."""
    facts = load_study(study, Path("config"))
    rows = ledger(facts, gather(**data))
    write_frame(csv, rows)
    write_text(md, page(facts, rows))
    write_text(html, html_page(facts, rows))


job.run(main, globals().get("snakemake"))
