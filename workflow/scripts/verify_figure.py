"""Draw one figure of `verify` and write down what it shows."""

from pathlib import Path

import job
from nqpf.files import read_frame, write_frame
from nqpf.page.drawing import save
from nqpf.verify.report import FIGURES, findings
from nqpf.verify.scenario import read_scenarios, read_settings


def main(run: str, figure: str, bias: Path, coverage: Path, pdf: Path, png: Path, csv: Path) -> None:
    """Write the figure as PDF and PNG, and its numbers as CSV."""
    config = Path("config")
    scenarios, settings = read_scenarios(config, run), read_settings(config)
    found = findings(read_frame(bias), read_frame(coverage), scenarios, settings)
    write_frame(csv, FIGURES[figure].data(found).assign(data="SIMULATED"))
    save(FIGURES[figure].draw(found), pdf, png)


job.run(main, globals().get("snakemake"))
