"""Lines of Chinese and English text: no line too broad, none that begins or ends with the wrong mark."""

import itertools
import re
import textwrap

import pytest

from nqpf.page.wrapping import CLOSING, OPENING, breadth, is_chinese, longest_piece, wrap

NOTE = (
    "第二层：仅在序贯可忽略性假设下成立（Imai、Keele 和 Yamamoto 2010）。线段：95% 置信区间；"
    "百分位区间与 BCa 区间来自 1,000 次整体抽取单位的自助法；“约定”如此。"
)
WIDTHS = range(8, 120)
LONGEST = 10  # letters of the longest piece of NOTE: "（Imai、" and "Yamamoto" count eight to ten


def without_spaces(text):
    return re.sub(r"\s", "", text)


def test_a_chinese_letter_counts_two():
    assert breadth("秩 rank") == 7
    assert breadth("，") == 2
    assert is_chinese("秩 rank")
    assert not is_chinese("rank ρ₀ é")


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_lost_and_marks_stand_where_they_may(width):
    lines = wrap(NOTE, width)
    assert without_spaces("".join(lines)) == without_spaces(NOTE)
    assert not [line for line in lines if line[0] in CLOSING or line[-1] in OPENING]


@pytest.mark.parametrize("width", [w for w in WIDTHS if w > LONGEST])
def test_no_line_is_too_broad_and_none_is_needlessly_short(width):
    lines = wrap(NOTE, width)
    assert max(map(breadth, lines)) <= width
    for line, following in itertools.pairwise(lines):
        assert breadth(line) + LONGEST + 3 > width, (line, following)


def test_a_line_does_not_begin_with_a_comma():
    assert wrap("一二三四，五六", 8) == ["一二三", "四，五六"]
    assert wrap("一二（三四）五", 6) == ["一二", "（三", "四）五"]


def test_words_stay_whole_and_numbers_keep_their_sign():
    assert wrap("共有 Monte Carlo 抽样", 11) == ["共有 Monte", "Carlo 抽样"]
    assert wrap("置信区间为 95%，聚类", 14) == ["置信区间为", "95%，聚类"]


def test_english_breaks_where_textwrap_breaks_it():
    text = "Dot: estimate; line: 95% interval; Holm p over the observed channels."
    for width in (20, 33, 60, 200):
        assert wrap(text, width) == textwrap.wrap(text, width, break_on_hyphens=False)


def test_a_word_longer_than_a_line_is_cut():
    assert wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"]


def test_nothing_gives_no_line():
    assert wrap("", 20) == wrap("  ", 20) == []


@pytest.mark.parametrize(
    ("text", "longest"),
    [
        ("not observed", 8),
        ("−14.2%", 6),
        ("", 0),
        ("单位数", 6),
        ("调节变量每增一单位", 8),
        ("Dumitrescu 检验", 10),
    ],
)
def test_the_longest_word_is_what_a_column_must_hold(text, longest):
    assert longest_piece(text) == longest
