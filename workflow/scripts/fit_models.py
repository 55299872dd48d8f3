"""Fit all columns of one table in one process."""

from pathlib import Path

import pandas as pd

import job
from nqpf.files import read_frame, write_frame, write_json
from nqpf.regression import check_model, facts, fit_model, tidy
from nqpf.specs.study import load_study


def main(study: str, table: str, samples: list[Path], terms: Path, facts_file: Path) -> None:
    """Write coefficients tidily, and the facts under every column."""
    spec, frames = load_study(study, Path("config")), {path.stem: read_frame(path) for path in samples}
    models = {name: spec.models[name] for name in spec.tables[table].columns}
    columns = {name: fit_model(frames[model.sample], model) for name, model in models.items()}
    write_frame(terms, pd.concat([tidy(name, column) for name, column in columns.items()]))
    engines = {name: check_model(frames[model.sample], model) for name, model in models.items()}
    described = {
        name: {**facts(models[name], column), "engines": engines[name]} for name, column in columns.items()
    }
    write_json(facts_file, {"models": described})


job.run(main, globals().get("snakemake"))
