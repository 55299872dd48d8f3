"""Suggestions for the reader of an error."""

from nqpf.panel.nearest import SHOWN, nearest


def test_likeness_of_short_chinese_names():
    assert nearest("江两", ["江西", "江苏", "北京"]) in ("nearest: 江西, 江苏", "nearest: 江苏, 江西")


def test_a_name_inside_a_longer_one():
    assert nearest("广西壮族自治区", ["广西", "广东"]) == "nearest: 广西"


def test_no_likeness_lists_some():
    assert nearest("zz", ["a", "b"]) == "there are: a, b"
    assert nearest("zz", [f"n{i}" for i in range(99)]).count("n") == SHOWN
    assert nearest("zz", []) == "there are: none"
