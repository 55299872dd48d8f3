"""Whatever a header holds, the YAML means just that, and a comment stays one line."""

import yaml
from hypothesis import given
from hypothesis import strategies as st

from nqpf.new_study.yaml_text import comment, number, quoted

ODD = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "=cmd()",
            "<script>alert(1)</script>",
            "a: b",
            "# no",
            "- x",
            "'",
            '"',
            "{a}",
            "[b]",
            "&c",
            "*d",
            "!e",
            "%f",
            "@g",
            "null",
            "yes",
        ]
    ),
)


@given(ODD)
def test_a_quoted_text_is_read_back(text):
    meant = "".join("\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in text)
    assert yaml.safe_load(f"key: {quoted(text)}") == {"key": meant}
    assert yaml.safe_load(f"key: {{a: {quoted(text)}, b: [{quoted(text)}]}}") == {
        "key": {"a": meant, "b": [meant]}
    }


@given(ODD)
def test_a_comment_is_one_line_and_says_nothing_to_yaml(text):
    assert yaml.safe_load(f"{comment(text)}key: 1\n") == {"key": 1}


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_back(value):
    assert float(yaml.safe_load(number(value))) == value
