"""Lines of a given breadth, in English and in Chinese.

Chinese text has no spaces to break at: a line may end after any letter, but must not begin with a
closing mark (，。、；：) or end with an opening one (the rules that typesetters call kinsoku; W3C,
"Requirements for Chinese Text Layout", 2023, section 3.1). A Chinese letter is as broad as two Latin ones.
"""

import re
from collections.abc import Iterator

OPENING = "（《〈「『【〔“‘"
CLOSING = "，。、；：？！）》〉」』】〕”’％…·～"
_CHINESE = "\u2e80-\u9fff\uff00-\uffef"
_SIGN = re.compile(f"[{_CHINESE}]")
# A piece that no line may part: a Chinese letter, or a run of others, with the marks that cling to it.
_PIECE = re.compile(
    rf"\s*[{OPENING}]*(?:[^\s{_CHINESE}{OPENING}{CLOSING}]+|[{_CHINESE}]|[{OPENING}{CLOSING}])[{CLOSING}]*"
)

_TOGETHER = 8  # breadth of four Chinese letters


def is_chinese(text: str) -> bool:
    """Say whether a text has Chinese letters or marks."""
    return bool(_SIGN.search(text))


def breadth(text: str) -> int:
    """Count letters, a Chinese one as two."""
    return len(text) + len(_SIGN.findall(text))


def longest_piece(text: str) -> int:
    """The breadth of the longest word; Chinese may be parted, but up to four letters stay together."""
    if is_chinese(text):
        return min(breadth(text), max(_TOGETHER, *map(breadth, _PIECE.findall(text))))
    return max(map(breadth, text.split(" ")))


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` Latin letters, a Chinese letter counting two.

    Words stay whole; one that is longer than a line is cut. Spaces at the ends of lines are dropped.
    """
    lines = [""]
    for piece in _pieces(text, width):
        if breadth((lines[-1] + piece).strip()) <= width or not lines[-1].strip():
            lines[-1] += piece
        else:
            lines.append(piece)
    return [line.strip() for line in lines if line.strip()]


def _pieces(text: str, width: int) -> Iterator[str]:
    """Give what may stand in a line by itself, with the space before it."""
    for piece in _PIECE.findall(" ".join(text.split())):
        if breadth(piece.strip()) <= width or is_chinese(piece):
            yield piece
        else:
            yield from (piece[start : start + width] for start in range(0, len(piece), width))
