"""Shades that print in grey, and ink that stands out on them."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from nqpf.page import drawing
from nqpf.page.shades import ink_on, luminance, shade

READABLE = 3.8  # contrast of the worst shade; WCAG asks 3 of large letters and 4.5 of small ones


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_scale_darkens_all_the_way():
    light = [luminance(shade(share)) for share in np.linspace(0, 1, 50)]
    assert (np.diff(light) < 0).all()


def test_luminance_of_known_colours():
    assert luminance((1, 1, 1)) == pytest.approx(1)
    assert luminance((0, 0, 0)) == 0
    assert luminance((1, 0, 0)) == pytest.approx(0.2126)


def test_the_ink_is_the_one_that_stands_out_more():
    for share in np.linspace(0, 1, 101):
        colour = shade(share)
        chosen, other = (to_rgb(one) for one in _both(ink_on(colour)))
        assert contrast(colour, chosen) > READABLE
        assert contrast(colour, chosen) >= contrast(colour, other) - 0.1


def _both(chosen):
    return chosen, "white" if chosen == drawing.INK else drawing.INK
