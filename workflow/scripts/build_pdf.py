"""Build the report of a study as a PDF."""

from pathlib import Path
from typing import Any

import job
from nqpf.files import write_bytes
from nqpf.page.table import Language
from nqpf.report.build import build
from nqpf.report.pdf import pdf as printed
from nqpf.specs.study import load_study


def main(study: str, pdf: Path, trace: dict[str, Any], language: Language = "en") -> None:
    """Write the PDF; results are read where it will lie."""
    config = Path("config")
    document = build(load_study(study, config), pdf.parent.parent, config, trace, language)
    write_bytes(pdf, printed(document, pdf.parent))


job.run(main, globals().get("snakemake"))
