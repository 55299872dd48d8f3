"""A panel goes in, a study that loads comes out: what was guessed, marked, copied and told."""

import hashlib

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nqpf.new_study.cli import main, system_language
from nqpf.new_study.plan import plan
from nqpf.new_study.write import files, install, theory_of
from nqpf.specs.base import Label
from nqpf.specs.study import load_study

from .conftest import fictional


def made(project, path, *more):
    assert (
        main(["new-study", "mine", "--from", str(path), "--project", str(project), "--language", "en", *more])
        == 0
    )
    return load_study("mine", project / "config")


def test_the_study_loads_with_everything_in_its_place(project, panel, saved, capsys):
    study = made(project, saved(panel))
    assert study.indices["nqpf"].indicators == ["college_students", "internet_users", "so2_emissions"]
    assert study.indices["innovation"].indicators == ["rd_spending", "patents_granted"]
    assert study.indices["nqpf"].directions == {
        "college_students": 1,
        "internet_users": 1,
        "so2_emissions": -1,
    }
    assert study.mediators("channels") == ["digital_economy_index", "tfp"]
    assert study.mechanisms["channels"].moderators == ["marketization_index_base"]
    assert study.models["twoway"].controls == ["ln_gdp_pc", "ln_population", "fdi"]
    assert study.facts.claims["1.model.chained"].not_observed.en.startswith("No column of panel.csv")
    assert (study.facts.region, study.facts.years.first, study.facts.years.last) == ("region", 2012, 2017)
    assert "snakemake --config study=mine" in capsys.readouterr().out


def test_totals_are_divided_and_the_scale_is_right(project, panel, saved):
    study = made(project, saved(panel))
    recipes = {name: one.recipe for name, one in study.codebook.variables.items()}
    assert recipes["gdp_per_head"].options == {
        "scale": 10000
    }  # 1e8 yuan per 1e4 persons is 1e4 yuan per head
    assert recipes["fdi"].options == {"scale": 100}
    assert recipes["patents_granted"].transform == "per_capita"
    assert study.codebook.variables["patents_granted"].unit.en == "pieces per 10,000 persons"
    assert recipes["digital_economy_index"].transform == "take"


def test_every_guess_is_marked(project, panel, saved):
    made(project, saved(panel))
    folder = project / "config/studies/mine"
    for name in ("study", "sources", "variables", "indices/nqpf", "indices/innovation"):
        assert "# DECIDE: " in (folder / f"{name}.yaml").read_text(encoding="utf-8"), name
    page = (folder / "DECIDE.md").read_text(encoding="utf-8")
    assert "SO2 emissions (tonnes)" in page
    assert "divided by 'GDP (100 million yuan)'" in page


def test_the_file_is_copied_byte_for_byte_with_its_hash(project, panel, saved):
    path = saved(panel)
    source = made(project, path).sources.sources["panel"]
    copy = project / "data/raw/mine/panel.csv"
    assert copy.read_bytes() == path.read_bytes()
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert source.url is None
    assert not source.redistribute


