"""Lay the drawn series out as files do: the reverse of how sources.yaml says they are read."""

from collections.abc import Mapping

import pandas as pd

from nqpf.errors import SpecError
from nqpf.simulate.generator import Drawn
from nqpf.simulate.geography import NAME
from nqpf.simulate.recipes import numerator
from nqpf.specs.simulation import Publication
from nqpf.specs.sources import Reading
from nqpf.specs.study import Study

DASH = "—"
TEXT_READERS = ("csv",)


def tables(study: Study, drawn: Drawn) -> dict[str, pd.DataFrame]:
    """Make one table per source that is read, source name -> cells as they stand in the file.

    Text files hold text (decimals as published, a dash for a missing cell); Excel holds numbers and dashes,
    Stata numbers only.
    """
    readings = {name: source.read for name, source in study.sources.sources.items() if source.read}
    return {name: _table(study, drawn, name, reading) for name, reading in readings.items()}


def _table(study: Study, drawn: Drawn, source: str, reading: Reading) -> pd.DataFrame:
    if study.units.roster is not None and study.units.roster.source == source:
        return drawn.roster
    series = {s.column: name for name, s in study.codebook.series.items() if s.source == source}
    _check_drawn(source, series, drawn)
    rows = drawn.raw[list(series.values())].set_axis(list(series), axis=1)
    cells = _shown(rows, _decimals(study, series), reading.reader, publication(study, source))
    return _shaped(cells, _names(study, source, reading, drawn), reading)


def _check_drawn(source: str, series: Mapping[str, str], drawn: Drawn) -> None:
    never = sorted(set(series.values()) - set(drawn.raw.columns))
    if never or not series:
        what = f"series '{never[0]}'" if never else "file (it holds no series)"
        raise SpecError(
            f"simulation.yaml never draws the {what} of the source '{source}'; add it or drop it."
        )


def publication(study: Study, source: str) -> Publication:
    """How a file looks; plain where simulation.yaml says nothing."""
    published = study.simulation.published if study.simulation else {}
    return published.get(source, Publication())


def _decimals(study: Study, series: Mapping[str, str]) -> dict[str, int]:
    """Decimals by column header; whole numbers for counts."""
    spec = study.simulation
    drawn = {**spec.series, **spec.exogenous, **spec.channels, **spec.indicators} if spec else {}
    behind = {numerator(study.codebook, name): 0 if p.counts else p.decimals for name, p in drawn.items()}
    return {header: behind[name] for header, name in series.items()}


def _shown(rows: pd.DataFrame, decimals: Mapping[str, int], reader: str, look: Publication) -> pd.DataFrame:
    if reader == "stata":
        return rows
    if reader not in TEXT_READERS:
        return rows.astype(object).where(rows.notna(), DASH)
    comma = "," if look.thousands else ""
    columns = {name: _text(rows[name], f"{{:{comma}.{places}f}}") for name, places in decimals.items()}
    return pd.DataFrame(columns, index=rows.index)


def _text(column: pd.Series, pattern: str) -> pd.Series:
    return pd.Series(
        [DASH if cell != cell else pattern.format(cell) for cell in column], column.index, dtype=object
    )


def _names(study: Study, source: str, reading: Reading, drawn: Drawn) -> pd.Series:
    """The names that cities bear in a file, by canonical name: those of the roster column it says it uses."""
    roster = drawn.roster.set_index(drawn.roster[NAME])
    chosen = publication(study, source).names or reading.unit
    if chosen not in roster:
        raise SpecError(
            f"simulation.yaml: published.{source}.names must be a column of the roster, not '{chosen}'."
        )
    return roster[chosen]


def _shaped(cells: pd.DataFrame, names: pd.Series, reading: Reading) -> pd.DataFrame:
    """Bring cells by (unit, year) into the shape of the file."""
    match reading.shape:
        case "years_across":
            return _years_across(cells, names, reading)
        case "long":
            return _long(cells, names, reading)
    return _keys(cells.index, names, reading).join(cells.reset_index(drop=True))


def _keys(rows: pd.Index, names: pd.Series, reading: Reading) -> pd.DataFrame:
    units, years = (rows.get_level_values(level) for level in ("unit", "year"))
    return pd.DataFrame({reading.unit: names[units].to_numpy(), str(reading.time): years})


def _years_across(cells: pd.DataFrame, names: pd.Series, reading: Reading) -> pd.DataFrame:
    if cells.shape[1] != 1:
        raise SpecError(f"a simulated file of shape 'years_across' holds one series, not {cells.shape[1]}.")
    by_year = {f"{year}年": column.to_numpy() for year, column in cells.iloc[:, 0].groupby(level="year")}
    return pd.DataFrame({reading.unit: names.to_numpy(), **by_year})


def _long(cells: pd.DataFrame, names: pd.Series, reading: Reading) -> pd.DataFrame:
    """One row per unit, year and series, in this order."""
    keys = _keys(cells.index.repeat(cells.shape[1]), names, reading)
    keys[str(reading.variable)] = list(cells.columns) * len(cells)
    keys[str(reading.value)] = cells.to_numpy().ravel()
    return keys
