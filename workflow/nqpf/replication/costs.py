"""What a run cost: seconds and memory by rule, as every job measured them beside its log."""

import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

ENDING = ".measured"
"""Ending of the file that `workflow/scripts/job.py` writes beside the log of a job."""


@dataclass(frozen=True)
class Cost:
    """One rule: jobs, seconds of all of them and of the longest, peak memory of one in MB."""

    rule: str
    jobs: int
    seconds: float
    longest: float
    peak_mb: float


def costs(measured: Mapping[str, Mapping[str, float]], rules: Iterable[str]) -> list[Cost]:
    """The cost of each rule, in the order of `rules`; a rule that has not run here has no row.

    measured: the log's path under logs/<study> -> {"seconds", "peak_mb"}; the path opens with the rule.
    """
    found = []
    for rule in rules:
        jobs = [one for name, one in measured.items() if rule_of(name) == rule]
        if jobs:
            found.append(_cost(rule, jobs))
    return found


def rule_of(name: str) -> str:
    """The rule in the path of a log: 'render_table/gini.measured' and 'build_panel.measured' say it."""
    return name.split("/", 1)[0].removesuffix(ENDING)


def _cost(rule: str, jobs: list[Mapping[str, float]]) -> Cost:
    seconds = [one["seconds"] for one in jobs]
    return Cost(rule, len(jobs), sum(seconds), max(seconds), max(one["peak_mb"] for one in jobs))


def computer() -> dict[str, Any]:
    """The computer at hand without its name: system, processor, cores, memory in GB (0: not told)."""
    told = hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names
    size = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if told else 0
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count() or 1,
        "memory_gb": round(size / 1e9, 1),
    }
