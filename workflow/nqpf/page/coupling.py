"""What the tables and the figure of coupling coordination share: grades, definition, how to read D."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.dynamics.coupling import GRADES
from nqpf.page.numbers import fixed, whole
from nqpf.page.table import Text
from nqpf.page.words import both
from nqpf.specs.base import Label

Facts = Mapping[str, Any]
_HALF = 0.5


def kept(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows as read from the file or as computed, with groups as text."""
    return rows.astype({"group": str})


def occurring(rows: pd.DataFrame) -> list[int]:
    """Grades that occur in some unit and year."""
    return sorted(int(one) for one in rows.loc[rows["part"] == "grade", "grade"].unique())


def grade_label(number: int) -> Label:
    """Name a grade with its number."""
    label = GRADES[number - 1]
    return both(f"{number} {label.en}", f"{number} {label.zh}")


def grade_names() -> Label:
    """List all grades with their bounds."""
    step = 1 / len(GRADES)
    ends = [(fixed(k * step, 1), fixed((k + 1) * step, 1)) for k in range(len(GRADES))]
    en = "; ".join(f"{k + 1} {one.en} ({low}, {high}]" for k, (one, (low, high)) in _numbered(ends))
    zh = "；".join(f"{k + 1} {one.zh} ({low}, {high}]" for k, (one, (low, high)) in _numbered(ends))
    return both(f"Grades of D (Liao 1999): {en}.", f"D 的等级（廖重斌，1999）：{zh}。")


def _numbered(ends: list[tuple[str, str]]) -> list[tuple[int, tuple[Label, tuple[str, str]]]]:
    return list(enumerate(zip(GRADES, ends, strict=True)))


def about(facts: Facts) -> list[Text]:
    """Say what U1, U2 and D are."""
    w, rest = fixed(facts["weight"], 2), fixed(1 - facts["weight"], 2)
    first, last = facts["years"]
    equal = facts["weight"] == _HALF
    power = " = (U1 U2)^(1/4)" if equal else ""
    years = f"{first}\N{EN DASH}{last}"
    return [
        both(
            f"U1: {facts['first']['en']}; U2: {facts['second']['en']}; {whole(facts['units'])} units, "
            f"{years}. "
            f"C = 2 \N{SQUARE ROOT}(U1 U2) / (U1 + U2), T = {w} U1 + {rest} U2, D = \N{SQUARE ROOT}(C T)"
            f"{power} (Liao 1999; corrected form: Wang et al. 2021).",
            f"U1：{facts['first']['zh']}；U2：{facts['second']['zh']}；{whole(facts['units'])} 个单位，"
            f"{years} 年。"
            f"C = 2 \N{SQUARE ROOT}(U1 U2) / (U1 + U2)，T = {w} U1 + {rest} U2，D = \N{SQUARE ROOT}(C "
            f"T){power}"
            "（廖重斌，1999；修正形式见王淑佳等，2021）。",
        )
    ]


def honest(facts: Facts) -> list[Text]:
    """Say what D can and cannot tell, with the numbers of this study."""
    mean, change = facts["mean"], facts["change"]
    (first, last), draw = facts["years"], "placebo_mean"
    numbers = {key: (fixed(mean[key], 3), fixed(change[key], 3)) for key in ("d", draw)}
    (level, rise), (random, random_rise) = numbers["d"], numbers[draw]
    return [
        both(
            "D is described here and never regressed. It rises wherever both indices rise, related or not: "
            "its "
            f"mean over all units and years is {level}, under random pairing {random}; from {first} to "
            f"{last} "
            f"the mean changes by {rise}, under random pairing by {random_rise}. What pairing alone adds "
            "is the "
            "difference.",
            "此处仅描述 D，不作为回归变量。两个指数各自上升时，无论是否相关，D 都会上升："
            f"全部单位与年份的均值为 {level}，随机配对时为 {random}；{first} 至 {last} 年均值变动 {rise}，"
            "随机配对时变动 "
            f"{random_rise}；两者之差才是配对本身的贡献。",
        )
    ]


def special(facts: Facts) -> list[Text]:
    """Say so where a score is zero or above one."""
    notes: list[Text] = []
    if facts["zeros"]:
        n = whole(facts["zeros"])
        notes.append(
            both(f"A score of zero makes D zero: unit-years {n}.", f"得分为零则 D 为零：{n} 个单位—年份。")
        )
    if facts["above_one"]:
        n = whole(facts["above_one"])
        notes.append(
            both(
                f"Scores above one, from outside the base window, are kept: unit-years {n}; a D above one "
                "has "
                "the highest grade.",
                f"基期窗口外超过 1 的得分予以保留：{n} 个单位—年份；D 超过 1 归入最高等级。",
            )
        )
    return notes
