"""What a person reads while Snakemake runs, and at its end."""

import pytest

PANEL = "data/processed/simulated_cities/panel.csv"
MANIFEST = "results/simulated_cities/manifest.json"


@pytest.mark.slow
def test_a_run_ends_with_where_the_results_are_the_ledger_and_the_data(finished):
    (finished.folder / MANIFEST).unlink()
    said = finished.snakemake().stdout
    end = said.partition("simulated_cities: done in ")[2]
    assert "Results in results/simulated_cities: open " in end
    assert "The ledger, 19 claims" in end
    assert "Technology change: " in end
    assert "filled by the policies in variables.yaml: " in end
    assert said.count("simulated_cities: done in ") == 1


@pytest.mark.slow
def test_where_nothing_is_done_nothing_is_summed_up(finished):
    said = finished.snakemake().stdout
    assert "Nothing to be done" in said
    assert "The ledger" not in said


@pytest.mark.slow
def test_rules_say_what_they_do_and_neither_the_computer_nor_the_reasons_are_printed(finished):
    (finished.folder / MANIFEST).unlink()
    said = finished.snakemake().stdout
    assert "Sign inputs and outputs with their hashes" in said
    assert "1 of 2 steps (50%) done" in said
    for noise in ("Host:", "User:", "Reason:", "Select jobs to execute", "Finished jobid"):
        assert noise not in said


@pytest.mark.slow
def test_a_failed_rule_says_its_sentence_and_its_log_once(fresh):
    assert fresh.snakemake("data/raw/simulated_cities/truth.json").returncode == 0
    path = fresh.folder / "data/raw/simulated_cities/economy.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, lines[-1]]))
    done = fresh.snakemake(PANEL)
    assert done.returncode != 0
    end = done.stdout.partition("The rule build_panel failed:\n")[2].splitlines()
    assert "economy.csv" in end[0]
    assert end[1] == "  Its log: logs/simulated_cities/build_panel.log"
    assert done.stdout.count("keep one row or correct the names") == 1
    assert "workflow/nqpf/" not in done.stdout
