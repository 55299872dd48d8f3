"""Which package files a script uses, and the manifest of a run."""

import subprocess
from pathlib import Path

import pytest

from nqpf import provenance
from nqpf.files import read_json, write_json
from nqpf.provenance import changed, manifest, used_files

ROOT = Path(__file__).parents[2]
REAL = ROOT / "workflow"

PACKAGE = {
    "__init__.py": "",
    "errors.py": "",
    "weigh.py": "from nqpf.registry import load\n\ndef f(name):\n    return load('nqpf.schemes', name)\n",
    "registry.py": "import nqpf.errors\n",
    "late.py": "def f():\n    from nqpf.deep.inner import thing\n    return thing\n",
    "deep/__init__.py": "",
    "deep/inner.py": "thing = 1\n",
    "schemes/__init__.py": "",
    "schemes/one.py": "from nqpf import late\n",
    "schemes/two.py": "import numpy\n",
    "specs/__init__.py": "",
    "specs/check.py": "from nqpf import errors\n\nNAMES = 'nqpf.schemes'\n",
    "paint/__init__.py": "",
    "paint/html.py": "FOLDER = ('nqpf.paint', 'templates')\n",
    "paint/templates/page.j2": "{{ this is no python }}",
    "unused.py": "",
}


@pytest.fixture
def package(tmp_path):
    for name, text in PACKAGE.items():
        path = tmp_path / "nqpf" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "nqpf"


def used(package, text, **choices):
    script = package.parent / "script.py"
    script.write_text(text, encoding="utf-8")
    provenance._names.cache_clear()  # the script is written anew in one test
    files = used_files(
        script, package, {name.replace("__", "."): options for name, options in choices.items()}
    )
    assert files == sorted(set(files))
    return {str(path.relative_to(package)) for path in files}


def test_imports_are_followed_also_late_ones(package):
    assert used(package, "from nqpf.late import f\n") == {
        "__init__.py",
        "late.py",
        "deep/__init__.py",
        "deep/inner.py",
    }


@pytest.mark.parametrize(
    "line", ["import nqpf.deep.inner", "from nqpf.deep import inner", "from nqpf.deep.inner import thing"]
)
def test_every_way_to_import(package, line):
    assert used(package, line) == {"__init__.py", "deep/__init__.py", "deep/inner.py"}


def test_a_registry_brings_all_its_options(package):
    found = used(package, "from nqpf.weigh import f\n")
    assert {"schemes/__init__.py", "schemes/one.py", "schemes/two.py", "late.py", "deep/inner.py"} <= found


def test_only_the_chosen_options_count(package):
    one = used(package, "from nqpf.weigh import f\n", nqpf__schemes=["one"])
    two = used(package, "from nqpf.weigh import f\n", nqpf__schemes=["two"])
    assert one - two == {"schemes/one.py", "late.py", "deep/__init__.py", "deep/inner.py"}
    assert two - one == {"schemes/two.py"}


def test_mentions_inside_specs_do_not_count_but_imports_do(package):
    assert used(package, "import nqpf.specs.check\n") == {
        "__init__.py",
        "specs/__init__.py",
        "specs/check.py",
        "errors.py",
    }


def test_templates_of_a_folder_count(package):
    found = used(package, "from nqpf.paint import html\n")
    assert found == {"__init__.py", "paint/__init__.py", "paint/html.py", "paint/templates/page.j2"}


def test_other_packages_and_other_texts_do_not_count(package):
    assert (
        used(package, "import numpy\nfrom json import loads\nx = 'nqpf.none'\ny = 'nqpfx.schemes'\n") == set()
    )


def real(script, **choices):
    files = used_files(REAL / "scripts" / f"{script}.py", REAL / "nqpf", choices)
    return {str(path.relative_to(REAL / "nqpf")) for path in files}


def test_the_real_scripts_use_what_they_must():
    build = real("build_index", **{"nqpf.weights": ["equal"]})
    assert {"index/model.py", "weights/equal.py", "index/normalisers/minmax.py", "specs/study.py"} <= build
    assert "weights_input.py" in build
    assert not any(name.startswith(("estimators", "mechanisms", "claims", "figures")) for name in build)
    fit = real("fit_models", **{"nqpf.estimators": ["twfe"]})
    assert {"regression.py", "estimate.py", "inference/wild.py", "estimators/twfe.py"} <= fit
    judge = real("judge_claims")
    assert {"claims/ledger.py", "claims/page.py", "claims/templates/ledger.html.j2"} <= judge


@pytest.mark.parametrize(
    "script", sorted(path.stem for path in (REAL / "scripts").glob("*.py") if path.stem != "job")
)
def test_every_script_has_package_files_that_exist(script):
    files = used_files(REAL / "scripts" / f"{script}.py", REAL / "nqpf", {})
    assert files
    assert all(path.is_file() for path in files)


@pytest.fixture
def signed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("in.csv", "a.txt", "b.txt"):
        Path(name).write_text(name)
    made = manifest([Path("in.csv")], [Path("b.txt"), Path("a.txt")], "small", {"model x": 1})
    write_json(tmp_path / "manifest.json", made)
    return read_json(tmp_path / "manifest.json")


def test_a_manifest_names_what_a_run_was_made_of(signed):
    assert signed["study"] == "small"
    assert signed["seeds"] == {"model x": 1}
    assert list(signed["inputs"]) == ["in.csv"]
    assert list(signed["outputs"]) == ["a.txt", "b.txt"]
    assert {"numpy", "pandas", "linearmodels", "snakemake"} <= set(signed["packages"])
    assert all(len(code) == 64 for code in signed["outputs"].values())


def test_nothing_changed(signed, tmp_path):
    assert changed(signed, tmp_path) == []


@pytest.mark.parametrize("name", ["in.csv", "a.txt"])
def test_one_byte_is_noticed(signed, tmp_path, name):
    (tmp_path / name).write_text(f"{name} ")
    assert changed(signed, tmp_path) == [name]


def test_a_lost_file_is_noticed(signed, tmp_path):
    (tmp_path / "b.txt").unlink()
    assert changed(signed, tmp_path) == ["b.txt"]


def test_a_touch_is_no_change(signed, tmp_path):
    (tmp_path / "a.txt").touch()
    assert changed(signed, tmp_path) == []


def test_outside_a_checkout_there_is_no_commit(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert manifest([], [], "s", {})["code"]["commit"] == ""


def test_without_git_there_is_no_commit(monkeypatch):
    def none(*_, **__):
        raise FileNotFoundError("git")

    monkeypatch.setattr(subprocess, "run", none)
    assert manifest([], [], "s", {})["code"]["commit"] == ""
