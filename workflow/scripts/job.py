"""The frame around every script: names in a rule become arguments, mistakes become one sentence.

A script ends with `job.run(main, globals().get("snakemake"))`: a no-op when it is imported, so that
`main` can be called and tested without Snakemake.
"""

import ctypes
import inspect
import logging
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nqpf.errors import UserError

PR_SET_PDEATHSIG = 1


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


def _call(main: Callable[..., None], arguments: dict[str, Any]) -> None:
    """Run with one BLAS thread: on small jobs more of them cost up to forty times."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        main(**arguments)


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
