"""Which raw series enters which role, through which indicators, as content or as a mere denominator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from nqpf.audit.overlap import audit, behind, parts_of, uses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nqpf.specs.study import Study

COLUMNS = ["series", "role", "variable", "use", "indicators", "overlaps"]
ROLES = ("treatment", "mediator", "outcome", "control")


def matrix(study: Study) -> pd.DataFrame:
    """One row per raw series and role that it enters, sorted by role, variable, series.

    series; role and variable (or index); use: content or denominator; indicators: what brings the
    series there; overlaps: the variables with which this one shares the series as content.
    Indices of the same indicators (other weights) are one column: the first of them stands for all.
    """
    rows = [
        {
            "series": series,
            "role": role,
            "variable": name,
            "use": use,
            "indicators": ", ".join(behind(study, name, series)),
            "overlaps": ", ".join(_overlaps(study, name, series)),
        }
        for role, name in columns_of(study)
        for series, use in uses(study, name).items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def columns_of(study: Study) -> list[tuple[str, str]]:
    """Roles of the study as (role, variable), each variable once, the treatment first, controls last.

    A variable in several roles (the outcome, which the backward model turns round) bears its first.
    """
    found: dict[str, str] = {}
    seen: list[set[str]] = []
    for role, name in _roles(study):
        made_of = set(parts_of(study, name))
        if name not in found and made_of not in seen:
            found[name] = role
            seen.append(made_of)
    return sorted(((role, name) for name, role in found.items()), key=lambda one: ROLES.index(one[0]))


def _roles(study: Study) -> Iterator[tuple[str, str]]:
    """Every role of every model and mechanism; the study's own treatment and outcome first."""
    yield "treatment", study.facts.treatment
    yield "outcome", study.facts.outcome
    for found in audit(study):
        yield from zip(found.roles, found.pair, strict=True)


def _overlaps(study: Study, name: str, series: str) -> list[str]:
    """Variables that share this series, or its total or part, with `name` as content."""
    pairs = (found.pair for found in audit(study) if name in found.pair and series in found.content)
    return list(dict.fromkeys(other for pair in pairs for other in pair if other != name))
