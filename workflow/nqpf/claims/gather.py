"""Put the files of estimates together for the ledger."""

from collections.abc import Sequence
from pathlib import Path

from nqpf.claims.results import Results
from nqpf.files import read_frame, read_json


def gather(
    terms: list[Path],
    facts: list[Path],
    paths: Path,
    fragility: Path,
    mechanism_facts: Path,
    truth: list[Path] | Path | None = None,
    placebo: Path | None = None,
    analysis_rows: Sequence[Path] = (),
    analysis_facts: Sequence[Path] = (),
) -> Results:
    """Read estimates by model, mechanism, analysis. A model that stands in two tables is the same in both."""
    frames = {path.stem: read_frame(path) for path in terms}
    by_table = {path.stem: read_json(path)["models"] for path in facts}
    content = read_json(mechanism_facts)
    truths = [truth] if isinstance(truth, Path) else list(truth or [])
    return Results(
        terms={str(name): rows for frame in frames.values() for name, rows in frame.groupby("model")},
        facts={name: found for models in by_table.values() for name, found in models.items()},
        table={name: table for table, models in reversed(by_table.items()) for name in models},
        paths=read_frame(paths).fillna({"effect": ""}),
        fragility=read_frame(fragility),
        mechanism_facts=content["facts"],
        effects=content["effects"],
        truth=read_frame(truths[0]) if truths else None,
        placebo=read_frame(placebo) if placebo else None,
        analyses={
            rows.stem: (read_frame(rows), read_json(known))
            for rows, known in zip(analysis_rows, analysis_facts, strict=True)
        },
    )
