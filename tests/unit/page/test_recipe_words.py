"""What engines state in English is said in Chinese too."""

import pytest

from nqpf.page import recipe_words as words
from nqpf.registry import load, names

HOUSE = "clustered by unit (G = 30), CR1, nested convention, t(29)"


def test_the_house_recipe_in_both_languages():
    found = words.recipe(HOUSE)
    assert found.en == HOUSE
    assert found.zh == "按单位聚类（G = 30），CR1，nested 口径，t(29)"


def test_another_recipe_stands_as_it_is():
    assert words.recipe("Driscoll-Kraay, bandwidth 2").zh == "Driscoll-Kraay, bandwidth 2"


@pytest.mark.parametrize("name", names("nqpf.diagnostics"))
def test_every_diagnostic_has_chinese_words(name):
    reference = load("nqpf.diagnostics", name).REFERENCE
    found = words.test(name, reference, "")
    assert reference in found.en
    assert reference not in found.zh
    assert any("\u4e00" <= letter <= "\u9fff" for letter in found.zh)


def test_a_caution_follows_its_reference():
    caution = load("nqpf.diagnostics", "pesaran_cd").CAUTION
    found = words.test("pesaran_cd", load("nqpf.diagnostics", "pesaran_cd").REFERENCE, caution)
    assert "Year effects are taken out" in found.en
    assert "年份效应" in found.zh
