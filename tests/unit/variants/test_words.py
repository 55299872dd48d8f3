"""Choices and refusals in words, in both languages."""

import pytest

from nqpf.registry import names
from nqpf.variants import imputation
from nqpf.variants.words import chinese, left_out_notes, option

FOLDERS = ("index.treatments", "index.normalisers", "index.aggregators", "weights")
COST = (
    "log1p: 'so2' is a cost indicator, whose good end a logarithm stretches; take winsorise or coinr.",
    "log1p（so2 为逆向指标，取对数会拉长其优端）。",
)
NEGATIVE = (
    "log1p: 'growth' of ('甲', 2012) is negative; take winsorise or coinr.",
    "log1p（growth 含负值）。",
)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_choice_that_ships_has_a_chinese_name(folder):
    own = {"topsis"}  # called so in both languages
    assert {name for name in names(f"nqpf.{folder}") if option(name).zh == option(name).en} <= own


def test_every_way_of_filling_has_a_chinese_name():
    assert all(option(way).zh != way for way in imputation.alternatives())


def test_a_choice_of_a_user_goes_by_its_file_in_both_languages():
    assert option("my_own").en == option("my_own").zh == "my own"
    assert chinese(["minmax", "my_own"]) == "极差法、my own"


@pytest.mark.parametrize(("reason", "zh"), [COST, NEGATIVE, ("x: of another kind.", "x: of another kind.")])
def test_a_refusal_is_told_once_with_its_reason(reason, zh):
    (note,) = left_out_notes({"left_out": {"log1p": reason}})
    assert note.en == f"Not used here: {reason}"
    assert note.zh == f"此处未用：{zh}"
