"""Write a simulated panel as the raw files of its study. The same panel gives the same bytes."""

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd

from nqpf.errors import SpecError
from nqpf.files import write_bytes, write_json
from nqpf.registry import suggest
from nqpf.simulate.generator import Drawn, draw
from nqpf.simulate.layout import publication, tables
from nqpf.specs.simulation import Publication
from nqpf.specs.sources import Reading
from nqpf.specs.study import Study

TRUTH = "truth.json"
STAMP = datetime(2000, 1, 1)


def write(study: Study, folder: Path) -> Drawn:
    """Draw the study's panel, and write its raw files with the truth beside them (data/raw/<study>).

    Raises what `draw` raises, and SpecError for a reader that simulated files cannot be written for.
    """
    drawn = draw(study)
    for file, content in files(study, drawn).items():
        write_bytes(folder / file, content)
    write_json(folder / TRUTH, {"simulated": True, **drawn.truth.to_dict()})
    return drawn


def files(study: Study, drawn: Drawn) -> dict[str, bytes]:
    """Make the raw files, path under data/raw/<study> -> content."""
    return {
        study.sources.sources[name].file: _content(study, name, table)
        for name, table in tables(study, drawn).items()
    }


def _content(study: Study, source: str, table: pd.DataFrame) -> bytes:
    reading = study.sources.sources[source].read
    if reading is None or reading.reader not in WRITERS:
        raise SpecError(
            f"simulated files cannot be written for the reader of '{source}'; {suggest('', WRITERS)}."
        )
    return WRITERS[reading.reader](table, reading, publication(study, source))


def _csv(table: pd.DataFrame, reading: Reading, look: Publication) -> bytes:
    above = "".join(f"{line}\n" for line in _above(reading, look))
    text: str = table.to_csv(index=False, lineterminator="\n")
    return (above + text).encode(reading.options.get("encoding", "utf-8-sig"))


def _excel(table: pd.DataFrame, reading: Reading, look: Publication) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": STAMP})
    sheet = book.add_worksheet()
    lines = [[line] for line in _above(reading, look)]
    for number, row in enumerate([*lines, list(table.columns), *table.to_numpy(dtype=object).tolist()]):
        sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def _stata(table: pd.DataFrame, _: Reading, look: Publication) -> bytes:
    buffer = io.BytesIO()
    label = look.title or "SIMULATED"
    table.to_stata(buffer, write_index=False, version=118, time_stamp=STAMP, data_label=label)
    return buffer.getvalue()


def _above(reading: Reading, look: Publication) -> list[str]:
    """The rows above the header that the reader skips: the title, then empty ones."""
    skipped = int(reading.options.get("skip_rows", 0))
    return [look.title or "", *[""] * skipped][:skipped]


WRITERS: dict[str, Callable[[pd.DataFrame, Reading, Publication], bytes]] = {
    "csv": _csv,
    "excel": _excel,
    "stata": _stata,
}
