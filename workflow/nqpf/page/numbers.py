"""How numbers are printed: about three significant decimals, a true minus, thin thousands.

Rounding happens here and nowhere else; a missing number is printed as nothing.
"""

import math
from typing import TypeGuard

import pandas as pd

Number = float | int | None

MINUS = "\N{MINUS SIGN}"
THIN = "\N{NARROW NO-BREAK SPACE}"
SMALLEST = 0.0001  # below this a number is written with a power of ten
LEAST_P = 0.001


def present(value: Number) -> TypeGuard[float | int]:
    """Say whether there is a number at all."""
    return value is not None and not pd.isna(value)


def number(value: Number) -> str:
    """Print a number: 0.123, 12.35, 1 235; below 0.0001 as 4.2e-5."""
    if not present(value):
        return ""
    size = abs(float(value))
    if math.isinf(size):
        return _signed(value, "∞")
    if 0 < size < SMALLEST:
        digits, power = f"{size:.1e}".split("e")
        return _signed(value, f"{digits}e{MINUS}{abs(int(power))}")
    return fixed(value, decimals(value))


def decimals(value: float) -> int:
    """How many decimals a number of this size is printed with."""
    size = abs(float(value))
    steps = [(0.00995, 4), (9.9995, 3), (99.995, 2), (999.95, 1)]
    if size == 0:
        return 3
    return next((places for limit, places in steps if size < limit), 0)


def fixed(value: Number, places: int) -> str:
    """Print a number with this many decimals; a zero bears no sign."""
    if not present(value):
        return ""
    text = f"{abs(float(value)):,.{places}f}".replace(",", THIN)
    return text if not text.strip("0." + THIN) else _signed(value, text)


def whole(value: Number) -> str:
    """Print a count."""
    return fixed(value, 0)


def percent(value: Number) -> str:
    """Print a share as a percentage with one decimal."""
    return f"{fixed(100 * float(value), 1)}%" if present(value) else ""


def probability(value: Number) -> str:
    """Print a p value: three decimals, and <0.001 below."""
    if not present(value):
        return ""
    return "<0.001" if float(value) < LEAST_P else f"{float(value):.3f}"


def brackets(value: Number) -> str:
    """Print a standard error: (0.041)."""
    return f"({number(value)})" if present(value) else ""


def interval(low: Number, high: Number) -> str:
    """Print an interval, both ends with the decimals of the larger one: [0.100, 0.200]."""
    if not present(low) or not present(high):
        return ""
    size = max(abs(low), abs(high))
    if size < SMALLEST or math.isinf(size):
        return f"[{number(low)}, {number(high)}]"
    return f"[{fixed(low, decimals(size))}, {fixed(high, decimals(size))}]"


def _signed(value: float, text: str) -> str:
    return f"{MINUS}{text}" if float(value) < 0 else text
