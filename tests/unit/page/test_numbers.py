"""How numbers are printed."""

import numpy as np
import pytest

from nqpf.page.numbers import brackets, interval, number, percent, probability, whole


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.12345, "0.123"),
        (-0.5, "−0.500"),
        (12.345, "12.35"),
        (123.45, "123.5"),
        (1234.5, "1\u202f234"),
        (1234567, "1\u202f234\u202f567"),
        (0.0012, "0.0012"),
        (0.00996, "0.010"),
        (9.9996, "10.00"),
        (0.0000421, "4.2e−5"),
        (-0.0000421, "−4.2e−5"),
        (0, "0.000"),
        (-0.0, "0.000"),
        (np.inf, "∞"),
        (np.nan, ""),
        (None, ""),
    ],
)
def test_number(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.0004, "<0.001"), (0.0496, "0.050"), (1.0, "1.000"), (None, "")]
)
def test_probability(value, text):
    assert probability(value) == text


def test_others():
    assert brackets(0.041) == "(0.041)"
    assert interval(0.1, 0.2) == "[0.100, 0.200]"
    assert interval(0.00081, 0.0015) == "[0.0008, 0.0015]"
    assert interval(-0.0004, 0.5) == "[0.000, 0.500]"
    assert interval(0.1, None) == ""
    assert whole(12345.0) == "12\u202f345"
    assert percent(0.4211) == "42.1%"
    assert percent(np.nan) == ""
