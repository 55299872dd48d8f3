"""State the truth of the simulated study on the scale of the built outcome index."""

from pathlib import Path

import job
from nqpf.files import read_json, write_frame
from nqpf.index import IndexModel
from nqpf.simulate.truth import Truth, truth_table


def main(truth: Path, index: Path, rows: Path) -> None:
    """Write quantity, name, structural, index_scale."""
    stated = Truth.from_dict(read_json(truth))
    write_frame(rows, truth_table(stated, IndexModel.from_dict(read_json(index))))


job.run(main, globals().get("snakemake"))
