"""The frame around every script, run in a process of its own: it ties the process to its parent."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import job

FAKE = """
import json, sys, warnings
from pathlib import Path
from types import SimpleNamespace

import job
from nqpf.errors import DataError, SpecError

class Names(dict):
    pass

def snakemake(**more):
    empty = dict(input=Names(), output=Names(), wildcards=Names(), params=Names(), config={}, log=["job.log"])
    return SimpleNamespace(**{**empty, **more})
"""

SLEEPER = """
import time

def main():
    print("up", flush=True)
    time.sleep(60)

job.run(main, snakemake())
"""


def run(folder, body):
    """Run a script as Snakemake would; returns the process and its log."""
    script = folder / "script.py"
    script.write_text(FAKE + body, encoding="utf-8")
    environment = {"PYTHONPATH": str(Path(job.__file__).parent), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    log = folder / "job.log"
    return done, log.read_text(encoding="utf-8") if log.exists() else ""


@pytest.mark.parametrize("kind", ["DataError", "SpecError"])
def test_a_users_mistake_is_one_sentence_in_the_log(tmp_path, kind):
    done, log = run(
        tmp_path, f"def main(): raise {kind}('f.csv: 列 x is wrong; correct it.')\njob.run(main, snakemake())"
    )
    assert done.returncode == 1
    assert log == "error: f.csv: 列 x is wrong; correct it.\n"
    assert "Traceback" not in done.stdout + done.stderr


def test_any_other_error_leaves_its_traceback(tmp_path):
    done, log = run(tmp_path, "def main(): raise ZeroDivisionError('deep')\njob.run(main, snakemake())")
    assert done.returncode == 1
    assert log.startswith("Traceback")
    assert "ZeroDivisionError: deep" in log
    assert "in main" in log


def test_a_plain_value_error_is_no_users_mistake(tmp_path):
    done, log = run(tmp_path, "def main(): raise ValueError('inner')\njob.run(main, snakemake())")
    assert done.returncode == 1
    assert log.startswith("Traceback")


def test_warnings_are_one_line_each_in_the_log(tmp_path):
    done, log = run(tmp_path, "def main(): warnings.warn('flat: weight 0')\njob.run(main, snakemake())")
    assert done.returncode == 0
    assert log == "warning: flat: weight 0\n"
    assert done.stderr == ""


def test_a_quiet_job_leaves_an_empty_log(tmp_path):
    done, log = run(tmp_path, "def main(): pass\njob.run(main, snakemake())")
    assert (done.returncode, done.stdout, done.stderr, log) == (0, "", "", "")


def test_an_import_runs_nothing(tmp_path):
    done, log = run(tmp_path, "def main(): raise SystemExit(9)\njob.run(main, None)")
    assert (done.returncode, log) == (0, "")


ARGUMENTS = """
def main(study, panel, parts, scores, seed, **data):
    print(json.dumps([study, repr(panel), repr(parts), repr(scores), seed, sorted(data)]))

job.run(main, snakemake(
    wildcards=Names(study="small", unused="x"),
    input=Names(panel="a/b.csv", parts=["c.csv", "d.csv"], code=["x.py"], specs=["s.yaml"], more="e.csv"),
    output=Names(scores="s.csv"),
    params=Names(seed=7, mark="ab"),
))
"""


def test_names_become_arguments_and_paths(tmp_path):
    done, log = run(tmp_path, ARGUMENTS)
    assert log == ""
    study, panel, parts, scores, seed, data = json.loads(done.stdout)
    assert (study, seed) == ("small", 7)
    assert panel == "PosixPath('a/b.csv')"
    assert parts == "[PosixPath('c.csv'), PosixPath('d.csv')]"
    assert scores == "PosixPath('s.csv')"
    assert data == ["more"]  # neither code nor specs, nor what is named


@pytest.mark.parametrize(
    ("config", "expected"), [("{'mirror': 'm'}", "m"), ("{'mirror': ''}", None), ("{}", None)]
)
def test_the_mirror_comes_from_the_configuration(tmp_path, config, expected):
    body = "def main(mirror): print(json.dumps(mirror))\n"
    done, _ = run(tmp_path, f"{body}job.run(main, snakemake(config={config}))")
    assert json.loads(done.stdout) == expected


def test_an_argument_that_the_rule_lacks_is_told_in_the_log(tmp_path):
    done, log = run(tmp_path, "def main(panel): pass\njob.run(main, snakemake())")
    assert done.returncode == 1
    assert "panel" in log


def test_a_job_has_one_blas_thread(tmp_path):
    body = """
import numpy
from threadpoolctl import threadpool_info

def main(): print(json.dumps([pool["num_threads"] for pool in threadpool_info()]))

job.run(main, snakemake())
"""
    done, log = run(tmp_path, body)
    assert log == ""
    assert set(json.loads(done.stdout)) == {1}


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_a_job_ends_with_the_process_that_started_it(tmp_path):
    """The parent starts a job that would sleep for a minute, and is killed once the job runs."""
    (tmp_path / "child.py").write_text(f"{FAKE}{SLEEPER}")
    parent = (
        "import os, signal, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, 'child.py'], stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = {"PYTHONPATH": str(Path(job.__file__).parent), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", parent],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert gone(int(done.stdout))


def gone(pid):
    """Whether a process has ended within five seconds (a zombie that nobody reaps has ended too)."""
    import time

    for _ in range(50):
        status = Path(f"/proc/{pid}/stat")
        if not status.exists() or status.read_text().rpartition(")")[2].split()[0] in "ZX":
            return True
        time.sleep(0.1)
    return False


def test_a_job_that_ends_well_leaves_its_cost_beside_its_log(tmp_path):
    body = """
import time

def main():
    held = bytearray(60_000_000)
    time.sleep(0.2)
    assert held

job.run(main, snakemake())
"""
    run(tmp_path, body)
    cost = json.loads((tmp_path / "job.measured").read_text(encoding="utf-8"))
    assert 0.2 <= cost["seconds"] < 30
    assert 60 < cost["peak_mb"] < 1000
    run(tmp_path, "def main(): raise ValueError\njob.run(main, snakemake(log=['failed.log']))")
    assert not (tmp_path / "failed.measured").exists()
