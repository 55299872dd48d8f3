"""What each column of a panel holds: numbers, text, groups of units, codes, copies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nqpf.new_study.measures import Measure, split
from nqpf.new_study.refusal import Refusal
from nqpf.new_study.shape import Shape
from nqpf.new_study.vocabulary import ID, RESCALED, Entry, find, ready
from nqpf.panel.numbers import text, texts, to_numbers
from nqpf.panel.roster import key
from nqpf.specs.sources import Reading

MARKS = (
    *("", "NA", "—", "-", "…", "...", "n/a", "N/A", "na", "NaN", "nan", "null", "NULL", "None", "none", "--"),
    *(
        "——",
        "–",
        "/",
        ".",
        "..",
        "*",
        "#N/A",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "缺失",
        "缺",
        "不详",
        "暂无",
        "无数据",
    ),
)
"""Texts that mean a missing cell."""
MOST_GROUPS = 40
COPY = 0.999999
"""Correlation above which one column is another in other units."""


@dataclass(frozen=True)
class Column:
    """One column of numbers.

    name: the header without its unit. values: by (unit, year) over all units and years of the span.
    kind: number, flag (0 and 1), code, rescaled (a logarithm, lag ... of another column), copy, constant
    (the same in every year of a unit), national (the same for every unit of a year), empty.
    """

    header: str
    place: int
    name: str
    label: str
    measure: Measure
    entry: Entry | None
    kind: str
    cells: pd.Series

    @property
    def relative(self) -> bool:
        """Whether its numbers are a share, a rate, per head or an index already."""
        return self.measure.relative or ready(self.name) or ready(self.label) or "/" in self.label

    @property
    def missing(self) -> int:
        """Missing cells of the span."""
        return int(self.cells.isna().sum())


@dataclass(frozen=True)
class Columns:
    """All columns beside unit and year.

    numbers: columns of numbers, in order. groups: group -> header of a text column that is the same in
    every year of a unit. labels: language -> header of other names of the units. texts: headers of other
    text. marks: texts that mean missing beyond those the pipeline knows by itself.
    """

    numbers: tuple[Column, ...]
    groups: dict[str, str]
    labels: dict[str, str]
    texts: tuple[str, ...]
    marks: tuple[str, ...]


def columns_of(shape: Shape) -> Columns:
    """Look at every column of a panel.

    Raises Refusal for a text in a column of numbers that is no known sign of a missing cell.
    """
    numbers: list[Column] = []
    written: list[str] = []
    marks: set[str] = set()
    for place, header in enumerate(map(str, shape.rows.columns)):
        if not header or header in (shape.unit, shape.year):
            continue
        cells = shape.rows[header].astype(object)
        values, wrong = to_numbers(cells, MARKS)
        if _is_text(cells, wrong):
            written.append(header)
            continue
        _refuse_text(cells, wrong, header, shape)
        marks |= {written for written in texts(cells[values.isna()]) if written}
        numbers.append(_column(header, place, _gridded(values, shape), numbers, shape))
    groups, labels = _groups(shape, written)
    used = {*groups.values(), *labels.values()}
    default = set(Reading.model_fields["missing"].default)
    others = tuple(header for header in written if header not in used)
    return Columns(tuple(numbers), groups, labels, others, tuple(sorted(marks - default)))


def _is_text(cells: pd.Series, wrong: pd.Series) -> bool:
    filled = ~texts(cells).isin(MARKS)
    return bool(filled.any()) and float(wrong[filled].mean()) >= 0.5


def _refuse_text(cells: pd.Series, wrong: pd.Series, header: str, shape: Shape) -> None:
    if wrong.any():
        row = wrong.index[wrong][0]
        facts = {"row": row, "column": header, "cell": text(cells[row]), "count": int(wrong.sum())}
        raise Refusal("text_cell", path=shape.table.path.name, **facts)


def _gridded(values: pd.Series, shape: Shape) -> pd.Series:
    """Values over all units and all years of the span; missing where the file has no row."""
    units = shape.names.map(key)
    index = pd.MultiIndex.from_arrays([units, shape.years], names=["unit", "year"])
    years = range(shape.span[0], shape.span[1] + 1)
    grid = pd.MultiIndex.from_product([sorted(units.unique()), years], names=["unit", "year"])
    return pd.Series(values.to_numpy(dtype=float), index=index).reindex(grid)


def _column(header: str, place: int, values: pd.Series, before: Sequence[Column], shape: Shape) -> Column:
    name, measure = split(header)
    label, told = split(str(shape.table.labels.get(header, "")))
    measure = told if measure.counts == "unknown" else measure
    entry = (find(label) if label else None) or find(name)  # a header of Stata is short, its label tells
    kind = _kind(header, values, before, set(map(str, shape.rows.columns)))
    return Column(header, place, name, label, measure, entry, kind, values)


def _kind(header: str, values: pd.Series, before: Sequence[Column], headers: set[str]) -> str:
    if values.notna().sum() < 2:
        return "empty"
    distinct = set(values.dropna().unique())
    if distinct <= {0.0, 1.0}:
        return "flag"
    by_unit, by_year = (values.groupby(level=level).nunique().max() <= 1 for level in ("unit", "year"))
    if by_unit:
        return "code" if ID.search(header) else "constant"
    if ID.search(header) and values.nunique() == values.notna().sum() and (values.dropna() % 1 == 0).all():
        return "code"
    if by_year:
        return "national"
    rest = RESCALED.sub("", header).strip("_ .()")
    if RESCALED.search(header) and any(rest.lower() in one.lower() for one in headers - {header}):
        return "rescaled"
    return "copy" if any(_same(values, one.cells) for one in before) else "number"


def _same(one: pd.Series, other: pd.Series) -> bool:
    """Whether two columns are one in other units, missing cells included."""
    both = one.notna() & other.notna()
    if both.sum() < 3 or both.sum() < 0.9 * max(one.notna().sum(), other.notna().sum()):
        return False
    a, b = one[both].to_numpy(), other[both].to_numpy()
    return bool(a.std() > 0 and b.std() > 0 and abs(float(np.corrcoef(a, b)[0, 1])) > COPY)


def _groups(shape: Shape, headers: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Text columns that group the units, the coarsest first, and those that give units another name."""
    units = shape.names.map(key)
    groups: dict[str, int] = {}
    labels: dict[str, str] = {}
    for header in headers:
        pairs = pd.DataFrame({"unit": units, "word": texts(shape.rows[header])}).drop_duplicates()
        count = pairs["word"].nunique()
        if pairs["unit"].duplicated().any() or (pairs["word"] == "").any() or count < 2:
            continue
        if count == len(pairs):
            labels.setdefault("en" if pairs["word"].str.isascii().all() else "zh", header)
        elif count <= min(MOST_GROUPS, len(pairs) / 2):
            groups[header] = count
    ordered = sorted(groups, key=lambda header: groups[header])
    return {header: header for header in ordered}, labels
