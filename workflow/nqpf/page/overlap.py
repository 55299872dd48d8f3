"""What the overlap audit says about an estimate, in rows and notes for tables and in words for the ledger."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from nqpf.page.numbers import brackets, interval, number, present, probability
from nqpf.page.table import Row, Text, row, stub_row
from nqpf.page.words import both, indented, word
from nqpf.specs.base import Label

Audited = Mapping[str, Any]

LEFT_OUT = both("Leave-overlap-out estimate", "剔除重叠后的估计")
BAND = both("Mechanical placebo band", "机械安慰剂区间")
HOLDS = both("band holds the estimate", "区间含估计值")
_NOTES = (
    (re.compile(r"(?P<index>\S+) without (?P<dropped>.+)"), "{index} 剔除 {dropped}"),
    (
        re.compile(r"not computable: (?P<names>.+) are single variables, there is no index to rebuild"),
        "无法计算：{names} 均为单一变量，没有可重建的指数",
    ),
    (
        re.compile(r"not computable: every indicator of (?P<names>.+) carries a shared series"),
        "无法计算：{names} 的每个指标都含共用序列",
    ),
)
"""What `nqpf.audit` says of a rebuilt side -> its Chinese."""
KEPT = ("leave_out", "leave_out_se", "leave_out_p", "placebo_low", "placebo_high", "placebo_draws", "covers")


def audited(placebo: pd.DataFrame | None, model: str, path: str = "") -> list[Audited]:
    """The lines of checks/placebo.csv about one regression: a model, or a path of a mechanism."""
    if placebo is None or placebo.empty:
        return []
    words = ["path", "note", "covers", "rebuilt"]
    texts = placebo[words].astype(object).where(placebo[words].notna(), "")
    lines: list[Audited] = placebo.assign(**texts).to_dict("records")  # type: ignore[assignment]
    return [line for line in lines if (line["model"], line["path"]) == (model, path)]


def column_rows(lines: Sequence[Audited | None]) -> list[Row]:
    """Rows under columns of regressions: leave-overlap-out estimate, its error and p, the placebo band."""
    if not any(lines):
        return []
    got = [line or {} for line in lines]
    return [
        stub_row(LEFT_OUT, [number(line.get("leave_out")) for line in got]),
        stub_row("", [brackets(line.get("leave_out_se")) for line in got]),
        stub_row(indented("p"), [probability(line.get("leave_out_p")) for line in got]),
        stub_row(BAND, [_band(line) for line in got]),
        stub_row(indented(HOLDS), [_inside(line) for line in got]),
    ]


def beside(tidy: pd.DataFrame, lines: Mapping[tuple[str, str], Audited | None]) -> pd.DataFrame:
    """Add the audit to tidy estimates; lines: (model, term) -> audit. Unchanged where there is none."""
    if not any(lines.values()):
        return tidy
    pairs = zip(tidy["model"], tidy["term"], strict=True)
    found = [lines.get(pair) or {} for pair in pairs]
    added = {key: pd.Series([line.get(key) for line in found], index=tidy.index) for key in KEPT}
    return tidy.assign(**added)


def channel_rows(a: Audited | None, b: Audited | None, width: int, place: int) -> list[Row]:
    """Rows under one channel: the audit of path a in the first number column, of path b at its place.

    width: columns of the table, the stub included; place: the column of b, the stub being column 0.
    """
    if not a and not b:
        return []
    first, second = a or {}, b or {}

    def line(stub: Text, of_a: Text, of_b: Text) -> Row:
        return row(stub, of_a, *[""] * (place - 2), of_b, *[""] * (width - place - 1))

    return [
        line(indented(LEFT_OUT), number(first.get("leave_out")), number(second.get("leave_out"))),
        line("", brackets(first.get("leave_out_se")), brackets(second.get("leave_out_se"))),
        line(indented(BAND), _band(first), _band(second)),
        line(indented(HOLDS), _inside(first), _inside(second)),
    ]


def _band(line: Audited) -> str:
    """The band; "-" for an overlap without one."""
    return interval(line.get("placebo_low"), line.get("placebo_high")) or ("-" if line else "")


def _inside(line: Audited) -> Text:
    return word(str(line["covers"])) if line.get("covers") else ""


def notes(lines: Iterable[Audited]) -> list[Text]:
    """One sentence on how to read the rows, then one per overlap."""
    named = list(lines)
    if not named:
        return []
    return [_reading(named), *dict.fromkeys(_about(line) for line in named)]


def _reading(lines: Sequence[Audited]) -> Text:
    draws = max(int(line["placebo_draws"]) for line in lines)
    return both(
        "Leave-overlap-out: the index built without the indicators that carry a shared series, the same "
        "regression. Mechanical placebo band: 2.5% and 97.5% points of the coefficients "
        f"when all other indicators of that index are independent look-alikes ({draws} draws); an estimate "
        "inside it is what the overlap alone can produce.",
        "剔除重叠：去掉含共用序列的指标后重建指数，回归不变。机械安慰剂区间：该指数其余指标代之以独立且同持续性的序列时"
        f"系数的 2.5% 与 97.5% 分位（{draws} 次）；落在其中的估计仅凭重叠即可产生。",
    )


def _about(line: Audited) -> Label:
    first, second, shared, note = line["first"], line["second"], line["shared"], note_of(line)
    return both(
        f"Overlap, {first} and {second} ({shared}): {note.en}.",
        f"重叠：{first} 与 {second}（{shared}）：{note.zh}。",
    )


def note_of(line: Audited) -> Label:
    """The audit's note, which its file holds in English, in both languages: what was rebuilt, or why not."""
    said = str(line["note"])
    found = ((pattern.fullmatch(said), zh) for pattern, zh in _NOTES)
    told = (zh.format(**match.groupdict()) for match, zh in found if match)
    return both(said, re.sub(r" and (of )?", " 与 ", next(told, said)))


def in_words(line: Audited) -> Label:
    """The audit of one estimate for the ledger: band, leave-overlap-out estimate, or why there is none."""
    first, second, shared, note = line["first"], line["second"], line["shared"], note_of(line)
    en = f"declared overlap of {first} and {second} ({shared})"
    zh = f"{first} 与 {second} 已声明的重叠（{shared}）"
    if not has_band(line):
        return both(f"{en}: {note.en}", f"{zh}：{note.zh}")
    where = both("inside", "之内") if line["covers"] == "yes" else both("outside", "之外")
    band = interval(line["placebo_low"], line["placebo_high"])
    left = f"{number(line['leave_out'])} {brackets(line['leave_out_se'])}"
    return both(
        f"{en}: estimate {where.en} the placebo band {band}; leave-overlap-out {left}",
        f"{zh}：估计值在安慰剂区间 {band} {where.zh}；剔除重叠后为 {left}",
    )


def has_band(line: Audited) -> bool:
    """Say whether a placebo band could be computed."""
    return present(line.get("placebo_low"))
