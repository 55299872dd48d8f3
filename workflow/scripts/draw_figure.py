"""Draw one figure and write down what it shows."""

from pathlib import Path

import job
from nqpf.files import read_any, write_frame
from nqpf.page.drawing import save
from nqpf.registry import load
from nqpf.specs.study import load_study


def main(study: str, figure: str, pdf: Path, png: Path, csv: Path, **data: Path) -> None:
    """Write the figure as PDF and PNG, and its numbers as CSV."""
    facts = load_study(study, Path("config"))
    spec = facts.figures[figure]
    kind = load("nqpf.figures", spec.kind)
    inputs = {name: read_any(path) for name, path in data.items()}
    write_frame(csv, kind.data(spec, facts, inputs))
    save(kind.draw(spec, facts, inputs), pdf, png)


job.run(main, globals().get("snakemake"))
