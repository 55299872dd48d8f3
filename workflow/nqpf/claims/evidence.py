"""Where the numbers of a claim come from: the sources behind them, and the files that hold them."""

import re

from nqpf.specs.study import Study


def sources(study: Study, variable: str) -> str:
    """Names of the sources behind every variable or index that a line mentions."""
    known = {*study.indices, *study.codebook.variables}
    said = variable.replace(",", " ").split()
    words = [word if word in known else re.sub(r"_lag\d+$", "", word) for word in said]
    indicators = [i for word in words if word in study.indices for i in study.indices[word].indicators]
    named = [word for word in words if word in study.codebook.variables]
    series = {s for name in [*indicators, *named] for s in study.codebook.series_of(name)}
    names = ", ".join(sorted({study.codebook.series[s].source for s in series}))
    return f"SIMULATED: {names}" if study.simulated and names else names


def of_table(table: str) -> str:
    """The files behind a claim about a model of a table."""
    return f"tables/{table}.html, estimates"


def of_mechanism(study: Study) -> str:
    """The tables about the mechanism behind the channel claims, and its estimates."""
    own = study.facts.mechanism
    tables = [f"tables/{name}.html" for name, table in study.tables.items() if table.mechanism == own]
    return ", ".join([*tables, f"mechanisms/{own}"])


def of_analysis(study: Study, name: str) -> str:
    """The tables about an analysis, and its numbers."""
    tables = [f"tables/{table}.html" for table, spec in study.tables.items() if spec.analysis == name]
    return ", ".join([*tables, f"analyses/{name}"])
