"""CSV: the tidy numbers at full precision, safe to open in a spreadsheet."""

from nqpf.page.table import Language, Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(table: Table, language: Language = "en") -> str:  # noqa: ARG001 - columns bear names, not words
    """Write the tidy frame; a simulated study's rows say so, since a CSV has no title."""
    tidy = table.tidy.assign(data="SIMULATED") if table.simulated else table.tidy
    text: str = tidy.map(_harmless).rename(columns=_harmless).to_csv(index=False, lineterminator="\n")
    return text


def _harmless(value: object) -> object:
    """Put an apostrophe before text that a spreadsheet would run as a formula (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
