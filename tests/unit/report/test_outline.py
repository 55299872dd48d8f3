"""Every kind has its place, every exhibit of every study stands once."""

import pytest
from unit.report.cases import CONFIG

from nqpf.registry import names
from nqpf.report import outline
from nqpf.report.words import tell
from nqpf.specs.study import load_study

STUDIES = sorted(path.parent.name for path in CONFIG.glob("studies/*/study.yaml"))
SHIPPED = sorted({*names("nqpf.tables"), *names("nqpf.figures")})


def test_every_shipped_kind_has_a_section():
    lost = [kind for kind, section in outline.placed(SHIPPED).items() if section == outline.FURTHER]
    assert not lost, f"give these kinds a place in nqpf/report/outline.py: {lost}"


def test_no_kind_stands_in_two_sections():
    kinds = [kind for section in outline.KINDS.values() for kind in section]
    assert len(kinds) == len(set(kinds))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_section_has_a_title(language):
    for section in outline.SECTIONS:
        assert tell("specs_section" if section == "specs" else section, language)


@pytest.mark.parametrize("name", STUDIES)
def test_every_table_and_figure_of_a_study_stands_once(name):
    study = load_study(name, CONFIG)
    shown = [one for section in outline.SECTIONS for one in outline.exhibits_of(study, section)]
    wanted = [("tables", one) for one in study.tables] + [("figures", one) for one in study.figures]
    assert sorted(shown) == sorted(wanted)


def test_regressions_follow_the_claims_behind_their_columns():
    study = load_study("simulated_cities", CONFIG)
    found = {name: outline.section_of_table(study, name) for name in ("baseline", "paths", "schemes")}
    assert found == {"baseline": "baseline", "paths": "paths", "schemes": "robustness"}


def test_an_unknown_kind_is_shown_and_not_dropped():
    assert outline.section_of_kind("invented") == outline.FURTHER
    assert outline.FURTHER in outline.SECTIONS
