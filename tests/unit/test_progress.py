"""Progress: silence for short jobs, then one plain line every two seconds."""

import io

import numpy as np
import pandas as pd
import pytest

from nqpf import bootstrap, progress


class Clock:
    """A clock that a test moves on by hand."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def run(seconds, items, clock, **more):
    """Lines written by a job of so many items, each of which takes so many seconds."""
    page, seen = io.StringIO(), []
    for item in progress.track(range(items), items, "bootstrap", "draws", page, clock, **more):
        seen.append(item)
        clock.now += seconds
    assert seen == list(range(items))
    return page.getvalue().splitlines()


def test_a_short_job_is_silent(clock):
    assert run(0.19, 10, clock) == []


def test_a_long_job_says_how_far_it_is_and_how_long_it_took(clock):
    assert run(1.0, 5, clock) == [
        "bootstrap: 40% of 5 draws, 3 s left",
        "bootstrap: 80% of 5 draws, 1 s left",
        "bootstrap: 5 draws in 5 s",
    ]


def test_at_most_one_line_every_two_seconds(clock):
    assert len(run(0.01, 1_000, clock)) == 5  # after 2, 4, 6, 8 s and at the end


def test_minutes_are_spelt_out_and_thousands_grouped(clock):
    lines = run(0.1, 5_000, clock)
    assert lines[0] == "bootstrap: 0% of 5,000 draws, 8 min 18 s left"
    assert lines[-1] == "bootstrap: 5,000 draws in 8 min 20 s"


def test_lines_are_plain(clock):
    assert all(line.isprintable() for line in run(3.0, 4, clock))


def test_nothing_is_said_where_it_is_not_wanted(clock):
    with progress.silent():
        assert run(5.0, 4, clock) == []
    assert run(5.0, 4, clock)


def test_parts_may_be_fractions_and_the_end_is_not_said_twice(clock):
    page = io.StringIO()
    meter = progress.Meter(3, "bootstrap", "draws", page, clock)
    for _ in range(30):
        clock.now += 0.5
        meter.add(0.1)
    meter.close()
    meter.close()
    assert page.getvalue().splitlines()[-2:] == [
        "bootstrap: 93% of 3 draws, 1 s left",
        "bootstrap: 3 draws in 15 s",
    ]


def test_the_bootstrap_reports_its_draws(monkeypatch, capsys):
    cells = np.random.default_rng(0).normal(size=(40, 3))
    frame = pd.DataFrame(cells, columns=["x", "m", "y"]).assign(
        unit=np.arange(40) // 4, year=np.arange(40) % 4
    )
    names = {"treatment": "x", "mediators": ["m"], "outcome": "y", "unit": "unit", "time": "year"}
    monkeypatch.setattr(progress, "PAUSE", 0.0)
    bootstrap.mediation(frame, **names, draws=1_000)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("bootstrap: 26% of 1,000 draws")
    assert lines[-1].startswith("bootstrap: 1,000 draws in")
    bootstrap.mediation(frame, **names, draws=200)
    assert capsys.readouterr().err == ""