def test_chinese_headers_a_title_a_note_and_dashes_in_a_workbook(project, tmp_path):
    names = {
        "City": "城市",
        "Region": "区域",
        "Year": "年份",
        "GDP (100 million yuan)": "地区生产总值(亿元)",
        "Population (10,000 persons)": "年末常住人口（万人）",
        "FDI (100 million yuan)": "实际使用外资(亿元)",
        "College students (persons)": "在校大学生(人)",
        "Internet users (10k households)": "互联网宽带接入用户(万户)",
        "SO2 emissions (tonnes)": "二氧化硫排放量(吨)",
        "R&D spending (100 million yuan)": "研发经费(亿元)",
        "Patents granted (pieces)": "专利授权数(件)",
        "Digital economy index": "数字经济指数",
        "TFP": "全要素生产率",
        "Marketization index": "市场化指数",
    }
    frame = fictional().rename(columns=names).astype(object)
    frame["年份"] = frame["年份"].map("{}年".format)
    frame.loc[2, "专利授权数(件)"] = "—"
    frame.loc[9, "二氧化硫排放量(吨)"] = "缺失"
    blanks = [None] * (frame.shape[1] - 1)
    rows = [
        ["虚构面板", *blanks],
        list(frame.columns),
        *frame.to_numpy().tolist(),
        ["资料来源：虚构", *blanks],
    ]
    path = tmp_path / "面板.xlsx"
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        pd.DataFrame([["封面"]]).to_excel(book, sheet_name="封面", index=False, header=False)
        pd.DataFrame(rows).to_excel(book, sheet_name="数据", index=False, header=False)
    study = made(project, path)
    assert study.sources.sources["panel"].read.options == {"sheet": "数据", "skip_rows": 1, "skip_footer": 1}
    assert "缺失" in study.sources.sources["panel"].read.missing
    assert study.indices["nqpf"].indicators == ["students", "broadband", "so2"]
    assert study.codebook.variables["grants"].missing.policy == "interpolate"
    assert study.codebook.variables["grants"].label.zh == "每万人专利授权数"
    assert study.facts.region == "region"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_of_text(project, panel, saved, encoding):
    study = made(project, saved(panel.rename(columns={"City": "城市"}), encoding=encoding))
    assert study.units.roster.unit == "城市"


def test_a_stata_file_is_read_by_its_labels(project, panel, tmp_path):
    short = {name: f"v{place}" for place, name in enumerate(panel.columns)}
    labels = {short[name]: name for name in panel.columns}
    path = tmp_path / "panel.dta"
    panel.rename(columns=short).to_stata(path, write_index=False, variable_labels=labels)
    study = made(project, path, "--unit", "v0", "--year", "v2")
    assert study.indices["innovation"].indicators == ["v9", "v10"]
    assert study.codebook.variables["v10"].label.en == "Patents granted per 10,000 persons"


def test_an_unbalanced_panel_loses_what_is_thinnest(project, panel, saved):
    frame = panel.astype(object)
    frame.loc[frame["City"] == "City C", "Patents granted (pieces)"] = None
    study = made(project, saved(frame))
    assert study.units.not_units == ["City C"]


def test_years_with_a_gap_keep_the_longest_run(project, panel, saved):
    study = made(project, saved(panel[panel["Year"] != 2013]))
    assert (study.facts.years.first, study.facts.years.last) == (2014, 2017)


def test_totals_among_the_units_are_no_units(project, panel, saved):
    nation = panel[panel["City"] == "City A"].assign(City="全国")
    study = made(project, saved(pd.concat([panel, nation])))
    assert study.units.not_units == ["全国"]


def test_two_years_are_enough_and_say_what_they_cannot_tell(project, panel, saved):
    study = made(project, saved(panel[panel["Year"] >= 2016]))
    assert study.facts.claims["0.forward"].not_observed
    assert "convergence" not in study.analyses


def test_headers_that_say_nothing_make_a_study_of_stopgaps(project, panel, saved):
    bare = panel[["City", "Year", "TFP", "Digital economy index", "Marketization index"]]
    bare = bare.set_axis(["City", "Year", "aa", "bb", "cc"], axis=1)
    study = made(project, saved(bare))
    assert study.mediators("channels") == ["bb"]
    assert all(study.facts.claims[name].not_observed for name in study.theory.of_kind("channel"))
    assert "stopgap" in study.models["twoway"].design_check.en  # so the ledger says 'not identified'
    assert "stopgap" in study.facts.claims["0.forward"].not_observed.en
    assert "stopgap" in (project / "config/studies/mine/mechanisms/channels.yaml").read_text(encoding="utf-8")


