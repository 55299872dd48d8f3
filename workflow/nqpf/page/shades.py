"""One sequential colour scale for areas, and the ink that can be read on a shade of it."""

from nqpf.page import drawing

SCALE = "YlGnBu"  # lightness falls all the way: it reads in grey and without red or green
_LIGHT = (0.2126, 0.7152, 0.0722)  # of red, green, blue (WCAG 2.2, relative luminance)
_HALFWAY = 0.21  # luminance at which white and the house's ink have the same contrast


def shade(share: float) -> tuple[float, float, float]:
    """Give the colour at a share (0 to 1) of the scale."""
    from matplotlib import colormaps

    red, green, blue, _ = colormaps[SCALE](share)
    return red, green, blue


def luminance(colour: tuple[float, float, float]) -> float:
    """Relative luminance of a colour of red, green and blue from 0 to 1, 0 black and 1 white."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return sum(weight * value for weight, value in zip(_LIGHT, linear, strict=True))


def ink_on(colour: tuple[float, float, float]) -> str:
    """Choose white or the house's ink, whichever stands out more."""
    return "white" if luminance(colour) < _HALFWAY else drawing.INK
