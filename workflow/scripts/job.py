"""The frame around every script: names in a rule become arguments, mistakes become one sentence.

A script ends with `job.run(main, globals().get("snakemake"))`: a no-op when it is imported, so that
`main` can be called and tested without Snakemake.
"""

import ctypes
import inspect
import json
import logging
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nqpf.errors import UserError

PR_SET_PDEATHSIG = 1
STARTED = time.perf_counter()


def run(main: Callable[..., None], snakemake: Any) -> None:
    """Call `main` with the wildcards and the named inputs, outputs and params of the job."""
    if snakemake is None:
        return
    _die_with_parent()
    with Path(snakemake.log[0]).open("w", encoding="utf-8") as log:
        sys.stderr = log
        warnings.showwarning = lambda message, *_: print(f"warning: {message}", file=log)
        logging.captureWarnings(capture=False)
        try:
            _call(main, _arguments(main, snakemake))
        except UserError as error:
            print(f"error: {error}", file=log)
            sys.exit(1)
        except Exception:
            traceback.print_exc(file=log)
            sys.exit(1)
    _measure(Path(snakemake.log[0]).with_suffix(".measured"))


def _call(main: Callable[..., None], arguments: dict[str, Any]) -> None:
    """Run with one BLAS thread: on small jobs more of them cost up to forty times."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        main(**arguments)


def _measure(path: Path) -> None:
    """Write what the job cost beside its log: numbers that vary from run to run, so no result holds them."""
    cost = {"seconds": round(time.perf_counter() - STARTED, 3), "peak_mb": round(_peak_mb(), 1)}
    path.write_text(json.dumps(cost) + "\n", encoding="utf-8")


def _peak_mb() -> float:
    """The most memory this process held at once, in MB.

    Linux tells it in /proc; `getrusage` there would count the parent's memory at the fork as well.
    """
    status = Path("/proc/self/status")
    if status.exists():
        rows = dict(row.split(":", 1) for row in status.read_text(encoding="utf-8").splitlines())
        return int(rows["VmHWM"].split()[0]) * 1024 / 1e6
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def _arguments(main: Callable[..., None], snakemake: Any) -> dict[str, Any]:
    """What `main` asks for by name; `**data` takes the inputs that it does not name."""
    inputs = {name: _paths(value) for name, value in snakemake.input.items()}
    outputs = {name: _paths(value) for name, value in snakemake.output.items()}
    given = {**dict(snakemake.wildcards.items()), **inputs, **outputs, **dict(snakemake.params.items())}
    parameters = inspect.signature(main).parameters
    wanted = {name: given[name] for name in parameters if name in given}
    if any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        wanted |= {name: path for name, path in inputs.items() if name not in (*wanted, "code", "specs")}
    if "mirror" in parameters:  # where a file lies is no fact about its content, so it is no param
        wanted["mirror"] = snakemake.config.get("mirror") or None
    return wanted


def _paths(value: Any) -> Any:
    return Path(value) if isinstance(value, str) else [Path(path) for path in value]


def _die_with_parent() -> None:
    """End this job when Snakemake is killed, so that no orphan writes behind a second run (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
