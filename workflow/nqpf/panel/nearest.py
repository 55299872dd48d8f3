"""Say which names come near a wrong one. A suggestion for the reader; never used to join."""

import difflib
from collections.abc import Iterable

ALIKE = 0.5  # two-character Chinese names that differ in one character are alike to this degree
SHOWN = 12  # names in a sentence; more of them nobody reads


def nearest(wrong: str, choices: Iterable[str]) -> str:
    """Name up to three choices like the wrong name, or else the first of all."""
    allowed = sorted(set(choices))
    within = [name for name in allowed if len(name) > 1 and (name in wrong or wrong in name)] if wrong else []
    near = [*within, *difflib.get_close_matches(wrong, allowed, n=3, cutoff=ALIKE)]
    if near:
        return f"nearest: {', '.join(list(dict.fromkeys(near))[:3])}"
    rest = ", ..." if len(allowed) > SHOWN else ""
    return f"there are: {', '.join(allowed[:SHOWN]) or 'none'}{rest}"
