"""The Chinese report speaks Chinese: no run of English words outside code, paths and cited works."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from unit.english import runs
from unit.report import cases

from nqpf.page.table import say
from nqpf.report import listings
from nqpf.report.compose import compose
from nqpf.report.page import page
from nqpf.report.said import MESSAGES_ZH, message, outside, use_of_seed, way_of_filling
from nqpf.specs.study import load_study

RULES = Path(__file__).parents[3] / "workflow/rules"
REPORTED = ("data", "index", "models", "mechanisms", "analyses", "audit", "claims", "outputs", "report")
STUDIES = ("simulated_cities", "china_provinces", "china_cities")
CODE = {"style", "script", "code", "pre"}
EMPTY = {"meta", "link", "img", "br", "rect", "path", "wbr"}
CITED = re.compile(r"\(\d{4}\)\. ")  # a reference in author-year form keeps the language of its title


class Seen(HTMLParser):
    """What a reader sees or hears: texts outside code, alternative texts, labels."""

    def __init__(self):
        super().__init__()
        self.open, self.texts = [], []

    def handle_starttag(self, tag, attributes):
        self.texts += [
            value for name, value in attributes if name in ("alt", "title", "aria-label") and value
        ]
        self.open += [tag] if tag not in EMPTY else []

    def handle_endtag(self, tag):
        if tag not in EMPTY:
            self.open.pop()

    def handle_startendtag(self, _, attributes):
        self.texts += [value for name, value in attributes if name == "alt"]

    def handle_data(self, data):
        if not CODE & set(self.open):
            self.texts.append(data)


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    study = cases.study()
    made = compose(study, cases.material(tmp_path_factory.mktemp("zh"), "zh", study), "zh")
    reader = Seen()
    reader.feed(page(made))
    return reader.texts


def test_no_run_of_english_words_is_left_in_the_page(seen):
    assert [run for text in seen for run in runs(text)] == []


def test_the_scan_finds_what_it_looks_for():
    assert runs("注：pay is a large part。") == ["pay is a large part"]
    assert runs("nqpf、models/twoway.yaml、Pesaran CD，N(0, 1)") == []


def test_every_rule_behind_a_report_says_in_chinese_what_it_does():
    texts = "\n".join((RULES / f"{name}.smk").read_text(encoding="utf-8") for name in REPORTED)
    assert set(re.findall(r"^rule (\w+):", texts, re.MULTILINE)) == set(MESSAGES_ZH)
    said = dict(re.findall(r'^rule (\w+):.*?message:\s+"(.+?)"\n', texts, re.MULTILINE | re.DOTALL))
    for name, words in said.items():
        wildcards = re.findall(r"\{wildcards\.(\w+)\}", words)
        assert re.findall(r"<(\w+)>", MESSAGES_ZH[name]) == wildcards, name


@pytest.mark.parametrize("name", STUDIES)
def test_what_a_study_says_of_its_data_is_said_in_chinese(name):
    study = load_study(name, cases.CONFIG)
    facts = [cell.text for one in listings.sources(study, "zh").items for _, cell in one.facts]
    series = study.codebook.series.values()
    told = [
        *(one.note for each in series for one in each.breaks),
        *(one.why for each in series for one in each.unusable),
        *(one.unit for one in study.codebook.variables.values()),
        *(index.note for index in study.indices.values() if index.note),
        *(model.design_check for model in study.models.values() if model.design_check),
        *(claim.not_observed for claim in study.facts.claims.values() if claim.not_observed),
        *(one.reason for one in study.facts.overlaps),
        *study.facts.notes,
        *(note for table in study.tables.values() for note in table.notes),
    ]
    texts = [text for text in facts if not CITED.search(text)] + [say(one, "zh") for one in told]
    assert [run for text in texts for run in runs(text)] == []


def test_what_files_say_in_english_is_said_in_chinese():
    assert (
        message("fit_models", "Fit the columns of table <table>", "en") == "Fit the columns of table <table>"
    )
    assert message("fit_models", "Fit the columns of table <table>", "zh") == "估计表 <table> 的各列"
    assert message("mine", "Do it", "zh") == "Do it"
    assert use_of_seed("analysis gini", "zh") == "分析 gini"
    assert use_of_seed("simulation", "zh") == "模拟"
    assert way_of_filling("interpolate (gap 1)", "zh") == "线性插值（gap 1）"
    assert way_of_filling("zero", "zh") == "记为零"
    assert way_of_filling("zero", "en") == "zero"
    assert outside("listed under not_units", "zh") == "列于 not_units"


@pytest.mark.parametrize("name", STUDIES)
def test_every_seed_of_a_study_is_named_in_chinese(name):
    assert all(use_of_seed(said, "zh") != said for said in load_study(name, cases.CONFIG).seeds())
