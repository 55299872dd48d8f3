"""A small study made in the test itself."""

import pandas as pd
import pytest

from nqpf.specs.base import Span
from nqpf.specs.sources import Sources
from nqpf.specs.study import Study, StudySpec
from nqpf.specs.units import Units
from nqpf.specs.variables import Codebook

LABEL = {"en": "x", "zh": "x"}
PINNED = {"licence": "none stated", "citation": "x", "date": "2020"}


def make_study(
    series, *, sources=None, units=None, variables=None, years=(2011, 2013), read_years=None, region=None
):
    """series, variables: as in variables.yaml, in short. sources: name -> key 'read' (of <name>.csv)."""
    sources = sources or {"main": {}}
    reading = {"reader": "csv", "unit": "城市", "time": "年份"}
    variables = variables or {f"v_{name}": {"recipe": {"take": name}} for name in series}
    facts = {"years": Span(first=years[0], last=years[1]), "region": region}
    facts["read_years"] = Span(first=read_years[0], last=read_years[1]) if read_years else None
    return Study(
        name="tiny",
        facts=StudySpec.model_construct(**facts),
        theory=None,
        sources=Sources.model_validate(
            {
                "sources": {
                    n: {"file": f"{n}.csv", "read": reading | read, **PINNED} for n, read in sources.items()
                }
            }
        ),
        units=Units.model_validate(units or {"units": {"甲市": {}, "乙市": {}}}),
        codebook=Codebook.model_validate(
            {
                "series": {
                    n: {"source": "main", "column": n, "unit": "x"} | one for n, one in series.items()
                },
                "variables": {n: {"label": LABEL, "unit": "x"} | one for n, one in variables.items()},
            }
        ),
        indices={},
        samples={},
        models={},
        mechanisms={},
        analyses={},
        tables={},
        figures={},
        simulation=None,
    )


@pytest.fixture
def study():
    return make_study


@pytest.fixture
def panel():
    """A series by (unit, year) from unit -> {year: value}."""

    def make(**units):
        cells = {(unit, year): value for unit, years in units.items() for year, value in years.items()}
        index = pd.MultiIndex.from_tuples(list(cells), names=["unit", "year"])
        return pd.Series(list(cells.values()), index=index, dtype=float)

    return make


@pytest.fixture
def table():
    """A frame as a CSV reader returns it: headers, then rows of text numbered from 2."""

    def make(headers, *rows):
        body = [row.split(",") for row in rows]
        return pd.DataFrame(body, columns=headers.split(","), index=range(2, len(rows) + 2))

    return make
