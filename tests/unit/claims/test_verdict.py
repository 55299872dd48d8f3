"""The verdict: every branch, and their order."""

from dataclasses import replace

import pytest

from nqpf.claims.verdict import Finding, rule_in_words, verdict
from nqpf.specs.theory import Rule

RULE = Rule()
STRONG = Finding(sign=1, standardised=0.4, low=0.3, high=0.5, p_adjusted=0.001)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "supported"),
        ({"sign": -1}, "opposite sign"),
        ({"standardised": -0.4, "low": -0.5, "high": -0.3}, "opposite sign"),
        ({"standardised": -0.4, "low": -0.5, "high": -0.3, "sign": -1}, "supported"),
        ({"p_adjusted": 0.2}, "inconclusive"),
        ({"p_adjusted": 0.05}, "inconclusive"),
        ({"p_adjusted": 0.0499}, "supported"),
        ({"p_adjusted": float("nan")}, "inconclusive"),
        ({"doubt": "a failed check"}, "not identified"),
        ({"standardised": 0.01, "low": -0.03, "high": 0.05}, "negligible"),
        ({"standardised": 0.01, "low": -0.05, "high": 0.05, "p_adjusted": 0.9}, "negligible"),
        ({"standardised": 0.01, "low": -0.03, "high": 0.051, "p_adjusted": 0.9}, "inconclusive"),
        ({"standardised": 0.01, "low": -0.051, "high": 0.03, "p_adjusted": 0.9}, "inconclusive"),
    ],
)
def test_each_branch(changes, expected):
    assert verdict(replace(STRONG, **changes), RULE) == expected


def test_no_finding():
    assert verdict(None, RULE) == "not observed"


def test_doubt_comes_before_negligible_and_negligible_before_significance():
    small = replace(STRONG, standardised=0.02, low=0.01, high=0.03, p_adjusted=1e-9)
    assert verdict(small, RULE) == "negligible"
    assert verdict(replace(small, doubt="x"), RULE) == "not identified"


def test_the_rule_is_data():
    assert verdict(replace(STRONG, p_adjusted=0.2), Rule(level=0.25)) == "supported"
    assert verdict(STRONG, Rule(negligible=0.6)) == "negligible"


def test_the_words_carry_the_numbers_of_the_rule_in_its_order():
    words = rule_in_words(Rule(level=0.01, negligible=0.1, interval=0.8, adjustment="benjamini_hochberg"))
    ends = ["not observed", "not identified", "negligible", "supported", "opposite sign", "inconclusive"]
    assert [sentence.rpartition(": ")[2] for sentence in words] == ends
    assert "80% interval inside ±0.1" in words[2]
    assert words[3].startswith("benjamini-hochberg-adjusted p < 0.01")


def test_the_rule_is_told_in_chinese_with_the_same_numbers():
    words = rule_in_words(Rule(level=0.01, negligible=0.1, interval=0.8), "zh")
    ends = ["未观测", "未识别", "可忽略", "支持", "符号相反", "不能定论"]
    assert [sentence.rpartition("：")[2] for sentence in words] == ends
    assert "80% 区间落在 ±0.1" in words[2]
    assert words[3].startswith("Holm 校正 p 值 < 0.01")
