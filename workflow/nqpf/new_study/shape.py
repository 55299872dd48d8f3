"""Which column names the unit and which the year; what keeps a table from being a panel."""

from dataclasses import dataclass, replace

import pandas as pd

from nqpf.new_study.reading import Table, years_in
from nqpf.new_study.refusal import Refusal
from nqpf.new_study.vocabulary import ID, TOTALS, UNITS, YEARS, simple, words
from nqpf.panel.long import without_blank_rows
from nqpf.panel.numbers import text, texts, to_years
from nqpf.panel.roster import key

FEWEST_UNITS = 6
SHOWN = 3


@dataclass(frozen=True)
class Shape:
    """A table that is a panel.

    table: its options leave out notes below the data. unit, year: headers. rows: cells by row of the file,
    without the rows of totals. names, years: unit and year of each row. totals: names that are no unit.
    span: first and last year of the longest run without a gap. left_years: years outside that run.
    """

    table: Table
    unit: str
    year: str
    rows: pd.DataFrame
    names: pd.Series
    years: pd.Series
    totals: tuple[str, ...]
    span: tuple[int, int]
    left_years: tuple[int, ...]


def shape_of(table: Table, unit: str | None = None, year: str | None = None) -> Shape:
    """Find unit and year, and check that every unit-year stands once.

    unit, year: headers named by the user. Raises Refusal for every way in which this fails.
    """
    frame = without_blank_rows(table.frame)
    _refuse_twice(frame, table)
    year = _named(frame, table, year) or _year(frame, table)
    table, frame = _without_notes(table, frame, year)
    years = _years(frame, table, year)
    unit = _named(frame, table, unit) or _unit(frame, table, year, years)
    names = texts(frame[unit])
    _refuse_unnamed(names, table, unit)
    totals = tuple(sorted({name for name in names if simple(name) in words(TOTALS)}))
    kept = ~names.isin(totals)
    names, years = names[kept], years[kept]
    _refuse_duplicates(names, years, table)
    span = _span(years, table)
    if names.map(key).nunique() < FEWEST_UNITS:
        raise Refusal("few_units", path=table.path.name, least=FEWEST_UNITS, count=names.map(key).nunique())
    left = tuple(sorted({int(one) for one in years if not span[0] <= one <= span[1]}))
    return Shape(table, unit, year, frame[kept], names, years, totals, span, left)


def _refuse_twice(frame: pd.DataFrame, table: Table) -> None:
    named = [name for name in map(str, frame.columns) if name]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise Refusal("two_headers", path=table.path.name, column=twice[0])


def _named(frame: pd.DataFrame, table: Table, column: str | None) -> str | None:
    """The column that the user names, if one is named."""
    if column is not None and column not in frame.columns:
        raise Refusal("no_column", path=table.path.name, column=column, known=_known(frame))
    return column


def _known(frame: pd.DataFrame) -> str:
    return ", ".join(name for name in map(str, frame.columns) if name)


def _year(frame: pd.DataFrame, table: Table) -> str:
    """A column of years, one that is called so before others."""
    found = years_in(frame)
    if not found:
        raise Refusal("no_year", path=table.path.name, known=_known(frame))
    called = [name for name in found if simple(name) in words(YEARS)]
    return (called or found)[0]


def _without_notes(table: Table, frame: pd.DataFrame, year: str) -> tuple[Table, pd.DataFrame]:
    """Leave out rows at the end that bear no year: sources and remarks below a table."""
    known = to_years(frame[year]).notna().to_numpy().nonzero()[0]
    if not len(known) or table.reader not in ("csv", "excel"):
        return table, frame
    last = frame.index[known[-1]]
    footer = int(table.frame.index[-1]) - int(last)
    if not footer:
        return table, frame
    return replace(table, options={**table.options, "skip_footer": footer}), frame.loc[:last]


def _years(frame: pd.DataFrame, table: Table, year: str) -> pd.Series:
    years = to_years(frame[year])
    wrong = frame.index[~years.between(1949, 2100)]
    if len(wrong):
        cell = text(frame.loc[wrong[0], year])
        raise Refusal("not_a_year", path=table.path.name, row=wrong[0], column=year, cell=cell)
    return years.astype(int)


def _unit(frame: pd.DataFrame, table: Table, year: str, years: pd.Series) -> str:
    """The first column that, with the year, tells all rows apart; names before codes."""
    candidates = _unit_candidates(frame, year)
    if not candidates:
        raise Refusal("no_unit", path=table.path.name, known=_known(frame))
    for name in candidates:
        if not pd.DataFrame({"unit": texts(frame[name]).map(key), "year": years}).duplicated().any():
            return name
    return candidates[0]


def _unit_candidates(frame: pd.DataFrame, year: str) -> list[str]:
    """Columns called like units, then other text that repeats, then codes; each by number of values."""
    others = [str(name) for name in frame.columns if name and name != year]
    written = {name: texts(frame[name]) for name in others}
    count = {name: written[name].nunique() for name in others}
    numeric = {name: pd.to_numeric(written[name], errors="coerce").notna().mean() > 0.5 for name in others}
    repeated = [name for name in others if 1 < count[name] <= len(frame) / 2 + 1]
    called = [
        name for name in others if not numeric[name] and count[name] > 1 and simple(name) in words(UNITS)
    ]
    texty = [name for name in repeated if not numeric[name] and name not in called]
    codes = [name for name in repeated if numeric[name] and (ID.search(name) or simple(name) in words(UNITS))]
    ordered = [sorted(group, key=lambda name: -count[name]) for group in (called, texty, codes)]
    return [name for group in ordered for name in group]


def _refuse_unnamed(names: pd.Series, table: Table, unit: str) -> None:
    empty = names.index[names == ""]
    if len(empty):
        raise Refusal("no_name", path=table.path.name, row=empty[0], column=unit)


def _refuse_duplicates(names: pd.Series, years: pd.Series, table: Table) -> None:
    """Name unit-years that stand twice. Two spellings that join as one name count as one."""
    pairs = pd.DataFrame({"unit": names.map(key), "year": years})
    again = pairs[pairs.duplicated()].drop_duplicates()
    if len(again):
        shown = ", ".join(f"{names[row]} {years[row]}" for row in again.index[:SHOWN])
        raise Refusal("duplicates", path=table.path.name, count=len(again), shown=shown)


def _span(years: pd.Series, table: Table) -> tuple[int, int]:
    """The longest run of years without a gap, the later of two."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    longest = max(runs, key=lambda run: (len(run), run[-1]), default=[])
    if len(longest) < 2:
        raise Refusal("one_year", path=table.path.name, years=", ".join(map(str, sorted(set(years)))))
    return longest[0], longest[-1]
