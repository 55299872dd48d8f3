"""Print the finished ledger of claims in a language."""

from pathlib import Path

import job
from nqpf.claims.page import html_page, page
from nqpf.files import read_frame, write_text
from nqpf.page.table import Language
from nqpf.specs.study import load_study


def main(study: str, ledger: Path, md: Path, html: Path, language: Language) -> None:
    """Write the ledger as a page; nothing is judged anew."""
    facts, rows = load_study(study, Path("config")), read_frame(ledger)
    write_text(md, page(facts, rows, language))
    write_text(html, html_page(facts, rows, language))


job.run(main, globals().get("snakemake"))
