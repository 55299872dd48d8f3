"""The figures of the panel VAR: what is drawn is what the analysis found."""

import numpy as np
import pytest
from unit.analyses import material
from unit.figures.test_figures import texts
from unit.tables import fake_study as fake

from nqpf.figures.panel_var import CUT


def test_every_response_is_drawn_in_both_orders():
    figure, data = fake.draw("panel_var")
    drawn = sorted(
        tuple(line.get_ydata()) for axis in figure.axes for line in axis.lines if len(line.get_xdata()) > 2
    )
    known = [tuple(part["estimate"]) for _, part in data.groupby(["first", "shock", "response"])]
    assert drawn == sorted(known)


def test_responses_stay_in_sight_and_wild_bands_are_cut():
    rows = material.inputs("panel_var")["rows"]
    rows.loc[rows["part"] == "irf", "high"] = 1e6
    figure, data = fake.draw("panel_var", rows=rows)
    for axis in figure.axes:
        low, high = axis.get_ylim()
        assert low <= 0 <= high < 1.2 * CUT * data["estimate"].abs().max()
        for line in axis.lines:
            assert (np.array(line.get_ydata()) >= low).all()
            assert (np.array(line.get_ydata()) <= high).all()


@pytest.mark.parametrize(("stable", "words"), [(True, "is stable"), (False, "not stable")])
def test_the_note_tells_stability(stable, words):
    facts = material.inputs("panel_var")["facts"] | {"stable": stable}
    assert words in " ".join(texts(fake.draw("panel_var", facts=facts)[0])).replace("\n", " ")


def test_roots_outside_the_circle_are_marked_apart():
    rows = material.inputs("panel_var")["rows"]
    first = rows.index[rows["part"] == "roots"][0]
    rows.loc[first, ["real", "imaginary", "modulus"]] = 1.3, 0.0, 1.3
    figure, data = fake.draw("panel_var_roots", rows=rows)
    outside = next(line for line in figure.axes[0].lines if line.get_marker() == "X")
    assert list(outside.get_xdata()) == [1.3]
    assert figure.axes[0].get_xlim()[1] > 1.3
    assert set(data["part"]) == {"roots", "fevd"}
