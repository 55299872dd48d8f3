"""The page: whole, escaped, linked, and no sentence that the ledger does not say."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from unit.report import cases

from nqpf.claims.verdict import WORDS as VERDICTS
from nqpf.claims.verdict import rule_in_words, verdict_in
from nqpf.errors import DataError
from nqpf.report import prose
from nqpf.report.compose import compose
from nqpf.report.document import Bullets, Drawing, FigureExhibit, Listing, TableExhibit
from nqpf.report.material import fragment
from nqpf.report.page import columns, page

EMPTY = {"meta", "link", "img", "br", "wbr", "rect", "path"}


class Reader(HTMLParser):
    """Tags that close in order; links, anchors, scripts, images."""

    def __init__(self):
        super().__init__()
        self.open, self.hrefs, self.ids, self.scripts, self.images = [], [], [], 0, []

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.hrefs += [found["href"]] if tag == "a" else []
        self.ids += [found["id"]] if "id" in found else []
        self.images += [found] if tag == "img" else []
        self.scripts += tag == "script"
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def study():
    return cases.study()


@pytest.fixture(scope="module", params=["en", "zh"])
def document(request, tmp_path_factory, study):
    return compose(study, cases.material(tmp_path_factory.mktemp("one"), request.param, study), request.param)


@pytest.fixture(scope="module")
def text(document):
    return page(document)


@pytest.fixture(scope="module")
def seen(text):
    reader = Reader()
    reader.feed(text)
    assert not reader.open
    return reader


def exhibits(document, *kinds):
    return [block for section in document.sections for block in section.blocks if isinstance(block, kinds)]


def test_names_of_cities_are_text_and_never_markup(text, seen):
    assert seen.scripts == 1, "the page's own script and no other"
    assert cases.NASTY not in text
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt; &amp; a_b" in text


def test_nothing_is_fetched(text):
    assert not re.search(r"(src|srcset)=\"(?!data:)", text)
    assert not re.search(r"<link(?![^>]*href=\"data:)|@import|url\((?!#)|fetch\(|XMLHttp", text)


def test_every_anchor_exists_once_and_every_link_inside_the_page_finds_one(seen):
    assert len(seen.ids) == len(set(seen.ids))
    inside = {href[1:] for href in seen.hrefs if href.startswith("#")}
    assert inside <= set(seen.ids), inside - set(seen.ids)


def test_no_link_is_absolute_but_those_to_sources(seen, study):
    urls = {source.url for source in study.sources.sources.values()}
    assert {href for href in seen.hrefs if "://" in href} <= urls
    assert not [href for href in seen.hrefs if href.startswith("/")]


def test_links_to_specs_rules_and_code_lead_to_files_that_exist(seen):
    root = cases.CONFIG.parent
    named = [href.removeprefix("../../") for href in seen.hrefs if href.startswith("../../")]
    assert named
    assert not [path for path in named if not (root / path).is_file()]


def test_every_table_and_figure_leads_to_its_csv_its_spec_and_its_rule(document):
    for one in exhibits(document, TableExhibit, FigureExhibit):
        assert any(link.href.endswith(".csv") for link in one.origin.files), one.key
        if not one.key.startswith("verify"):
            assert one.origin.specs, one.key
            assert one.origin.chain[-1] == "simulate", one.key


def test_a_regression_leads_to_the_specs_of_its_models(document, study):
    baseline = next(one for one in exhibits(document, TableExhibit) if one.key == "tables-baseline")
    named = {link.text for link in baseline.origin.specs}
    assert {f"models/{name}.yaml" for name in study.tables["baseline"].columns} <= named


def test_tables_and_figures_are_numbered_without_gaps(document):
    for kinds in ((TableExhibit,), (FigureExhibit, Drawing)):
        labels = [one.label for one in exhibits(document, *kinds)]
        assert [int(label.rpartition(" ")[2]) for label in labels] == list(range(1, len(labels) + 1))


def test_pictures_are_inside_and_say_what_they_show(seen):
    assert seen.images
    assert all(one["src"].startswith("data:image/png;base64,") and one["alt"] for one in seen.images)


def test_a_simulated_study_says_so_before_anything_else(document, text):
    assert "SIMULATED" in document.banner
    assert text.index('class="banner"') < text.index("<main")


def test_every_verdict_that_is_told_is_the_ledgers(document, study):
    rows = cases.ledger(study).set_index("claim")["verdict"]
    told = [item for block in exhibits(document, Bullets) for item in block.items if item.links]
    assert len(told) == len(rows), "every claim is told once, in its section"
    for item in told:
        claim = item.links[0].href.removeprefix("#claim-")
        words = rows[claim]
        head = item.text.split(cases.NASTY)[1]
        assert verdict_in(words, document.language) in head


def test_another_ledger_tells_another_story(study):
    ledger = cases.ledger(study)
    other = ledger.assign(verdict="negligible")
    for language in ("en", "zh"):
        said = prose.verdicts(study, other, ("total", "effect", "channel", "direction", "path"), language)
        for name in set(VERDICTS) - {"negligible"}:
            told = re.compile(rf"[ ：]{verdict_in(name, language)}( \(|（)")
            assert not [one for one in said.items if told.search(one.text)]
        assert str(len(other)) in prose.counts(other, language)


def test_the_rule_is_told_alike_in_both_languages(study):
    english, chinese = (rule_in_words(study.theory.rule, language) for language in ("en", "zh"))
    assert len(english) == len(chinese)
    for one, other in zip(english, chinese, strict=True):
        ends = [name for name in VERDICTS if one.endswith(f": {name}")]
        assert len(ends) == 1
        assert other.endswith(f"：{verdict_in(ends[0], 'zh')}")
        numbers = re.findall(r"\d+(?:\.\d+)?%?", one)
        assert re.findall(r"\d+(?:\.\d+)?%?", other) == numbers


def test_every_row_of_the_ledger_stands_in_the_report(document, study):
    found = next(one for one in exhibits(document, Listing) if one.key == "listing-ledger")
    assert [row[0].text for row in found.rows] == list(study.theory.claims)


def test_the_same_material_gives_the_same_bytes(study, tmp_path):
    made = [page(compose(study, cases.material(tmp_path, "en", study), "en")) for _ in range(2)]
    assert made[0] == made[1]


def test_a_file_that_holds_no_table_is_told_in_a_sentence(tmp_path):
    with pytest.raises(DataError, match=r"x\.html: holds no table"):
        fragment("<p>nothing</p>", tmp_path / "x.html")


def test_columns_are_counted_by_the_last_row_of_the_head():
    assert columns(cases.printed("one", "en").html) == 3


def test_an_empty_check_is_told_by_its_count_alone(study, tmp_path):
    material = cases.material(tmp_path, "en", study)
    empty = material.checks["breaks"].iloc[:0]
    made = compose(study, replace(material, checks={**material.checks, "breaks": empty}), "en")
    assert "listing-breaks" not in {one.key for one in exhibits(made, Listing)}
