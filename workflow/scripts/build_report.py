"""Build the report of a study as one HTML file."""

from pathlib import Path
from typing import Any

import job
from nqpf.files import write_text
from nqpf.page.table import Language
from nqpf.report.build import build
from nqpf.report.page import page
from nqpf.specs.study import load_study


def main(study: str, html: Path, trace: dict[str, Any], language: Language = "en") -> None:
    """Write the page; results are read where the page will lie."""
    config = Path("config")
    write_text(html, page(build(load_study(study, config), html.parent.parent, config, trace, language)))


job.run(main, globals().get("snakemake"))
