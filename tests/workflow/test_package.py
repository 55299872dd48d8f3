"""The replication package: what it holds; it is the same twice, and reruns elsewhere to the same hashes."""

import getpass
import json
import platform
import shutil
import zipfile
from pathlib import Path

import pytest

ZIP = "results/simulated_cities/replication.zip"
TOP = "simulated_cities_replication"
COMMON_WORDS = {"root", "user", "runner", "linux", "localhost", "vm"}  # names that any text may hold


@pytest.fixture(scope="module")
def packed(finished):
    done = finished.snakemake("package")
    assert done.returncode == 0, done.stdout[-3000:]
    return finished


@pytest.fixture(scope="module")
def entries(packed):
    with zipfile.ZipFile(packed.folder / ZIP) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.slow
def test_the_package_holds_code_specs_lock_outputs_and_data(entries):
    for name in (
        "README.md",
        "LICENSE",
        "CITATION.cff",
        "pyproject.toml",
        "Snakefile",
        "workflow/envs/constraints.txt",
        "workflow/nqpf/estimate.py",
        "workflow/nqpf/claims/templates/ledger.html.j2",
        "config/theory.yaml",
        "config/studies/simulated_cities/study.yaml",
        "published/simulated_cities/manifest.json",
        "published/simulated_cities/propositions.csv",
        "published/simulated_cities/mechanisms/channels/paths.csv",
        "data/raw/simulated_cities/cities.csv",
    ):
        assert f"{TOP}/{name}" in entries
    assert not [name for name in entries if "china" in name or "__pycache__" in name or name.endswith(".zip")]


@pytest.mark.slow
def test_every_signed_output_is_in_it_with_its_hash(entries):
    import hashlib

    manifest = json.loads(entries[f"{TOP}/published/simulated_cities/manifest.json"])
    for name, known in manifest["outputs"].items():
        if name.startswith("results/"):
            content = entries[f"{TOP}/{name.replace('results/', 'published/', 1)}"]
            assert hashlib.sha256(content).hexdigest() == known


@pytest.mark.slow
def test_it_names_no_folder_user_or_computer(entries, packed):
    marks = {str(packed.folder), str(Path.home()) + "/", getpass.getuser(), platform.node()} - COMMON_WORDS
    for name, content in entries.items():
        for mark in marks:
            assert mark.encode() not in content, (name, mark)


@pytest.mark.slow
def test_the_readme_knows_every_table_and_figure_with_its_rules_and_what_they_cost(entries):
    page = entries[f"{TOP}/README.md"].decode()
    assert "| baseline | " in page
    assert "| fit_models, audit_placebo, state_truth, render_table |" in page
    for kind in ("tables", "figures"):
        part = page.partition(f"### {kind.capitalize()}\n")[2].partition("\n#")[0]
        rows = {line.split(" | ")[0].removeprefix("| "): line for line in part.splitlines()}
        specs = [Path(name).stem for name in entries if f"/studies/simulated_cities/{kind}/" in name]
        assert specs
        for name in specs:
            assert f"`published/simulated_cities/{kind}/{name}.csv`" in rows[name]
            assert "workflow/scripts/" in rows[name]
    assert "| study_mechanism | 1 | " in page
    assert "Nothing was measured" not in page


@pytest.mark.slow
def test_packed_twice_it_is_the_same_bytes(packed):
    first = (packed.folder / ZIP).read_bytes()
    (packed.folder / ZIP).unlink()
    assert packed.snakemake("package").returncode == 0
    assert (packed.folder / ZIP).read_bytes() == first


@pytest.mark.slow
def test_unpacked_elsewhere_it_reruns_to_the_same_hashes(packed, tmp_path):
    shutil.unpack_archive(packed.folder / ZIP, tmp_path)
    elsewhere = type(packed)(tmp_path / TOP)
    done = elsewhere.snakemake("replicate")
    assert done.returncode == 0, done.stdout[-3000:]
    assert "files are identical to the published ones." in done.stdout
    one, other = (
        json.loads((project.folder / "results/simulated_cities/manifest.json").read_text(encoding="utf-8"))
        for project in (packed, elsewhere)
    )
    assert one["outputs"] == other["outputs"]
    assert one["inputs"] == other["inputs"]


@pytest.mark.slow
def test_outside_a_package_there_is_nothing_to_replicate(packed):
    done = packed.snakemake("replicate")
    assert done.returncode != 0
    assert "run 'snakemake replicate' in an unpacked replication.zip" in done.stdout
