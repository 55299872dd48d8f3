"""Draw one figure and write down what it shows."""

from pathlib import Path

import job
from nqpf.files import read_any, write_frame
from nqpf.page.drawing import save, spoken
from nqpf.page.table import Language
from nqpf.registry import load
from nqpf.specs.study import load_study


def main(
    study: str,
    figure: str,
    pdf: Path,
    png: Path,
    csv: Path | None = None,
    language: Language = "en",
    **data: Path,
) -> None:
    """Write the figure as PDF and PNG in one language, and its numbers, the same in all, as CSV if asked."""
    facts = load_study(study, Path("config"))
    spec = facts.figures[figure]
    kind = load("nqpf.figures", spec.kind)
    inputs = {name: read_any(path) for name, path in data.items()}
    if csv:
        write_frame(csv, kind.data(spec, facts, inputs))
    save(kind.draw(spec, facts, inputs, spoken(language)), pdf, png)


job.run(main, globals().get("snakemake"))
