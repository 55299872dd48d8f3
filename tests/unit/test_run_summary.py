"""What is said at the end of a run, from a made-up ledger and made-up checks."""

from pathlib import Path

import pandas as pd
import pytest

from nqpf.claims import verdict
from nqpf.run_summary import WORDS, Ended, clock, data_lines, failure, ledger_lines, summary
from nqpf.specs.study import load_study

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="module")
def study():
    return load_study("simulated_cities", CONFIG)


@pytest.fixture(scope="module")
def ledger(study):
    verdicts = {"1": "supported", "1.technology.green": "not identified"}
    rows = [{"claim": name, "verdict": verdicts.get(name, "inconclusive")} for name in study.theory.claims]
    return pd.DataFrame(rows)


def ended(ledger, **changes):
    checks = {
        "imputed": pd.DataFrame({"variable": ["rail"] * 3 + ["fdi"]}),
        "unusable": pd.DataFrame({"series": ["gdp"]}),
        "unjoined": pd.DataFrame({"name": []}),
        "treated_a": pd.DataFrame({"indicator": []}),
        "treated_b": pd.DataFrame({"indicator": list("vwxyz")}),
    }
    facts = {"baseline": {"models": {"one": {"rows_given": 90, "n": 90}, "two": {"rows_given": 90, "n": 83}}}}
    found = {"checks": checks, "facts": facts, "pages": ["propositions.html", "tables"], "seconds": 75.0}
    return Ended(ledger, **{**found, **changes})


def test_every_verdict_is_there_once_and_channels_stand_behind_their_effect(study, ledger):
    lines = ledger_lines(study, ledger, "en")
    assert len(lines) == 10
    assert "New quality productive forces raise innovative-city construction: supported" in lines
    channels = "digital inconclusive, intelligent inconclusive, green not identified"
    assert f"Technology change: inconclusive ({channels})" in lines
    assert sum(line.count(word) for line in lines for word in verdict.WORDS) == len(ledger)


def test_the_ledger_in_chinese(study, ledger):
    lines = ledger_lines(study, ledger, "zh")
    assert "新质生产力提升创新型城市建设水平：支持" in lines
    assert "技术变革效应：不能定论（数字化 不能定论，智能化 不能定论，绿色化 未识别）" in lines


def test_data_are_counted_with_the_commonest_first(ledger):
    assert data_lines(ended(ledger), "en") == [
        "filled by the policies in variables.yaml: 4 cells (rail 3, fdi), see checks/imputed.csv",
        "set missing, since known to be wrong: 1 cell (gdp), see checks/unusable.csv",
        "changed as outliers in the indices: 5 cells (v, w, x, and 2 more), see checks/treated_*.csv",
        "in the files but no unit of the study: no name, see checks/unjoined.csv",
        "rows dropped: at most 7 of 90, by the model two",
    ]


def test_nothing_dropped_is_said_too(ledger):
    whole = {"baseline": {"models": {"one": {"rows_given": 90, "n": 90}}}}
    assert data_lines(ended(ledger, facts=whole), "en")[-1] == "rows dropped: none by any model"
    assert data_lines(ended(ledger, facts={}), "zh")[-1] == "剔除的行：无"


def test_the_summary_says_simulated_where_and_how_long(study, ledger):
    text = summary(study, ended(ledger), "en")
    assert "simulated_cities: done in 1 min 15 s." in text
    assert "SIMULATED" in text
    assert "Results in results/simulated_cities: open propositions.html." in text
    assert "模拟数据" in summary(study, ended(ledger), "zh")


def test_both_languages_say_the_same_things():
    assert WORDS["en"].keys() == WORDS["zh"].keys()


def test_every_verdict_has_a_chinese_word():
    said = {value for name, value in vars(verdict).items() if name.isupper() and isinstance(value, str)}
    assert said == set(verdict.WORDS)
    assert all(words.en == name != words.zh for name, words in verdict.WORDS.items())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("warning: flat\nerror: f.csv: row 6 is text.\n", ["  f.csv: row 6 is text."]),
        ("Traceback\n" + "\n".join(map(str, range(30))), [f"  {i}" for i in range(18, 30)]),
        ("", ["  it said nothing; the lines above tell more"]),
    ],
)
def test_a_failure_says_its_sentence_and_its_log(text, expected):
    lines = failure("build_panel", "logs/s/build_panel.log", text, "en").splitlines()
    assert lines[0] == "The rule build_panel failed:"
    assert lines[1:-1] == expected
    assert lines[-1] == "  Its log: logs/s/build_panel.log"


@pytest.mark.parametrize(
    ("seconds", "text"), [(41.6, "42 s"), (59.6, "1 min 0 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")]
)
def test_durations(seconds, text):
    assert clock(seconds) == text
