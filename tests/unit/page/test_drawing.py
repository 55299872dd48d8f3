"""The head of a figure."""

import pytest

from nqpf.page import drawing
from nqpf.page.words import both

LONG = both("A title of so many words that it needs a second line above a figure of one column", "长标题")


def lines(language):
    """Weight by line of the title of a narrow figure."""
    with drawing.style():
        figure = drawing.dress(
            drawing.canvas(2.0, drawing.SINGLE),
            LONG,
            both("A note.", "注。"),
            simulated=False,
            language=language,
        )
    return [(text.get_text(), text.get_weight()) for text in figure.texts[:-1]]


def test_every_line_of_a_title_is_bold_and_its_chinese_line_is_not():
    if drawing.chinese_family() is None:
        pytest.skip("no font with Chinese letters")
    *own, (last, weight) = lines("en")
    assert len(own) > 1
    assert {weight for _, weight in own} == {"bold"}
    assert (last, weight) == ("长标题", "normal")


def test_a_chinese_title_is_bold():
    if drawing.chinese_family() is None:
        pytest.skip("no font with Chinese letters")
    assert lines("zh") == [("长标题", "bold")]
