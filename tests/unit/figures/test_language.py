"""The contract of languages, over every kind: a Chinese figure is Chinese and shows the same numbers."""

import re

import pandas as pd
import pytest
from unit.figures.test_figures import is_legible, texts
from unit.tables import fake_study as fake

from nqpf.page import drawing
from nqpf.page.table import SIMULATED
from nqpf.page.wrapping import CLOSING, OPENING, is_chinese
from nqpf.specs.base import Label

FEW = 3  # English words in a row that Chinese papers keep: "Monte Carlo", the name of a variable
PROPER = ("Imai", "Keele", "Yamamoto", "Dagum", "Markov", "Dhaene", "Jochmans", "Monte Carlo", "SIMULATED")
LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]+(?:[\s,.&;:()-]+[A-Za-z][A-Za-z'’-]+)*")


def english(text):
    """The runs of English in a text, proper names left out."""
    for name in PROPER:
        text = text.replace(name, "，")
    return [run for run in LATIN.findall(text) if len(re.findall(r"[A-Za-z'’-]{2,}", run)) > FEW]


def test_the_search_finds_english_and_lets_names_pass():
    assert english("圆点：dot: one estimate; line: 95% 区间") == ["dot: one estimate; line"]
    assert not english("第二层（Imai, Keele & Yamamoto 2010）：Monte Carlo、CR1 与 ln GDP")


@pytest.mark.parametrize("kind", fake.FIGURE_KINDS)
def test_a_chinese_figure_is_chinese(kind):
    figure, _ = fake.drawn(kind, language="zh")
    shown = texts(figure)
    assert not [run for text in shown for run in english(text)]
    assert any(is_chinese(text) for text in shown)
    assert any(SIMULATED.zh in text for text in shown)


@pytest.mark.parametrize("kind", fake.FIGURE_KINDS)
def test_a_chinese_figure_is_legible(kind):
    is_legible(fake.drawn(kind, language="zh")[0])


@pytest.mark.parametrize("kind", fake.FIGURE_KINDS)
def test_no_chinese_line_begins_or_ends_with_the_wrong_mark(kind):
    lines = [line.strip() for text in texts(fake.drawn(kind, language="zh")[0]) for line in text.split("\n")]
    assert not [line for line in lines if line and (line[0] in CLOSING or line[-1] in OPENING)]


@pytest.mark.parametrize("kind", fake.FIGURE_KINDS)
def test_the_language_changes_words_and_no_number(kind):
    english_figure, chinese_figure = (fake.drawn(kind, language=language)[0] for language in ("en", "zh"))
    assert _marks(english_figure) == _marks(chinese_figure)
    assert texts(english_figure) != texts(chinese_figure)


def _marks(figure):
    """What stands on the axes: points of lines and corners of patches."""
    scaled = [axes for axes in figure.axes if axes.axison]  # a diagram has no scale, and fits its words
    lines = [[line.get_xydata().tolist() for line in axes.lines] for axes in scaled]
    patches = [[patch.get_path().vertices.tolist() for patch in axes.patches] for axes in scaled]
    return pd.DataFrame({"lines": lines, "patches": patches}).to_json(double_precision=12)


@pytest.mark.parametrize("kind", fake.FIGURE_KINDS)
def test_english_is_the_default(kind):
    english_figure, data = fake.draw(kind)
    assert texts(english_figure) == texts(fake.drawn(kind, language="en")[0])
    pd.testing.assert_frame_equal(data, fake.drawn(kind, language="zh")[1])


def test_labels_in_chinese_only(monkeypatch):
    monkeypatch.setattr(drawing, "chinese_family", lambda: "Some Font")
    label = Label(en="Industrial soot and dust per unit of GDP", zh="单位GDP工业烟（粉）尘排放")
    assert drawing.bilingual(label, "zh") == drawing.stacked(label, "zh") == label.zh
    long = Label(en="x", zh="规模以上工业企业新产品销售收入占主营业务收入的比重（按当年价格计算）")
    assert drawing.stacked(long, "zh").split("\n") == [
        "规模以上工业企业新产品销售收入占主营业",
        "务收入的比重（按当年价格计算）",
    ]


def test_without_a_font_a_chinese_figure_is_drawn_in_english(monkeypatch):
    monkeypatch.setattr(drawing, "chinese_family", lambda: None)
    label = Label(en="Digital", zh="数字化")
    assert drawing.spoken("zh") == "en"
    assert drawing.bilingual(label, "zh") == drawing.stacked(label, "zh") == "Digital"


def test_the_title_stands_in_the_language_of_the_figure():
    title = Label(en="Weights", zh="权重")
    heads = {}
    for language in ("en", "zh"):
        with drawing.style():
            figure = drawing.canvas(1.0)
            notes = Label(en="Note.", zh="注。")
            drawing.dress(figure, title, notes, simulated=False, language=language)
        heads[language] = [text.get_text() for text in figure.texts]
    assert heads == {"en": ["Weights", "权重", "Note."], "zh": ["权重", "注。"]}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_broad_letters_take_more_lines_and_stay_on_the_page(language):
    broad = Label(en="WWWW MMMM " * 40, zh="ＷＷＷＷ，WWWW MMMM " * 20)
    title = Label(en="WWWW MMMM " * 8, zh="WWWW MMMM " * 8)
    with drawing.style():
        figure = drawing.canvas(1.0)
        figure.subplots()
        drawing.dress(figure, title, broad, simulated=True, language=language)
    is_legible(figure)


@pytest.mark.parametrize(
    "kind", ["convergence", "coupling", "gini", "heterogeneity", "index_by_region", "markov"]
)
def test_groups_are_named_in_the_language_of_the_reader(kind):
    english_texts, chinese_texts = (texts(fake.drawn(kind, language=one)[0]) for one in ("en", "zh"))
    assert any("东部" in text for text in chinese_texts)
    assert any("East" in text for text in english_texts)
    assert not any("东部" in text for text in english_texts)
    assert not any(re.search(r"\bEast\b", text) for text in chinese_texts)