def test_outliers_and_overlaps_are_asked_about(project, panel, saved):
    frame = panel.copy()
    frame.loc[8, "R&D spending (100 million yuan)"] *= 1000
    frame["Green patents (pieces)"] = frame["Patents granted (pieces)"] * np.linspace(0.2, 0.4, len(frame))
    made(project, saved(frame))
    page = (project / "config/studies/mine/DECIDE.md").read_text(encoding="utf-8")
    assert "City B 2014 holds" in page
    assert "green_patents (mediator)" in page


def test_comments_and_messages_in_chinese(project, panel, saved, capsys):
    assert (
        main(
            ["new-study", "mine", "--from", str(saved(panel)), "--project", str(project), "--language", "zh"]
        )
        == 0
    )
    assert "下一步：snakemake" in capsys.readouterr().out
    text = (project / "config/studies/mine/variables.yaml").read_text(encoding="utf-8")
    assert "# DECIDE: 这是总量指标" in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_a_reader_is_told_stands_in_both_languages(project, panel, saved, language):
    short = panel[panel["Year"] >= 2016].rename(columns={"TFP": "aa"})
    assert main(
        ["new-study", "mine", "--from", str(saved(short)), "--project", str(project), "--language", language]
    ) == 0  # fmt: skip
    study = load_study("mine", project / "config")
    source = study.sources.sources["panel"]
    silent = [claim.not_observed for claim in study.facts.claims.values() if claim.not_observed]
    ratios = [study.codebook.variables[name].unit for name in ("patents_granted", "college_students")]
    said = [*study.facts.notes, *silent, *ratios, source.citation, source.date, source.licence]
    assert len(silent) > 5
    assert all(isinstance(one, Label) and one.en.isascii() and not one.zh.isascii() for one in said), said


def test_both_directions_are_judged_by_one_analysis(project, panel, saved):
    study = made(project, saved(panel))
    assert {study.facts.claims[name].analysis for name in ("0.forward", "0.backward")} == {"two_way"}
    assert study.analyses["two_way"].options["other"] == "innovation"


def test_the_language_of_the_system(monkeypatch):
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert system_language() == "zh"
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert system_language() == "en"


HEADERS = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=25),
        st.sampled_from(
            [
                "=cmd()",
                "<script>alert(1)</script>",
                "a: b",
                "# x",
                "- y",
                "'q'",
                '"',
                "null",
                "unit",
                "year",
                "GDP",
                "人口",
                "{{ x }}",
                "$x_1$",
                "nqpf",
            ]
        ),
    ).filter(lambda text: text.strip()),
    min_size=3,
    max_size=7,
    unique_by=lambda text: text.strip(),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(headers=HEADERS)
@example(headers=["0", "人口", "GDP"])  # GDP has to stand in for the outcome, so it is no control
def test_odd_headers_come_back_as_they_are(project, tmp_path, headers):
    draw = np.random.default_rng(1)
    headers = [header for header in headers if header.strip() not in ("City", "Year")]
    frame = fictional()[["City", "Year"]]
    cells = pd.DataFrame(draw.lognormal(size=(len(frame), len(headers))), columns=headers)
    path = tmp_path / "odd.parquet"
    pd.concat([frame, cells], axis=1).to_parquet(path)
    if len(headers) < 3:
        return
    found = plan("odd", path, "en", unit="City", year="Year")
    texts = files(found, theory_of(project), "0" * 64, "2020-01-01")
    series = yaml.safe_load(texts["variables.yaml"])["series"]
    assert {one["column"] for one in series.values()} <= {header.strip() for header in headers}
    assert all(
        isinstance(yaml.safe_load(text), dict) for name, text in texts.items() if name.endswith(".yaml")
    )
    target = project.parent / f"copy_{abs(hash(tuple(headers)))}"
    (target / "config").mkdir(parents=True, exist_ok=True)
    (target / "config/theory.yaml").write_bytes((project / "config/theory.yaml").read_bytes())
    if not (target / "config/studies/odd").exists():
        install(found, target)
    assert load_study("odd", target / "config").name == "odd"
