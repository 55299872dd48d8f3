"""The figure of coupling coordination: panels against random pairing, bars that fill."""

import pytest
from unit.figures.test_figures import is_legible, texts
from unit.tables import fake_study as fake

from nqpf.registry import load

EXACT = 1e-9


def test_every_group_stands_against_its_placebo():
    figure, data = fake.draw("coupling")
    means = data[data["part"] == "mean"]
    assert sorted(means["group"].unique()) == ["East", "Middle", "West", "all"]
    assert means["placebo_mean"].notna().all()
    titles = [axis.get_title(loc="left") for axis in figure.axes]
    assert titles[:4] == ["all units (24)", "East (8)", "Middle (8)", "West (8)"]


def test_bars_fill_every_year():
    figure, data = fake.draw("coupling")
    bars = figure.axes[-1]
    tops = {}
    for patch in bars.patches:
        tops[round(patch.get_x(), 3)] = tops.get(round(patch.get_x(), 3), 0) + patch.get_height()
    assert len(tops) == data["year"].nunique() == 12
    assert list(tops.values()) == pytest.approx([1.0] * 12, abs=EXACT)


def test_it_says_what_pairing_adds_and_that_d_is_not_regressed():
    shown = " ".join(" ".join(texts(fake.draw("coupling")[0])).split())
    facts = fake.inputs("coupling")["facts"]
    assert "never regressed" in shown
    assert f"under random pairing {facts['mean']['placebo_mean']:.3f}" in shown


def test_in_chinese():
    spec, given = fake.figures()["coupling"], fake.inputs("coupling")
    figure = load("nqpf.figures", "coupling").draw(spec, fake.study(), given, language="zh")
    assert "观测值" in texts(figure)
    assert "observed" not in texts(figure)
    is_legible(figure)
