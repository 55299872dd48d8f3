"""Fit one index on its base window and score every unit-year."""

from pathlib import Path

import job
from nqpf.files import read_panel, write_frame, write_json
from nqpf.index import fit
from nqpf.index.report import weight_table
from nqpf.specs.study import load_study


def main(
    study: str, index: str, panel: Path, scores: Path, model: Path, weights: Path, treated: Path
) -> None:
    """Write scores with dimension scores, the frozen model, the weight table, and every altered cell."""
    values = read_panel(panel)
    fitted = fit(values, load_study(study, Path("config")).indices[index])
    write_frame(scores, fitted.parts(values).assign(score=fitted.apply(values)).reset_index())
    write_json(model, fitted.to_dict())
    write_frame(weights, weight_table(fitted, values))
    write_frame(treated, fitted.altered(values))


job.run(main, globals().get("snakemake"))
