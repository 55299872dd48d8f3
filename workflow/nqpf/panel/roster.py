"""Who is in the study, and every name that stands for them: the explicit crosswalk."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from nqpf.errors import DataError, SpecError
from nqpf.panel.long import cells, without_blank_rows
from nqpf.panel.nearest import nearest
from nqpf.panel.numbers import texts
from nqpf.specs.study import Study
from nqpf.specs.units import Roster, Units

LISTED = "listed under not_units"
LEFT_OUT = "a unit of the roster that not_units leaves out"


@dataclass(frozen=True)
class Crosswalk:
    """The units of a study and the names they bear.

    units: sorted by unit; columns unit, label_en, label_zh and one per group ("" where none is given).
    known: key of a name -> unit. outside: key of a name that is no unit of the study -> reason.
    """

    units: pd.DataFrame
    known: Mapping[str, str]
    outside: Mapping[str, str]


def key(name: str) -> str:
    """Reduce a name to what joins: full-width forms made plain, white space and invisible signs gone."""
    plain = unicodedata.normalize("NFKC", name)
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Cf")


def crosswalk(study: Study, tables: Mapping[str, pd.DataFrame]) -> Crosswalk:
    """Bring roster, units spelled out and not_units together.

    tables: source name -> frame of cells as found.
    Raises SpecError or DataError when a name stands for two units, a unit spelled out is not in the
    roster, or a name is a unit and none.
    """
    where, units = f"studies/{study.name}/units.yaml", study.units
    listed = _listed(study, tables)
    names = _names(units, listed, where)
    outside, dropped = _outside(units, names, where)
    kept = {k: unit for k, unit in names.items() if unit not in dropped}
    if not kept:
        raise SpecError(f"{where}: not_units leaves no unit in the study; shorten it.")
    return Crosswalk(_units(units, listed, sorted(set(kept.values()))), kept, outside)


def _listed(study: Study, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Read the roster: unit, alias:<column>, group:<name>, label:<language>; index = row of the file."""
    roster = study.units.roster
    if roster is None:
        return pd.DataFrame({"unit": pd.Series(dtype="str")})
    file = study.sources.sources[roster.source].file
    if roster.source not in tables:
        raise SpecError(f"{file}: the roster's source has no key 'read'; say how it is read.")
    frame = without_blank_rows(tables[roster.source])
    listed = pd.DataFrame({name: texts(cells(frame, column, file)) for name, column in _columns(roster)})
    if (listed["unit"] == "").any():
        row = listed.index[listed["unit"] == ""][0]
        raise DataError(f"{file}, row {row}, column '{roster.unit}': the roster has no name here; give one.")
    _refuse_contradictions(listed, file)
    return listed


def _columns(roster: Roster) -> Iterator[tuple[str, str]]:
    yield "unit", roster.unit
    yield from ((f"alias:{column}", column) for column in roster.aliases)
    yield from ((f"group:{group}", column) for group, column in roster.groups.items())
    yield from ((f"label:{language}", column) for language, column in roster.labels.items())


def _refuse_contradictions(listed: pd.DataFrame, file: str) -> None:
    """Let a unit fill several rows (one per alias, one per year) if they agree on its groups."""
    for trait in (c for c in listed.columns if c.startswith(("group:", "label:"))):
        pairs = listed.loc[listed[trait] != "", ["unit", trait]].drop_duplicates()
        again = pairs[pairs.duplicated("unit")]
        if len(again):
            unit, second = again["unit"].iloc[0], again[trait].iloc[0]
            first = pairs.loc[pairs["unit"] == unit, trait].iloc[0]
            rows = f"rows {pairs.index[pairs['unit'] == unit][0]} and {again.index[0]}"
            raise DataError(f"{file}, {rows}: '{unit}' has the {trait} '{first}' and '{second}'; keep one.")


def _names(units: Units, listed: pd.DataFrame, where: str) -> dict[str, str]:
    """Map the key of every name to its unit."""
    names: dict[str, str] = {}
    for unit, name in _pairs(units, listed, where):
        other = names.setdefault(key(name), unit)
        if other != unit:
            raise SpecError(f"{where}: the name '{name}' stands for '{other}' and for '{unit}'; keep one.")
    return names


def _pairs(units: Units, listed: pd.DataFrame, where: str) -> Iterator[tuple[str, str]]:
    """Every unit with each of its names, canonical names first so that an alias cannot take one."""
    canonical = {key(name): name for name in dict.fromkeys(listed["unit"])}
    spelled = {name: canonical.get(key(name), name) for name in units.units}
    unknown = [name for name, unit in spelled.items() if units.roster and key(unit) not in canonical]
    if unknown:
        raise SpecError(
            f"{where}: '{unknown[0]}' is not in the roster; {nearest(unknown[0], canonical.values())}."
        )
    yield from ((unit, unit) for unit in [*listed["unit"], *spelled.values()])
    for column in (c for c in listed.columns if c.startswith("alias:")):
        pairs = listed.loc[listed[column] != "", ["unit", column]].drop_duplicates()
        yield from pairs.itertuples(index=False, name=None)
    yield from ((spelled[name], alias) for name, unit in units.units.items() for alias in unit.aliases)


def _outside(units: Units, names: Mapping[str, str], where: str) -> tuple[dict[str, str], set[str]]:
    """Names outside the study with the reason, and the roster's units that are left out."""
    spelled = {names[key(name)] for name in units.units}
    outside, dropped = {}, set()
    for name in units.not_units:
        unit = names.get(key(name))
        if unit is not None and (unit in spelled or key(unit) != key(name)):
            raise SpecError(f"{where}: '{name}' stands under not_units and for the unit '{unit}'; keep one.")
        outside[key(name)] = LISTED
        dropped |= {unit} if unit is not None else set()
    outside |= {k: LEFT_OUT for k, unit in names.items() if unit in dropped}
    return outside, dropped


def _units(units: Units, listed: pd.DataFrame, kept: list[str]) -> pd.DataFrame:
    """Tabulate the units: labels and groups of the roster, overruled by units spelled out."""
    spelled = {key(name): unit for name, unit in units.units.items()}
    groups = dict.fromkeys([c[6:] for c in listed.columns if c.startswith("group:")])
    groups |= dict.fromkeys(group for unit in units.units.values() for group in unit.groups)
    traits = listed.mask(listed == "").groupby("unit").first()
    rows = []
    for name in kept:
        own = spelled.get(key(name))
        row = {"unit": name}
        for language in ("en", "zh"):
            given = getattr(own.label, language) if own and own.label else None
            row[f"label_{language}"] = given or _trait(traits, name, f"label:{language}") or name
        for group in groups:
            given = own.groups.get(group) if own else None
            row[group] = given or _trait(traits, name, f"group:{group}")
        rows.append(row)
    return pd.DataFrame(rows, dtype="str")


def _trait(traits: pd.DataFrame, unit: str, column: str) -> str:
    found = traits[column].get(unit) if column in traits.columns else None
    return found if isinstance(found, str) else ""
