"""Single channels in closed form, against the engine's own and against regressions."""

import numpy as np
import pandas as pd
import pytest

from nqpf import bootstrap
from nqpf.mechanisms.singles import EFFECTS, singles

ROUNDING = 1e-9
ROLES = {"controls": ["z"], "unit": "unit", "time": "year"}


def panel(units=30, years=6, seed=2):
    rng = np.random.default_rng(seed)
    n = units * years
    frame = pd.DataFrame(
        {"unit": np.repeat(np.arange(units), years), "year": np.tile(np.arange(years), units)}
    )
    frame["x"], frame["z"] = rng.normal(size=(2, n))
    frame["m"] = 0.5 * frame["x"] + rng.normal(size=n)
    frame["k"] = 1e4 * (rng.normal(size=n) - 0.2 * frame["z"])
    frame["y"] = 0.3 * frame["x"] + 0.6 * frame["m"] + rng.normal(size=n)
    return frame.sample(frac=0.85, random_state=1)


def made(frame, mediators=("m", "k"), **draws):
    moments = bootstrap.moments(frame, columns=["x", *mediators, "y"], **ROLES, **draws)
    return singles(moments, "x", mediators, "y")


def test_effects_are_the_engines_draw_by_draw():
    frame = panel()
    found = made(frame, draws=40, seed=5)
    engine = bootstrap.mediation(
        frame, treatment="x", mediators=["m", "k"], outcome="y", **ROLES, draws=40, seed=5
    )
    for effect in EFFECTS:
        expected = engine[effect].to_numpy().reshape(40, 2)
        assert getattr(found, effect) == pytest.approx(expected, rel=ROUNDING, abs=0), effect


def test_partial_r2_and_scale_are_those_of_regressions():
    frame = panel()
    found = made(frame, counts=np.ones((1, 30)))
    effects = np.column_stack([pd.get_dummies(frame[c], dtype=float) for c in ("unit", "year")])

    def left(column, *given):
        base = np.column_stack([effects, frame["z"], *(frame[g] for g in given)])
        return frame[column] - base @ np.linalg.lstsq(base, frame[column])[0]

    for place, m in enumerate(("m", "k")):
        a = np.corrcoef(left("x"), left(m))[0, 1] ** 2
        b = np.corrcoef(left(m, "x"), left("y", "x"))[0, 1] ** 2
        assert found.r2_a[0, place] == pytest.approx(a, rel=ROUNDING)
        assert found.r2_b[0, place] == pytest.approx(b, rel=ROUNDING)
        scale_a = np.linalg.norm(left(m, "x")) / np.linalg.norm(left("x"))
        scale_b = np.linalg.norm(left("y", "x", m)) / np.linalg.norm(left(m, "x"))
        assert found.scale_a[0, place] == pytest.approx(scale_a, rel=ROUNDING)
        assert found.scale_b[0, place] == pytest.approx(scale_b, rel=ROUNDING)


def test_a_copy_of_the_treatment_has_a_path_a_and_no_path_b():
    found = made(panel().assign(k=lambda f: 3 * f["x"]), counts=np.ones((1, 30)))
    assert found.a[0, 1] == pytest.approx(3)
    assert np.isnan([found.b[0, 1], found.indirect[0, 1], found.direct[0, 1], found.correlation[0, 1]]).all()
    assert np.isfinite(found.total).all()
    assert np.isfinite(found.b[0, 0])


def test_a_treatment_that_never_varies_within_units_gives_nothing():
    found = made(panel().assign(x=lambda f: f["unit"]), counts=np.ones((1, 30)))
    assert all(np.isnan(getattr(found, effect)).all() for effect in EFFECTS)
