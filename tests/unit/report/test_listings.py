"""The plain tables of the report, in a language."""

import pandas as pd
import pytest
from unit.report import cases

from nqpf.report import listings


@pytest.fixture(scope="module")
def study():
    return cases.study()


def texts(listing):
    return [[cell.text for cell in row] for row in listing.rows]


def facts(study, language, **changes):
    own = study.sources.sources["economy"].model_copy(update=changes)
    return dict(listings._source("economy", own, language).facts)


@pytest.mark.parametrize(
    ("changes", "en"),
    [
        ({}, "drawn by the simulation; its hash stands in the manifest"),
        ({"sha256": "0" * 64}, "none: a file of the researcher's own, held against its hash"),
    ],
)
def test_a_file_without_address_says_whose_it_is(study, changes, en):
    assert facts(study, "en", **changes)["Address"].text == en
    assert not facts(study, "zh", **changes)["地址"].text.isascii()


def test_an_overlap_names_its_pair_and_its_path_in_the_readers_language(study, tmp_path):
    material = cases.material(tmp_path, "en", study)
    line = {"first": "nqpf", "second": "digital", "model": "channels", "path": "a"}
    frame = material.checks["placebo"].assign(**line)
    total = frame.assign(path="total", second="innovation")
    material.checks["placebo"] = pd.concat([frame, total])
    english, chinese = (texts(listings.placebo(study, material, language)) for language in ("en", "zh"))
    assert [row[:2] for row in english] == [
        ["nqpf → digital", "channels, path a"],
        ["nqpf → innovation", "channels, total effect"],
    ]
    label = study.label("digital").zh
    assert chinese[0][:2] == [f"新质生产力 → {label}", "channels，路径 a"]
    assert chinese[1][1] == "channels，总效应"


def test_tables_of_a_claim_stand_in_the_order_of_the_report(study, tmp_path):
    material = cases.material(tmp_path, "en", study)
    rows = material.ledger.assign(evidence="tables/b.html, tables/a.html, estimates")
    labels = {"tables/a": "Table 1", "tables/b": "Table 2"}
    shown = listings.ledger(study, type(material)(**{**vars(material), "ledger": rows}), "en", labels)
    named = [link.text for link in shown.rows[0][-1].links][:2]
    assert named == ["Table\N{NO-BREAK SPACE}1", "Table\N{NO-BREAK SPACE}2"]
