"""Say what may be believed of the estimates, by the numbers of `verify`."""

from pathlib import Path

import job
from nqpf.files import read_frame, write_text
from nqpf.verify.page import page
from nqpf.verify.report import findings
from nqpf.verify.scenario import read_scenarios, read_settings


def main(run: str, bias: Path, coverage: Path, text: Path) -> None:
    """Write the page in markdown."""
    config = Path("config")
    scenarios, settings = read_scenarios(config, run), read_settings(config)
    write_text(text, page(findings(read_frame(bias), read_frame(coverage), scenarios, settings)))


job.run(main, globals().get("snakemake"))
