"""A user's own panel, from the file to the ledger: new-study, then one run."""

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

CITIES, YEARS = 16, 6
SMALL = {"draws: 2000": "draws: 200", "points: 256": "points: 16", "kind: uncertainty": "kind: uncertainty"}


def panel() -> pd.DataFrame:
    """Sixteen fictional cities over six years under headers in two languages, one of them an injection."""
    draw = np.random.default_rng(11)
    size = (CITIES, YEARS)
    level = draw.normal(size=(CITIES, 1)) + np.linspace(0, 0.5, YEARS)

    def series(scale: float = 1.0) -> np.ndarray:
        return (scale * np.exp(0.5 * level + draw.normal(0, 0.3, size))).ravel()

    people, output = series(300), series(900)
    return pd.DataFrame(
        {
            "城市": np.repeat([f"虚构{letter}市" for letter in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳"], YEARS),
            "区域": np.repeat(["东<b>部</b>", "=西部"] * (CITIES // 2), YEARS),
            "年份": np.tile(np.arange(2012, 2012 + YEARS), CITIES),
            "地区生产总值(亿元)": output,
            "常住人口(万人)": people,
            "在校大学生(人)": people * series(80),
            "互联网宽带接入用户(万户)": people * series(0.3),
            "二氧化硫排放量(吨)": output * series(10),
            "研发经费(亿元)": output * series(0.02),
            "专利授权数(件)": people * series(4),
            "数字经济指数": series(40),
            '全要素生产率 & "TFP" <script>alert(1)</script>': series(),
            "=cmd()|': # - x_1": series(),
        }
    )


def new_study(project, *arguments: str) -> subprocess.CompletedProcess:
    """The command in the copy of the project."""
    environment = {**os.environ, "PYTHONPATH": str(project.folder / "workflow")}
    command = [sys.executable, "-m", "nqpf", "new-study", *arguments]
    return subprocess.run(command, cwd=project.folder, env=environment, capture_output=True, text=True)


def shrink(project) -> None:
    """Fewer draws, so that the run takes seconds."""
    folder = project.folder / "config/studies/mine"
    for path in [*folder.glob("mechanisms/*.yaml"), *folder.glob("analyses/*.yaml")]:
        text = path.read_text(encoding="utf-8")
        for old, new in SMALL.items():
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    path = folder / "analyses/uncertainty.yaml"
    path.write_text(f"{path.read_text(encoding='utf-8')}options: {{draws: 50}}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def project(another):
    panel().to_csv(another.folder / "面板.csv", index=False, encoding="gb18030")
    done = new_study(another, "mine", "--from", "面板.csv", "--language", "zh")
    assert done.returncode == 0, done.stderr
    assert "下一步：snakemake --config study=mine" in done.stdout
    shrink(another)
    return another


def test_the_new_study_is_planned_without_a_download(project):
    planned = project.planned("--config", "study=mine")
    assert {"build_panel", "judge_claims"} <= planned
    assert not planned & {"retrieve", "simulate"}


def test_a_second_time_nothing_is_overwritten(project):
    done = new_study(project, "mine", "--from", "面板.csv", "--language", "en")
    assert done.returncode == 1
    assert "nothing is overwritten" in done.stderr


@pytest.mark.slow
def test_the_new_study_runs_to_its_end(project):
    done = project.snakemake("--config", "study=mine")
    assert done.returncode == 0, done.stdout[-3000:]
    results = project.folder / "results/mine"
    ledger = (results / "propositions.md").read_text(encoding="utf-8")
    assert "were guessed from the headers of the file and are not confirmed" in ledger
    assert "No column of 面板.csv was recognised as standing for it" in ledger
    specs = (project.folder / "config/studies/mine/study.yaml").read_text(encoding="utf-8")
    assert "尚未经人工确认" in specs
    assert "没有识别出可代表该命题的列" in specs
    for page in (results / "tables").glob("*.html"):
        assert "<script>alert" not in page.read_text(encoding="utf-8"), page.name


@pytest.mark.slow
def test_a_file_that_was_changed_or_lost_is_told_in_one_sentence(project):
    raw = project.folder / "data/raw/mine/面板.csv"
    whole = raw.read_bytes()
    raw.write_bytes(whole + b"\n")
    assert "it is another version or was changed" in project.snakemake("--config", "study=mine").stdout
    raw.unlink()
    done = project.snakemake(
        "--config", "study=mine", "--forcerun", "build_panel", "--", "data/processed/mine/panel.csv"
    )
    assert done.returncode != 0
    said = (project.folder / "logs/mine/retrieve/面板.csv.log").read_text(encoding="utf-8")
    assert "a file of your own, which no address brings" in said
    mirror = project.folder / "room"
    mirror.mkdir()
    (mirror / "面板.csv").write_bytes(whole)
    assert (
        project.snakemake("--config", "study=mine", "mirror=room", "--", "data/raw/mine/面板.csv").returncode
        == 0
    )
    assert raw.read_bytes() == whole
