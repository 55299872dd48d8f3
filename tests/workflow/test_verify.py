"""`snakemake verify_small` on a tiny study: all files are there, say SIMULATED, and rest when asked again."""

import pytest

from nqpf.files import read_frame

RESULTS = "results/simulated_cities/verify_small"


def test_a_dry_run_plans_a_job_per_scenario_and_shard(fresh):
    planned = fresh.planned("verify_small")
    assert {"verify_shard", "verify_gather", "verify_page", "verify_table", "verify_figure"} <= planned
    assert not {"simulate", "fit_models"} & planned


def test_verify_asks_for_the_full_number_of_panels(fresh):
    output = fresh.snakemake("--dry-run", "verify").stdout
    assert "panels 1900 to 2000 of main" in output


@pytest.mark.slow
def test_the_small_version_runs_and_rests(finished):
    done = finished.snakemake("verify_small")
    assert done.returncode == 0, done.stdout
    folder = finished.folder / RESULTS
    rates = read_frame(folder / "coverage.csv")
    assert set(rates["data"]) == {"SIMULATED"}
    assert set(rates["method"]) >= {"t", "percentile", "bca", "monte_carlo", "sobel", "romano_wolf", "wild"}
    assert (folder / "verify.md").read_text(encoding="utf-8").startswith("# SIMULATED")
    for page in folder.glob("tables/*.html"):
        assert "SIMULATED" in page.read_text(encoding="utf-8")
    assert "Nothing to be done" in finished.snakemake("verify_small").stdout


def test_a_mistake_in_a_scenario_is_one_sentence(fresh):
    fresh.edit("config/verify/scenarios/main.yaml", lambda text: text.replace("panels:", "panel:"))
    output = fresh.snakemake("--dry-run", "verify").stdout
    assert "main.yaml: unknown key 'panel'; did you mean 'panels'" in output
    assert "Traceback" not in output
