"""Who plays which part: indicators of both indices, channels, paths, controls - and what is left over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from nqpf.new_study.columns import Column, Columns
from nqpf.new_study.complete import Kept, settle
from nqpf.new_study.drafts import Bases, Draft, draft, label_of, logged, turned, varies, within
from nqpf.new_study.names import distinct, identifier
from nqpf.new_study.refusal import Refusal
from nqpf.new_study.shape import FEWEST_UNITS, Shape
from nqpf.new_study.vocabulary import Entry

ENOUGH = 0.7
"""Share of cells a variable must have to play a part."""
CONTROLS = ("gdp_pc", "urban", "fdi", "population", "fiscal", "finance", "openness")
"""Controls in the order of preference."""
LARGEST_LOG = 30
"""No logarithm of an income is larger."""
MOST_CONTROLS = 5
MOST_OTHERS = 30
NEXT_BEST = {"outcome": ("green_patents", "joint"), "treatment": ("digital", "intelligent")}
"""What may stand for an index for which nothing else was recognised."""
FALLBACK = {"treatment": "labourers", "outcome": "technological", "mediator": ""}


@dataclass(frozen=True)
class Cast:
    """Every part, filled.

    variables: all drafts in the order of the codebook; series: name of a series -> its column; kept: what
    the indices leave. unused: column and reason, in both languages. guessed: parts for which nothing was
    recognised.
    """

    variables: tuple[Draft, ...]
    series: Mapping[str, Column]
    kept: Kept
    unused: tuple[tuple[str, tuple[str, str]], ...]
    guessed: tuple[str, ...]

    def role(self, role: str) -> list[Draft]:
        """Drafts that play a part."""
        return [one for one in self.variables if one.role == role]

    def slot(self, role: str, slot: str) -> list[Draft]:
        """Drafts of a part at a place."""
        return [one for one in self.role(role) if one.slot == slot]


WHY = {
    "flag": ("holds 0 and 1 only", "只含 0 和 1"),
    "code": ("a code", "编码"),
    "rescaled": ("a logarithm, lag or standard score of another column", "是另一列的对数、滞后或标准化"),
    "copy": ("another column in other units", "与另一列相同（仅单位不同）"),
    "constant": ("the same in every year of a unit", "在各地区内不随时间变化"),
    "national": ("the same for every unit of a year", "同一年份各地区取值相同"),
    "empty": ("(almost) empty", "（几乎）为空"),
    "thin": ("fewer than half of its cells are filled", "不足一半的单元格有数值"),
}


def cast(shape: Shape, columns: Columns) -> Cast:
    """Give every column a part.

    Raises Refusal where fewer than three columns can be used, or where no complete indices can be built.
    """
    usable = [c for c in columns.numbers if c.kind == "number" and c.missing <= len(c.cells) / 2]
    unused = [(c.header, WHY[c.kind]) for c in columns.numbers if c.kind != "number"]
    unused += [(c.header, WHY["thin"]) for c in columns.numbers if c.kind == "number" and c not in usable]
    if len(usable) < 3:
        why = "".join(f"; {header}: {reason[0]}" for header, reason in unused[:4])
        raise Refusal("few_columns", path=shape.table.path.name, count=len(usable), why=why)
    series = _series(usable, columns)
    bases = _bases(usable, series)
    drafts = [_placed(column, name, series, bases) for name, column in _named(series)]
    drafts, guessed = _filled(_one_each(drafts))
    drafts, kept = _settled(drafts, shape)
    controls = _controls(drafts, bases)
    everything = _thinned([*controls, *_in_logs(drafts)], kept)
    return Cast(tuple(everything), _used(series, everything), kept, tuple(unused), guessed)


def _series(usable: Sequence[Column], columns: Columns) -> dict[str, Column]:
    """Name of a series -> column; series end in _raw, so that variables may bear the plain names."""
    found: dict[str, Column] = {}
    for column in usable:
        found[distinct(f"{identifier(column)}_raw", {*found, *columns.groups})] = column
    return found


def _named(series: Mapping[str, Column]) -> list[tuple[str, Column]]:
    """Variables bear the name of their series without _raw."""
    named = []
    for name, column in series.items():
        stem, _, number = name.rpartition("_raw")
        named.append((stem + number, column))
    return named


def _bases(usable: Sequence[Column], series: Mapping[str, Column]) -> Bases:
    """The first column of GDP, of population and of urban population; totals before what is relative."""
    found: dict[str, Column] = {}
    for column in usable:
        if column.entry and column.entry.role == "base" and not column.relative:
            found.setdefault(column.entry.slot, column)
    names = {column.header: name for name, column in series.items()}
    return Bases(found, {what: names[column.header] for what, column in found.items()})


def _placed(column: Column, name: str, series: Mapping[str, Column], bases: Bases) -> Draft:
    """A draft with the role that its words suggest. GDP and population are kept as they are."""
    own = next(key for key, one in series.items() if one is column)
    entry = column.entry
    if entry and entry.role == "base":
        made = draft(
            replace(column, entry=None, measure=replace(column.measure, counts="unknown")), name, own, bases
        )
        return replace(made, role="base", slot=entry.slot, label=label_of(column))
    made = draft(column, name, own, bases)
    role, slot = (entry.role, entry.slot) if entry else ("other", "")
    made = turned(made) if role in ("mediator", "moderator") else made
    if role != "other" and (made.cells.notna().mean() < ENOUGH or not varies(made.cells)):
        return replace(made, role="other").doubted(
            (
                "too thin or too flat for the part that its name suggests",
                "缺失过多或变化过小，未按名称所示的角色使用",
            )
        )
    return replace(made, role=role, slot=slot)


def _one_each(drafts: Sequence[Draft]) -> list[Draft]:
    """One mediator for each channel and one moderator for each path, the fullest; others only described."""
    best: dict[tuple[str, str], Draft] = {}
    for one in drafts:
        place = (one.role, one.slot)
        if one.role in ("mediator", "moderator") and (
            place not in best or one.cells.notna().sum() > best[place].cells.notna().sum()
        ):
            best[place] = one
    return [_second(one, best) for one in drafts]


def _second(one: Draft, best: Mapping[tuple[str, str], Draft]) -> Draft:
    first = best.get((one.role, one.slot))
    if first is None or first is one:
        return one
    return replace(one, role="other").doubted(
        (
            f"could stand for claim {one.slot} instead of '{first.name}'",
            f"也可以代替“{first.name}”代表命题 {one.slot}",
        )
    )


def _filled(drafts: list[Draft]) -> tuple[list[Draft], tuple[str, ...]]:
    """Every part needs somebody: where no word was recognised, take what is left over, and say so."""
    guessed = []
    for role, slot in FALLBACK.items():
        if any(one.role == role for one in drafts):
            continue
        donor = _donor(drafts, role)
        guessed.append(role)
        drafts = [replace(one, role=role, slot=slot) if one is donor else one for one in drafts]
    return drafts, tuple(guessed)


def _donor(drafts: Sequence[Draft], role: str) -> Draft:
    """Somebody for an empty part: unrecognised, then a control, a moderator, one of many, last a base."""
    fit = [one for one in drafts if one.cells.notna().mean() >= ENOUGH and varies(one.cells)] or list(drafts)
    near = [
        one
        for one in fit
        if one.column and one.column.entry and one.column.entry.key in NEXT_BEST.get(role, ())
    ]
    if near:
        return near[0]
    pools: list[list[Draft]] = [
        [one for one in fit if one.role == part] for part in ("other", "control", "moderator")
    ]
    for part in ("treatment", "outcome", "mediator"):
        members = [one for one in fit if one.role == part]
        pools.append(members[1:] if part != role else [])
    pools.append([one for one in fit if one.role == "base"])
    found = next((pool for pool in pools if pool), list(drafts))
    return found[-1] if role == "outcome" else found[0]


def _settled(drafts: list[Draft], shape: Shape) -> tuple[list[Draft], Kept]:
    """Leave out indicators, units or end years until the indices are complete."""
    indicators = {one.name: one for one in drafts if one.role in ("treatment", "outcome")}
    values = {name: one.cells for name, one in indicators.items()}
    kept = settle(values, {name: one.role for name, one in indicators.items()}, FEWEST_UNITS)
    if kept is None:
        raise Refusal("too_thin", path=shape.table.path.name)
    gone = set(indicators) - set(kept.indicators)
    return [_left_out(one) if one.name in gone else one for one in drafts], kept


def _left_out(one: Draft) -> Draft:
    index = "解释变量" if one.role == "treatment" else "被解释变量"
    told = (
        f"would be an indicator of the {one.role} ({one.slot}), but cells are missing and an index needs all",
        f"本可作为{index}指数（{one.slot}）的指标，但有缺失，而指数不能有缺失",
    )
    return replace(one, role="other").doubted(told)


def _in_logs(drafts: Sequence[Draft]) -> list[Draft]:
    """GDP per head that the file gives itself enters as a logarithm, unless it is one already."""
    found: list[Draft] = []
    names = {one.name for one in drafts}
    for one in drafts:
        levels = one.role == "control" and one.slot == "gdp_pc" and one.cells.min() > LARGEST_LOG
        found += [replace(one, role="other")] if levels else [one]
        found += [logged(one, distinct("ln_gdp_pc", names), one.label)] if levels else []
    return found


def _controls(drafts: list[Draft], bases: Bases) -> list[Draft]:
    """Build ln GDP per head, ln population and urbanisation out of the bases, with what they are made of.

    A base that had to stand in for another part is no control too: both would hold the same numbers.
    """
    made: list[Draft] = []
    gdp, people, urban = (bases.get(what) for what in ("gdp", "population", "urban_population"))
    base = {one.slot: one for one in drafts if one.role == "base"}
    taken = {one.slot for one in drafts if one.role == "control"}
    names = {one.name for one in drafts}
    if gdp and people and "gdp" in base and "gdp_pc" not in taken:
        raw = draft(
            replace(gdp, entry=_entry_of_total(gdp)),
            distinct("gdp_per_head", names),
            bases.series["gdp"],
            bases,
        )
        raw = replace(raw, label=("GDP per head", "人均地区生产总值"), slot="gdp_pc", doubts=())
        made += [raw, logged(raw, distinct("ln_gdp_pc", names), raw.label)]
    elif gdp and "gdp_pc" not in taken and "gdp" in base:
        made.append(
            replace(logged(base["gdp"], distinct("ln_gdp", names), ("GDP", "地区生产总值")), slot="gdp_pc")
        )
    if people and "population" in base:
        made.append(logged(base["population"], distinct("ln_population", names), ("population", "人口")))
    if urban and people and "urban_population" in base and "urban" not in taken:
        made.append(_urban(urban, people, bases, distinct("urbanisation", names)))
    return made


def _entry_of_total(column: Column) -> Entry:
    """GDP read as something to be divided by population."""
    assert column.entry is not None
    return replace(column.entry, per="population")


def _urban(urban: Column, people: Column, bases: Bases, name: str) -> Draft:
    scale = 100 * urban.measure.size / people.measure.size
    return Draft(
        name,
        urban,
        ("Urbanisation", "城镇化率"),
        "%",
        "ratio",
        (bases.series["urban_population"], bases.series["population"]),
        urban.cells / people.cells * scale,
        "control",
        "urban",
        options={"scale": float(f"{scale:.6g}")},
    )


def _thinned(everything: list[Draft], kept: Kept) -> list[Draft]:
    """Few controls, each with something of its own beyond the others; the rest is described only."""
    rank = {slot: place for place, slot in enumerate(CONTROLS)}
    asked = sorted(
        (one for one in everything if one.role == "control"), key=lambda one: rank.get(one.slot, len(rank))
    )
    chosen: list[Draft] = []
    for one in asked:
        if len(chosen) < MOST_CONTROLS and _adds(one, chosen, kept):
            chosen.append(one)
    others = [
        replace(one, role="other") if one.role == "control" and one not in chosen else one
        for one in everything
    ]
    spare = [one for one in others if one.role == "other"][MOST_OTHERS:]
    return [one for one in others if not any(one is left for left in spare)]


def _adds(one: Draft, chosen: Sequence[Draft], kept: Kept) -> bool:
    """Whether a control is full enough, varies beyond the effects and is no sum of those chosen."""
    sample = pd.DataFrame({str(at): each.cells for at, each in enumerate([*chosen, one])}).loc[
        list(kept.units)
    ]
    last = sample.iloc[:, -1]
    if last.notna().mean() < ENOUGH or not varies(last):
        return False
    rows = sample.dropna()
    inside = np.column_stack([within(rows[name]) for name in rows])
    scaled = inside / np.where(inside.std(axis=0) > 0, inside.std(axis=0), 1)
    return (
        len(rows) > 3 * len(sample.columns)
        and np.linalg.matrix_rank(scaled, tol=1e-4 * len(rows) ** 0.5) == scaled.shape[1]
    )


def _used(series: Mapping[str, Column], drafts: Iterable[Draft]) -> dict[str, Column]:
    """The series that some variable is made of."""
    wanted = {name for one in drafts for name in one.of}
    return {name: column for name, column in series.items() if name in wanted}
