"""A declared overlap is a doubt as long as it may be all there is."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nqpf.claims.ledger import ledger
from nqpf.claims.overlaps import overlaps
from nqpf.claims.results import NOTHING


def line(**changes):
    made = {
        "first": "nqpf", "second": "digital", "roles": "treatment x mediator", "model": "channels",
        "path": "a", "shared": "robots", "estimate": 2.0, "se": 0.4, "rebuilt": "nqpf", "leave_out": 1.5,
        "leave_out_se": 0.5, "leave_out_p": 0.01, "placebo_low": -1.0, "placebo_high": 1.0,
        "placebo_draws": 500, "covers": "no", "note": "nqpf without robots_pc",
    }  # fmt: skip
    return pd.DataFrame([made | changes])


NO_BAND = {"placebo_low": np.nan, "placebo_high": np.nan, "covers": np.nan, "note": "not computable: two"}


@pytest.fixture
def study(study_folder):
    study_folder.set("variables.yaml", "variables/digital/recipe", {"log": "robots"})
    study_folder.files["study.yaml"]["overlaps"] = [
        {"between": [i, "digital"], "series": ["robots"], "reason": "x"} for i in ("nqpf", "nqpf_equal")
    ]
    return study_folder.load()


def judged(study, placebo):
    return overlaps(study, placebo, [("nqpf", "digital")], "channels", "a")


def test_a_band_that_holds_the_estimate_is_a_doubt(study):
    found = judged(study, line(covers="yes"))
    assert found.remark == NOTHING
    assert found.doubt.en == (
        "declared overlap of nqpf and digital (robots): estimate inside the placebo band [−1.000, 1.000]; "
        "leave-overlap-out 1.500 (0.500)"
    )
    assert found.doubt.zh == (
        "nqpf 与 digital 已声明的重叠（robots）：估计值在安慰剂区间 [−1.000, 1.000] 之内；"
        "剔除重叠后为 1.500 (0.500)"
    )


def test_an_estimate_outside_its_band_is_judged_on(study):
    found = judged(study, line())
    assert found.doubt == NOTHING
    assert "outside the placebo band" in found.remark.en
    assert "之外" in found.remark.zh


def test_what_could_not_be_computed_is_a_doubt_and_says_why(study):
    assert judged(study, line(**NO_BAND)).doubt.en.endswith("(robots): not computable: two")


@pytest.mark.parametrize(
    "given", [None, line().iloc[:0], line(path="b"), line(model="else"), line(second="green")]
)
def test_without_a_line_of_its_own_the_band_is_missing(study, given):
    assert "not computed" in judged(study, given).doubt.en
    assert "未计算安慰剂区间" in judged(study, given).doubt.zh


def test_a_pair_that_shares_nothing_is_no_matter(study):
    assert overlaps(study, line(covers="yes"), [("nqpf", "quality")], "channels", "a") == (NOTHING, NOTHING)


@pytest.mark.parametrize(
    ("placebo", "verdict"),
    [(line(covers="yes"), "not identified"), (line(), "supported"), (line(**NO_BAND), "not identified")],
)
def test_the_ledger_follows(study, results, placebo, verdict):
    rows = ledger(study, replace(results, placebo=placebo)).set_index("claim")
    assert rows.loc["1.technology.digital", "verdict"] == verdict
    assert rows.loc["1.technology", "verdict"] == verdict
    assert "robots" in rows.loc["1.technology.digital", "sensitivity"]
    assert rows.loc["1", "verdict"] == "supported"
