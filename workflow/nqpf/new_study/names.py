"""Names of series, variables and groups: ASCII words that YAML, CSV and formulas take without quotes."""

import re
from collections.abc import Collection

from nqpf.new_study.columns import Column
from nqpf.new_study.vocabulary import GROUPS, simple, words

RESERVED = words(
    "unit,year,all,score,nqpf,nqpf_equal,innovation,innovation_equal,channels,claim,effect,name,model,term,"
    "mediator,indicator,series,variable,true,false,null,none,yes,no,on,off,y,n,nan,inf,file,study,source"
)
LONGEST = 40
STUDY = re.compile(r"[a-z][a-z0-9_]{0,39}")


def slug(text: str) -> str:
    """ASCII words joined by _; "" where a header has none."""
    if not text.isascii():
        return ""
    joined = re.sub(r"[^a-z0-9]+", "_", simple(text).replace("r&d", "rd")).strip("_")[:LONGEST].strip("_")
    return joined if re.search(r"[a-z]", joined) else ""


def identifier(column: Column) -> str:
    """Name a column: by its English header, by what it was recognised as, or by its place in the file."""
    known = column.entry.key if column.entry else ""
    name = slug(column.name) or known or f"column_{column.place + 1}"
    name = f"v_{name}" if not name[0].isalpha() else name
    return f"{name}_value" if name in RESERVED or name.startswith("label_") else name


def distinct(name: str, taken: Collection[str]) -> str:
    """Add _2, _3 ... to a name that is taken."""
    number, fresh = 1, name
    while fresh in taken:
        number += 1
        fresh = f"{name}_{number}"
    return fresh


def group_name(header: str, taken: Collection[str]) -> str:
    """Name a group of units: region, province, or by its header."""
    low = simple(header)
    known = next((name for name, listed in GROUPS.items() if low in words(listed)), None)
    name = known or slug(header) or "group"
    return distinct(f"{name}_group" if name in RESERVED else name, taken)
