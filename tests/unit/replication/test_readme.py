"""The README of a package: the template's sections, and facts of the specs under them."""

import re

import pytest

from nqpf.replication.costs import Cost
from nqpf.replication.readme import Product, Program, Run, cell, pinned, readme

SECTIONS = [
    "## Overview",
    "## Data Availability and Provenance Statements",
    "### Statement about Rights",
    "### Summary of Availability",
    "### Details on each Data Source",
    "## Dataset list",
    "## Computational Requirements",
    "### Software Requirements",
    "### Controlled Randomness",
    "### Memory, Runtime, Storage Requirements",
    "## Description of programs/code",
    "### License for Code",
    "## Instructions to Replicators",
    "## List of tables and figures",
    "## References",
]
PROGRAMS = [
    Program("fit_models", "Fit the columns of table {wildcards.table}", "workflow/scripts/fit_models.py"),
    Program("render_table", "Print table {wildcards.table}", "workflow/scripts/render_table.py"),
]
LOCK = """# made by a tool
numpy==2.4.6
pandas==3.1.1 ; python_full_version < '3.12'
pandas==3.2.0 ; python_full_version >= '3.12'
unasked==1.0
"""


def page(study):
    products = {
        "tables": [
            Product(
                "baseline", ["fit_models", "render_table"], [f"results/{study.name}/tables/baseline.csv"]
            ),
            Product("weights_nqpf", ["render_table"], []),
        ],
        "figures": [],
    }
    manifest = {"python": "3.11.7", "inputs": {}, "outputs": {}, "seeds": study.seeds()}
    run = Run(manifest, [Cost("fit_models", 2, 7.25, 5.0, 410.4)], {"results": 2_500_000}, {"numpy": "2.4.6"})
    return readme(study, PROGRAMS, products, run)


@pytest.fixture(scope="module")
def text(provinces):
    return page(provinces)


def test_the_sections_of_the_template_stand_in_order(text):
    assert [line for line in text.splitlines() if line in SECTIONS] == SECTIONS


def test_every_source_has_file_citation_address_hash_and_an_answer(text, provinces):
    for name, source in provinces.sources.sources.items():
        part = text.partition(f"#### {name}\n")[2].partition("####")[0]
        assert source.url in part
        assert source.sha256 in part
        assert cell(source.citation) in part
        assert "Provided in this package: no" in part
        assert f"| `data/raw/china_provinces/{source.file}` | {name} | no |" in text


def test_notes_of_the_study_are_sentences(text, provinces):
    for note in provinces.facts.notes:
        assert f"\n{cell(note.en)}\n" in text


def test_every_seed_is_listed(text, provinces):
    for name, seed in provinces.seeds().items():
        assert f"| {name} | {seed} |" in text


def test_measured_costs_and_storage_are_printed(text):
    assert "| fit_models | 2 | 7.2 | 5.0 | 410 |" in text
    assert "Storage: results 2.5 MB." in text


def test_a_table_names_its_spec_rules_scripts_and_files(text):
    row = next(line for line in text.splitlines() if line.startswith("| baseline |"))
    for word in (
        "`config/studies/china_provinces/tables/baseline.yaml`",
        "| fit_models, render_table |",
        "`workflow/scripts/fit_models.py`, `workflow/scripts/render_table.py`",
        "`published/china_provinces/tables/baseline.csv`",
    ):
        assert word in row
    assert (
        "`config/studies/china_provinces/indices/nqpf.yaml`" in text
    )  # a weight table has no spec of its own


def test_messages_show_wildcards_as_plain_names(text):
    assert "| fit_models | Fit the columns of table (table) | `workflow/scripts/fit_models.py` |" in text


def test_simulated_data_are_called_so_and_real_data_are_not(simulated, text):
    assert page(simulated).startswith("# SIMULATED - ")
    assert "SIMULATED" not in text


def test_no_line_of_a_table_is_broken(text):
    for block in re.findall(r"(?m)(?:^\|.*\n)+", text):
        columns = {line.replace("\\|", "").count("|") for line in block.splitlines()}
        assert len(columns) == 1, block


def test_a_cell_cannot_break_its_row():
    assert cell("a | b\n<script>") == "a \\| b &lt;script&gt;"


def test_versions_are_those_of_the_lock_for_what_the_project_asks_for():
    found = pinned(LOCK, {"dependencies": ["numpy>=2.1", "pandas[all]>=3,<4"]})
    assert found == {
        "numpy": "2.4.6",
        "pandas": "3.1.1 (python_full_version < '3.12'), 3.2.0 (python_full_version >= '3.12')",
    }
