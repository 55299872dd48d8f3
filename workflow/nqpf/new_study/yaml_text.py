"""YAML written by hand, so that it can carry comments; every text of the user's is quoted."""

import json
import re
from collections.abc import Iterable, Mapping

UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]+")
LONE = re.compile("[\ud800-\udfff]")
WIDTH = 200


def quoted(text: str) -> str:
    """A text as a double-quoted YAML scalar, which means the same whatever signs it holds."""
    whole = json.dumps(LONE.sub("\ufffd", text), ensure_ascii=False)
    return UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", whole)


def number(value: float) -> str:
    """A number without needless digits."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def listed(names: Iterable[str]) -> str:
    """A list of plain names."""
    return f"[{', '.join(names)}]"


def label(both: tuple[str, str]) -> str:
    """A label in both languages."""
    return f"{{en: {quoted(both[0])}, zh: {quoted(both[1])}}}"


def shown(text: str) -> str:
    """A text of the user's for one line of a comment or of the terminal: no line breaks, no control signs."""
    return CONTROL.sub(" ", LONE.sub("\ufffd", text)).strip()


def comment(text: str, indent: int = 0) -> str:
    """One line of comment."""
    return f"{' ' * indent}# {shown(text)}\n"


def decide(text: str, indent: int = 0) -> str:
    """One line that the user must settle."""
    return comment(f"DECIDE: {text}", indent)


def mapping(pairs: Mapping[str, str], indent: int = 0) -> str:
    """Lines `key: value`; values are YAML already."""
    return "".join(f"{' ' * indent}{key}: {value}\n" for key, value in pairs.items())
