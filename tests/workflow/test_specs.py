"""Every study in the repository is valid, complete and honest about what it is."""

from pathlib import Path

import pytest

from nqpf.specs.study import load_study

CONFIG = Path(__file__).parents[2] / "config"
STUDIES = sorted(path.parent.name for path in (CONFIG / "studies").glob("*/study.yaml"))
CHANNELS, CLAIMS = 9, 19


@pytest.fixture(params=STUDIES)
def study(request):
    return load_study(request.param, CONFIG)


def test_the_three_studies_are_there():
    assert {"simulated_cities", "china_provinces", "china_cities"} <= set(STUDIES)


def test_the_theory_has_all_its_claims(study):
    kinds = [claim.kind for claim in study.theory.claims.values()]
    assert len(kinds) == CLAIMS
    assert kinds.count("channel") == CHANNELS
    assert kinds.count("effect") == 3
    assert kinds.count("path") == 4


def test_real_sources_are_pinned_and_simulated_ones_are_not(study):
    for source in study.sources.sources.values():
        assert (source.sha256 is None) == study.simulated  # a file of one's own has a hash and no url
        if source.url:
            commit = source.url.removeprefix("https://raw.githubusercontent.com/").split("/")[2]
            assert len(commit) == 40, f"{source.url} names no commit"


def test_every_variable_has_both_labels_and_a_unit(study):
    for name, variable in study.codebook.variables.items():
        assert variable.label.en, name
        assert variable.label.zh, name
        assert variable.unit, name


def test_every_series_is_used(study):
    used = {series for variable in study.codebook.variables for series in study.codebook.series_of(variable)}
    assert set(study.codebook.series) == used


def test_the_strict_treatment_shares_nothing_with_the_outcome(study):
    from nqpf.audit.overlap import audit

    strict = {study.facts.treatment, study.facts.outcome}
    shared = [found.content for found in audit(study) if set(found.pair) == strict]
    assert shared == [()]


def test_every_mechanism_has_a_table_of_every_layer(study):
    layers = {"mechanism", *(f"mechanism_{name}" for name in ("products", "fragility", "alternatives"))}
    for name, spec in study.mechanisms.items():
        wanted = layers | ({"mechanism_moderated"} if spec.moderators else set())
        assert {table.kind for table in study.tables.values() if table.mechanism == name} == wanted


def test_channels_are_moderated_by_the_observed_practice_paths(study):
    paths = [study.facts.claims[claim].variable for claim in study.theory.of_kind("path")]
    assert study.mechanisms[study.facts.mechanism].moderators == [name for name in paths if name]
