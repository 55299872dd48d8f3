"""The audit stands before every estimate, and says in the provinces what is known by construction."""

import os
from pathlib import Path

import pytest

from nqpf import index
from nqpf.audit.placebo import placebo
from nqpf.panel.build import build_panel
from nqpf.panel.load import read_sources
from nqpf.regression import fit_model
from nqpf.sources.retrieve import retrieve
from nqpf.specs.study import load_study

CONFIG = Path(__file__).parents[2] / "config"
SAME = 1e-8  # an index fitted twice, by two routes
RESULTS = "results/simulated_cities"


@pytest.mark.slow
@pytest.mark.parametrize("estimate", ["estimates/baseline.csv", "mechanisms/channels/paths.csv"])
def test_nothing_is_estimated_before_the_audit(fresh, estimate):
    assert "audit_overlap" in fresh.planned(f"{RESULTS}/{estimate}")


@pytest.fixture
def provinces(tmp_path):
    mirror = os.environ.get("NQPF_MIRROR")
    if not mirror:
        pytest.skip("NQPF_MIRROR is not set; the real files are not in the repository")
    study = load_study("china_provinces", CONFIG)
    for source in study.sources.sources.values():
        retrieve(source, tmp_path / source.file, Path(mirror).resolve())
    return study, build_panel(study, read_sources(study, tmp_path)).panel


def test_the_conventional_index_without_its_overlap_is_the_strict_one(provinces):
    """The strict treatment is the conventional one less the three indicators that belong to the outcome."""
    study, panel = provinces
    scores = {name: index.fit(panel, spec).apply(panel) for name, spec in study.indices.items()}
    found = placebo(study, panel, {"main": panel.assign(**scores).reset_index()}, seed=1, draws=39)
    row = found.set_index("model").loc["twoway_conventional"]
    model = study.models["twoway"].model_copy(update={"diagnostics": []})
    strict = fit_model(panel.assign(**scores).reset_index(), model)
    expected = strict.estimate.terms.loc["nqpf", ["coef", "se"]].tolist()
    assert row[["leave_out", "leave_out_se"]].tolist() == pytest.approx(expected, rel=SAME)


def test_every_declared_overlap_of_the_provinces_has_a_band_or_a_reason(provinces):
    study, panel = provinces
    scores = {name: index.fit(panel, spec).apply(panel) for name, spec in study.indices.items()}
    found = placebo(study, panel, {"main": panel.assign(**scores).reset_index()}, seed=1, draws=39)
    declared = {frozenset(one.between) for one in study.facts.overlaps}
    assert {frozenset(pair) for pair in zip(found["first"], found["second"], strict=True)} == declared
    told = found["placebo_low"].notna() | found["note"].str.startswith("not computable")
    assert told.all()
