"""A tenth channel is one YAML file: it joins its effect, its families, every table and figure, the audit."""

import json

import pytest

from nqpf.files import read_frame

STUDY = "config/studies/simulated_cities"
RESULTS = "results/simulated_cities"
CHANNEL = """label: {en: Rail-borne, zh: 轨道化}
effect: 1.model
variable: {unit: trips, recipe: {per_capita: [rail_passengers, population]}, missing: {interpolate: {gap: 1}}}
"""


TABLES = (
    "mechanisms",
    *(f"mechanism_{one}" for one in ("products", "fragility", "alternatives", "moderated")),
)
FIGURES = ("channels", "mechanism_products", "mechanism_curve")


@pytest.fixture(scope="module")
def grown(another):
    """The tiny study with one more file, run as far as mechanisms and ledger go."""
    file = another.folder / STUDY / "channels/rail_borne.yaml"
    file.parent.mkdir()
    file.write_text(CHANNEL, encoding="utf-8")
    tables = [f"{RESULTS}/tables/{name}.html" for name in TABLES]
    figures = [f"{RESULTS}/figures/{name}.csv" for name in FIGURES]
    done = another.snakemake(*tables, *figures, f"{RESULTS}/propositions.csv")
    assert done.returncode == 0, done.stdout[-3000:]
    return another


@pytest.mark.slow
def test_the_tenth_channel_joins_its_effect(grown):
    folder = grown.folder / RESULTS / "mechanisms/channels"
    paths = read_frame(folder / "paths.csv").set_index("mediator")
    assert len(paths) == 10
    assert paths.loc["rail_borne", "effect"] == "1.model"
    joint = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["effects"]["1.model"]
    assert joint["df1"] == 4
    products = read_frame(folder / "products.csv")
    assert set(products.loc[products["name"] == "rail_borne", "set"]) == {"single", "1.model", "all"}


@pytest.mark.slow
def test_the_tenth_channel_stands_in_every_table_and_figure(grown):
    for name in TABLES:
        page = (grown.folder / RESULTS / "tables" / f"{name}.html").read_text(encoding="utf-8")
        assert "Rail-borne" in page, name
    for name in FIGURES:
        drawn = (grown.folder / RESULTS / "figures" / f"{name}.csv").read_text(encoding="utf-8")
        assert "rail_borne" in drawn, name


@pytest.mark.slow
def test_the_tenth_channel_is_audited_and_has_no_claim(grown):
    audit = read_frame(grown.folder / RESULTS / "checks/overlap.csv")
    assert "mediator: rail_borne" in set(audit["first"]) | set(audit["second"])
    rows = read_frame(grown.folder / RESULTS / "propositions.csv").set_index("claim")
    assert len(rows) == 19
    assert "rail_borne" in rows.loc["1.model", "variable"]
