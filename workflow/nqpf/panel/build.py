"""From the frames of a study's sources to its panel, with a list of everything done on the way."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nqpf.errors import DataError, SpecError
from nqpf.panel.check import Checked, check
from nqpf.panel.join import join
from nqpf.panel.long import to_long
from nqpf.panel.nearest import nearest
from nqpf.panel.numbers import by_value
from nqpf.panel.recipes import make_variables
from nqpf.panel.roster import Crosswalk, crosswalk, key
from nqpf.registry import suggest
from nqpf.specs.base import Span, english
from nqpf.specs.study import Study
from nqpf.specs.variables import Series


@dataclass(frozen=True)
class Built:
    """A panel and its accounts. All frames are sorted.

    panel: by (unit, year) over all units and all years of the study; one float column per variable.
    units: unit, label_en, label_zh, one column per group ("" where none).
    imputed: variable, unit, year, value, policy - every filled cell of the years read.
    unjoined: source, file, name, rows, reason - names outside the study and how many rows bear them.
    unusable: series, unit, year, value (as found), why - cells set to missing by declaration.
    breaks: series, variables (made of it), year, note.
    """

    panel: pd.DataFrame
    units: pd.DataFrame
    imputed: pd.DataFrame
    unjoined: pd.DataFrame
    unusable: pd.DataFrame
    breaks: pd.DataFrame


def build_panel(study: Study, tables: Mapping[str, pd.DataFrame]) -> Built:
    """Build the panel of a study.

    tables: source name -> frame of cells as found, as `read_sources` returns them.
    Raises SpecError or DataError in one sentence at the first thing that is wrong.
    """
    names = crosswalk(study, tables)
    _check_region(study, names.units)
    taken = [_take(study, source, tables, names) for source in _sources(study)]
    raw = _grid(study, names.units, pd.concat([checked.numbers for checked, _ in taken]))
    variables, imputed = make_variables(study.codebook, raw)
    return Built(
        panel=_cut(variables, study.facts.years),
        units=names.units,
        imputed=imputed,
        unjoined=pd.concat([left for _, left in taken], ignore_index=True),
        unusable=_stacked([checked.unusable for checked, _ in taken], ["series", "unit", "year"]),
        breaks=_breaks(study),
    )


def _sources(study: Study) -> list[str]:
    """List the sources that feed a series, in the order of sources.yaml."""
    used = {series.source for series in study.codebook.series.values()}
    return [name for name in study.sources.sources if name in used]


def _take(
    study: Study, name: str, tables: Mapping[str, pd.DataFrame], names: Crosswalk
) -> tuple[Checked, pd.DataFrame]:
    """Bring one source through shape, names and check; also return the names outside the study."""
    source = study.sources.sources[name]
    if source.read is None:
        raise SpecError(f"studies/{study.name}/sources.yaml: '{name}' feeds series but has no key 'read'.")
    series = {n: one for n, one in study.codebook.series.items() if one.source == name}
    columns = {one.column for one in series.values()}
    rows = to_long(tables[name], source.read, columns, source.file)
    joined, left = join(rows, names, source.file, source.read.unit)
    wrong = _unusable(study, series, names)
    checked = check(joined, series, wrong, source.read, study.facts.window, source.file)
    _refuse_empty(checked.numbers, series, study.facts.window, source.file)
    left.insert(0, "source", name)
    left.insert(1, "file", source.file)
    return checked, left


def _unusable(study: Study, series: Mapping[str, Series], names: Crosswalk) -> pd.DataFrame:
    """List the cells that the codebook declares wrong: series, unit, year, why."""
    cells = []
    for name, one in series.items():
        for wrong in one.unusable:
            if key(wrong.unit) not in names.known:
                where = f"studies/{study.name}/variables.yaml: unusable cells of series '{name}'"
                raise SpecError(
                    f"{where} name the unit '{wrong.unit}'; {nearest(wrong.unit, names.known.values())}."
                )
            cells += [(name, names.known[key(wrong.unit)], year, english(wrong.why)) for year in wrong.years]
    frame = pd.DataFrame(cells, columns=["series", "unit", "year", "why"])
    return frame.astype({"series": object, "unit": object, "year": int, "why": object})


def _refuse_empty(values: pd.DataFrame, series: Mapping[str, Series], window: Span, file: str) -> None:
    """Refuse a series without a single number: a wrong column or window, not a missing value."""
    given = set(values.loc[values["value"].notna(), "series"])
    empty = [name for name in series if name not in given]
    if empty:
        raise DataError(
            f"{file}: series '{empty[0]}' (column '{series[empty[0]].column}') has not one number for the "
            f"study's units in {window.first} to {window.last}; correct the column, the years or the units."
        )


def _grid(study: Study, units: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """One column per series over all units and all years read."""
    years, series = pd.Index(study.facts.window.years), pd.Index(list(study.codebook.series))
    index = pd.MultiIndex.from_product([units["unit"], years], names=["unit", "year"])
    row = by_value(values["unit"], {unit: len(years) * at for at, unit in enumerate(units["unit"])}.get)
    column = by_value(values["series"], {name: at for at, name in enumerate(series)}.get)
    table = np.full((len(index), len(series)), np.nan)
    table[(row + values["year"] - years[0]).astype(int), column.astype(int)] = values["value"]
    return pd.DataFrame(table, index=index, columns=series)


def _cut(variables: pd.DataFrame, years: Span) -> pd.DataFrame:
    at = variables.index.get_level_values("year")
    return variables[(at >= years.first) & (at <= years.last)].sort_index()


def _stacked(frames: list[pd.DataFrame], order: list[str]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True).sort_values(order, ignore_index=True)


def _breaks(study: Study) -> pd.DataFrame:
    """List the declared breaks inside the years read, with the variables they touch."""
    book, window = study.codebook, study.facts.window
    made = {name: ", ".join(v for v in book.variables if name in book.series_of(v)) for name in book.series}
    rows = [
        (name, made[name], one.year, english(one.note))
        for name, series in book.series.items()
        for one in series.breaks
        if one.year in window.years
    ]
    return pd.DataFrame(rows, columns=["series", "variables", "year", "note"])


def _check_region(study: Study, units: pd.DataFrame) -> None:
    groups = list(units.columns[3:])
    if study.facts.region is not None and study.facts.region not in groups:
        raise SpecError(
            f"studies/{study.name}/study.yaml: 'region' is '{study.facts.region}', which is no group of the "
            f"units; {suggest(study.facts.region, groups)}."
        )
