"""The ledger as a page."""

import re
from dataclasses import replace

import pytest

from nqpf.claims.ledger import ledger
from nqpf.claims.page import doubts, html_page, in_short, page, summary
from nqpf.claims.verdict import MEANS, WORDS, rule_in_words, verdict_in


@pytest.fixture
def study(study_folder):
    study_folder.set("study.yaml", "claims/2.P2", {"not_observed": "a | b\nand more"})
    study_folder.set("study.yaml", "notes", ["A note for readers."])
    return study_folder.load()


def simulated(study):
    class Simulated:
        simulated = True

        def __getattr__(self, name):
            return getattr(study, name)

    return Simulated()


def grid(text):
    return [line for line in text.splitlines() if line.startswith("|")]


def test_every_row_of_the_table_has_as_many_cells(study, results):
    lines = grid(page(study, ledger(study, results)))
    assert len(lines) == 2 + 19
    assert {line.count("|") for line in lines} == {7}
    assert all(line.endswith(" |") for line in lines)
    assert set(lines[1]) == set("|- ")


def test_a_truth_column_where_data_are_simulated(study, results):
    fake = simulated(study)
    lines = grid(page(fake, ledger(study, results)))
    assert {line.count("|") for line in lines} == {8}
    assert "Truth" in lines[0]


def test_simulated_data_are_called_so(study, results):
    rows = ledger(study, results)
    assert page(simulated(study), rows).startswith("# SIMULATED - Ledger of claims: Small study\n")
    assert "SIMULATED" in html_page(simulated(study), rows)
    assert "SIMULATED" not in page(study, rows)
    assert "SIMULATED" not in html_page(study, rows)


def test_rule_notes_and_caveat_stand_on_the_page(study, results):
    text = page(study, ledger(study, results))
    for place, sentence in enumerate(rule_in_words(study.theory.rule), start=1):
        assert f"{place}. {sentence}." in text
    assert "A note for readers." in text
    assert "association under the stated design" in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_claim_stands_once_under_its_verdict_in_plain_words(study, results, language):
    rows, mark = ledger(study, results), "；" if language == "zh" else "; "
    told = {name: claims[:-1].split(mark) for name, _, claims in in_short(rows, language)}
    wanted = rows.groupby("verdict")[f"words_{language}"].apply(list)
    assert told == {verdict_in(name, language): words for name, words in wanted.items()}
    assert set(MEANS) == set(WORDS)


def test_the_counts_add_up_and_follow_the_rows(study, results):
    rows = ledger(study, results)
    assert summary(rows).startswith("19 claims: ")
    numbers = [int(word) for word in summary(rows).split()[2:] if word.isdigit()]
    assert sum(numbers) == 19
    assert summary(rows.iloc[:1]).startswith("1 claims: ")


def test_a_verdict_on_the_page_is_that_of_the_row(study, results):
    weaker = replace(results, terms={**results.terms, "twoway": results.terms["twoway"].assign(p=0.5)})
    before, after = (
        next(line for line in grid(page(study, ledger(study, one))) if line.startswith("| 1 |"))
        for one in (results, weaker)
    )
    assert before.endswith("| supported |")
    assert after.endswith("| inconclusive |")


def test_doubts_are_told_row_by_row(study, results):
    failed = {**results.facts["path_p1"], "design_check": "A weak design."}
    rows = ledger(study, replace(results, facts={**results.facts, "path_p1": failed}))
    notes = page(study, rows).split("## Notes on single rows")[1]
    assert "- 2.P1: A weak design" in notes
    assert ".." not in notes


def test_the_html_page_holds_every_claim_and_escapes_its_words(study, results):
    rows = ledger(study, results)
    text = html_page(study, rows.assign(words_en="<b> & co"))
    assert text.count("&lt;b&gt; &amp; co") == 2 * 19  # in plain words and with numbers
    assert "<b> & co" not in text
    assert "A note for readers." in text
    for sentence in rule_in_words(study.theory.rule):
        assert sentence.replace("<", "&lt;").replace("'", "&#39;") in text


def test_the_chinese_pages_hold_chinese_words_alone(study_folder, results):
    claims, reason = study_folder.files["study.yaml"]["claims"], {"en": "no data", "zh": "没有数据"}
    for name in [name for name, one in claims.items() if "not_observed" in one]:
        study_folder.set("study.yaml", f"claims/{name}", {"not_observed": reason})
    study_folder.set("study.yaml", "notes", [{"en": "A note.", "zh": "一条说明。"}])
    study = study_folder.load()
    rows = ledger(study, results)
    for text in (page(study, rows, "zh"), html_page(study, rows, "zh")):
        plain = re.sub(r"<style>.*?</style>|<[^>]+>|CR1 by unit|nqpf x base", " ", text, flags=re.DOTALL)
        assert not re.findall(r"[a-z]+(?: [a-z]+){2,}", plain)
        assert "判定规则（首个满足者生效）" in plain
        assert "支持" in plain
        assert "没有数据" in plain
    assert 'lang="zh"' in html_page(study, rows, "zh")


def test_a_ledger_read_back_from_its_file_tells_no_doubt_where_there_is_none(study, results):
    rows = ledger(study, results).replace({"sensitivity_zh": {"": None}, "sensitivity": {"": None}})
    assert len(doubts(rows, "zh")) == len(doubts(rows)) == 5
