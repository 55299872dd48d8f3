"""Units of measurement, read from headers such as 地区生产总值(亿元) or GDP (100 million yuan)."""

import re
import unicodedata
from dataclasses import dataclass

BRACKETS = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]\s*$")
AFTER_MARK = re.compile(
    r"[/_:\s]\s*((?:百|千|万|亿|十万|百万|千万|百亿|千亿)*(?:元|美元|人|吨|件|户|台|个|项|篇|家))$"
)
ZH_SCALES = {"千亿": 1e11, "百亿": 1e10, "千万": 1e7, "百万": 1e6, "十万": 1e5}
ZH_SCALES |= {"亿": 1e8, "万": 1e4, "千": 1e3, "百": 1e2}
EN_SCALES = {"billion": 1e9, "bn": 1e9, "million": 1e6, "mn": 1e6, "thousand": 1e3, "k": 1e3}
MONEY = ("美元", "元", "人民币", "yuan", "rmb", "cny", "usd", "dollar", "eur")
PEOPLE = ("人次", "人", "person", "people", "inhabitant", "head", "residents")
RELATIVE = re.compile(
    r"%|‰|per cent|percent|\bper\b|指数|index|/|比|ratio|倍|points?\b|score|分$", re.IGNORECASE
)
NUMBER = re.compile(r"^\s*(\d+(?:[ ,]\d{3})*(?:\.\d+)?)\s*(.*)$")


@dataclass(frozen=True)
class Measure:
    """A unit of measurement: its text, what it counts (money, people, things, relative, unknown), size."""

    text: str
    counts: str
    size: float

    @property
    def relative(self) -> bool:
        """Whether it is a share, an index or per something already."""
        return self.counts == "relative"


def plain(header: str) -> str:
    """Full-width forms made plain, blanks and line breaks run together."""
    return " ".join(unicodedata.normalize("NFKC", header).split())


def split(header: str) -> tuple[str, Measure]:
    """Split a header into the name and its unit of measurement; an unknown unit has the text ""."""
    written = plain(header)
    for pattern in (BRACKETS, AFTER_MARK):
        found = pattern.search(written)
        if found and found.start() > 0:
            return written[: found.start()].strip(" _/:"), measure(found[1].strip())
    return written, Measure("", "relative" if "%" in written or "‰" in written else "unknown", 1.0)


def measure(text: str) -> Measure:
    """Read a unit of measurement: 亿元 is money, 1e8; 10,000 persons are people, 1e4."""
    size, rest = _size(text.lower())
    if not text:
        return Measure("", "unknown", 1.0)
    if RELATIVE.search(text):
        return Measure(text, "relative", 1.0)
    for counts, words in (("money", MONEY), ("people", PEOPLE)):
        if any(word in rest for word in words):
            return Measure(text, counts, size)
    return Measure(text, "things", size)


def _size(text: str) -> tuple[float, str]:
    number = NUMBER.match(text)
    size = float(re.sub(r"[ ,]", "", number[1])) if number else 1.0
    rest = number[2] if number else text
    chinese = next((word for word in ZH_SCALES if rest.startswith(word)), None)
    if chinese:
        return size * ZH_SCALES[chinese], rest[len(chinese) :]
    first, _, others = rest.partition(" ")
    if first in EN_SCALES and others:
        return size * EN_SCALES[first], others
    glued = re.match(r"k (.*)", rest)
    return (size * 1e3, glued[1]) if glued else (size, rest)
