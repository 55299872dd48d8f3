"""Regions: by hand, every case, and against R (tests/golden/moderation)."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nqpf.moderation.johnson_neyman import region, solutions
from nqpf.moderation.marginal import Line

GOLDEN = Path(__file__).parents[2] / "golden" / "moderation"
ROOT = 1e-9  # relative: R finds its roots to 1e-13, absolutely
EYE = np.eye(2)


def test_by_hand():
    # With V = I, b1 = 3, b3 = 2, c = 1: (3 + 2 d)^2 > 1 + d^2, so 3 d^2 + 12 d + 8 > 0.
    line = Line(3.0, 2.0, EYE, 0.0, 10)
    (_, first), (second, _) = solutions(line, 1.0)
    assert [first, second] == pytest.approx([-2 - 2 / np.sqrt(3), -2 + 2 / np.sqrt(3)])


def test_the_region_of_r():
    known = pd.read_csv(GOLDEN / "johnson_neyman.csv").set_index("name")["value"]
    cells = np.array([[known["v11"], known["v13"]], [known["v13"], known["v33"]]])
    line = Line(known["slope"], known["change"], cells, 0.0, int(known["df"]))
    (_, low), (high, _) = solutions(line, line.reach())
    assert [low, high] == pytest.approx([known["low"], known["high"]], rel=ROOT)


@pytest.mark.parametrize(
    ("slope", "change", "values", "case", "bounds"),
    [
        (3.0, 0.0, [-1.0, 1.0], "everywhere", 0),
        (0.1, 0.0, [-1.0, 1.0], "nowhere", 0),
        (3.0, 2.0, [-10.0, 10.0], "outside", 2),
        (3.0, 2.0, [-2.0, 10.0], "above", 1),
        (3.0, 2.0, [-10.0, -2.0], "below", 1),
        (3.0, 2.0, [0.0, 10.0], "everywhere", 0),
        (3.0, 2.0, [-2.2, -1.8], "nowhere", 0),
        (3.0, 0.2, [-9.0, 9.0], "between", 2),
    ],
)
def test_every_case(slope, change, values, case, bounds):
    line = Line(slope, change, EYE, 0.0, 10)
    grid = np.linspace(*values, 2001)
    found = region(line, grid, 1.0)
    effect, se = line.at(grid)
    told = np.abs(effect) > se
    assert found.case == case
    assert len(found.bounds) == bounds
    assert found.share == pytest.approx(told.mean(), abs=1e-3)  # a bound may fall between two points
    assert found.positive == pytest.approx((told & (effect > 0)).mean(), abs=1e-3)
    assert found.positive + found.negative == pytest.approx(found.share)


def test_the_centre_of_the_product_is_irrelevant():
    cells = np.array([[0.04, 0.006], [0.006, 0.01]])
    line = Line(0.3, 0.2, cells, 1.0, 29)
    turn = np.array([[1.0, 1.5], [0.0, 1.0]])  # b1 at w0 + 1.5
    moved = Line(0.3 + 1.5 * 0.2, 0.2, turn @ cells @ turn.T, 2.5, 29)
    values = np.linspace(-5, 10, 400)
    one, other = (region(each, values, each.reach()) for each in (line, moved))
    assert one.case == other.case
    assert one.bounds == pytest.approx(other.bounds)
