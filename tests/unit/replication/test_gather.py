"""What is read from a project's folder, on a small one made for the test."""

import json

import pytest

from nqpf.replication.gather import contents, gather_run, places, sizes

MANIFEST = {
    "inputs": {"data/raw/s/a.csv": "1"},
    "outputs": {"results/s/t.csv": "2", "data/processed/s/p.csv": "3"},
}
FILES = {
    "data/raw/s/a.csv": "12345",
    "results/s/t.csv": "12",
    "data/processed/s/p.csv": "123",
    "manifest.json": json.dumps(MANIFEST),
    "pyproject.toml": '[project]\ndependencies = ["numpy>=2"]\n',
    "workflow/envs/constraints.txt": "numpy==2.4.6\n",
    "logs/s/fit_models/one.measured": '{"seconds": 2.5, "peak_mb": 100.0}\n',
    "logs/s/fit_models/one.log": "warning: flat\n",
    "logs/s/write_package.measured": '{"seconds": 9.0, "peak_mb": 100.0}\n',
}


@pytest.fixture
def project(tmp_path, monkeypatch):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_cost_of_packing_is_no_part_of_a_package(project):
    run = gather_run(project / "manifest.json", project / "logs/s", ["fit_models", "write_package"])
    assert [(one.rule, one.seconds) for one in run.costs] == [("fit_models", 2.5)]
    assert run.versions == {"numpy": "2.4.6"}


@pytest.mark.usefixtures("project")
def test_sizes_add_up_by_folder():
    assert sizes(MANIFEST) == {"data/raw": 5, "data/processed": 3, "results": 2}


def test_contents_are_bytes_by_path(project):
    path = project / "results/s/t.csv"
    assert contents([path]) == {path.as_posix(): b"12"}


def test_the_folder_of_the_project_is_a_place_to_keep_quiet_about(project):
    assert str(project) in places()
