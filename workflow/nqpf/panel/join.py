"""Names join through the crosswalk, or the build stops. No fuzzy match, nothing dropped unseen."""

import pandas as pd

from nqpf.errors import DataError
from nqpf.panel.nearest import nearest
from nqpf.panel.numbers import by_value, texts
from nqpf.panel.roster import Crosswalk, key

SHOWN = 5


def join(rows: pd.DataFrame, names: Crosswalk, file: str, column: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give each long row its unit.

    rows: as from `to_long`. column: the header above the names.
    Returns the rows of the study's units with a column unit, and the names outside the study with
    columns name, rows (of the file), reason.
    Raises DataError (file, row, name, nearest names) for a name that nothing explains.
    """
    found = texts(rows["name"])
    units = by_value(found, lambda name: names.known.get(key(name)))
    reasons = by_value(found, lambda name: names.outside.get(key(name)))
    named = rows.assign(name=found, unit=units, reason=reasons)
    _refuse_unknown(named[units.isna() & reasons.isna()], names, file, column)
    left = named[reasons.notna()]
    unjoined = left.groupby(["name", "reason"])["row"].nunique().rename("rows").reset_index()
    return named[units.notna()].drop(columns="reason"), unjoined[["name", "rows", "reason"]]


def _refuse_unknown(unknown: pd.DataFrame, names: Crosswalk, file: str, column: str) -> None:
    if unknown.empty:
        return
    first, *others = unknown.drop_duplicates("name").sort_values("row").to_dict("records")
    place = f"{file}, row {first['row']}, column '{column}'"
    if not first["name"]:
        raise DataError(
            f"{place}: the unit's name is empty; if the row is a note, leave it out by skip_footer."
        )
    shown = ", ".join(f"row {other['row']} '{other['name']}'" for other in others[:SHOWN])
    more = f" (and {len(others)} more names: {shown})" if others else ""
    raise DataError(
        f"{place}: '{first['name']}' is no name of a unit{more}; {nearest(key(first['name']), names.known)}; "
        "add it to the unit's aliases or to not_units in units.yaml."
    )
