"""The report of a study in a language: read, then composed. Printing it is `page` and `pdf`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nqpf.page.table import Language
from nqpf.report.compose import compose
from nqpf.report.document import Document
from nqpf.report.material import read
from nqpf.report.trace import from_plain
from nqpf.specs.study import Study


def build(
    study: Study, results: Path, config: Path, trace: Mapping[str, Any], language: Language
) -> Document:
    """Make the document of a study.

    results, config: the folders of that name; trace: what made every file, as the workflow tells it
    (`nqpf.report.trace.from_plain`). DataError for a file that is missing.
    """
    return compose(study, read(study, results, config, from_plain(trace), language), language)
