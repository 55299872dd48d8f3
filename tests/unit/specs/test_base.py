"""The ground under every spec."""

from typing import Any

import pytest
from pydantic import Field

from nqpf.errors import SpecError, UserError
from nqpf.specs.base import Label, Span, Spec, check, read_yaml


class Leaf(Spec):
    size: int
    colour: str = "red"


class Tree(Spec):
    leaf: Leaf | None = None
    leaves: list[Leaf] = Field(default=[])
    named: dict[str, Leaf] = Field(default={})
    nested: dict[str, list[Leaf]] = Field(default={})
    pairs: dict[str, Any] = Field(default={})


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"leaf": {"size": 1, "color": "x"}}, "leaf.color"),
        ({"leaves": [{"size": 1}, {"size": 1, "color": "x"}]}, "leaves.1.color"),
        ({"named": {"a": {"size": 1, "color": "x"}}}, "named.a.color"),
        ({"named": {"size": {"size": 1, "color": "x"}}}, "named.size.color"),
        ({"nested": {"a": [{"size": 1, "color": "x"}]}}, "nested.a.0.color"),
        ({"leaf": {"color": "x"}}, "leaf.color"),
    ],
)
def test_a_mistyped_key_is_answered_at_any_depth(content, place):
    """The last one lacks a key as well: the mistyped key is the one to tell."""
    with pytest.raises(SpecError) as caught:
        check(content, Tree, "f.yaml")
    wanted = f"f.yaml: unknown key '{place}'; did you mean 'colour'? allowed: colour, size."
    assert str(caught.value) == wanted


def test_any_key_is_allowed_where_the_spec_says_so():
    assert check({"pairs": {"x": {"y": 1}}}, Tree, "f").pairs == {"x": {"y": 1}}


def test_a_spec_error_is_a_users_mistake():
    assert issubclass(SpecError, UserError)


@pytest.mark.parametrize("wrong", [[2011], [1, 2, 3], 2011, "2011-2012", None, [2012, 2011], ["x", "y"]])
def test_a_wrong_span(wrong):
    with pytest.raises(SpecError) as caught:
        check(wrong, Span, "f")
    assert "\n" not in str(caught.value)


def test_a_span_of_one_year_and_of_more():
    assert list(check([2011, 2011], Span, "f").years) == [2011]
    assert list(check({"first": 2011, "last": 2013}, Span, "f").years) == [2011, 2012, 2013]
    assert check(Span(first=1, last=2), Span, "f") == Span(first=1, last=2)


def test_white_space_around_texts_is_removed():
    assert check({"en": " a ", "zh": "b\n"}, Label, "f") == Label(en="a", zh="b")


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("a: &x {b: 1}\nc: *x\n", {"a": {"b": 1}, "c": {"b": 1}}),
        ("a: &x {b: 1}\nc:\n  <<: *x\n  b: 2\n", {"a": {"b": 1}, "c": {"b": 2}}),
        ("'1': a\n1: b\n", {"1": "a", 1: "b"}),
        ("数: 值\n", {"数": "值"}),
    ],
)
def test_good_yaml(tmp_path, text, content):
    path = tmp_path / "f.yaml"
    path.write_text(text, encoding="utf-8")
    assert read_yaml(path) == content


@pytest.mark.parametrize(
    "text", ["a: 1\na: 2\n", "x:\n  - {a: 1, a: 1}\n", "a: !!python/object:os.system {}\n", "? [1]\n: 2\n"]
)
def test_yaml_that_is_refused(tmp_path, text):
    path = tmp_path / "f.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError, match=r"f\.yaml") as caught:
        read_yaml(path)
    assert "\n" not in str(caught.value)
