"""The order of a paper: which kind of table and figure stands in which section.

Regressions have one kind for many roles, so their section follows from the claims that their columns
serve. A kind that nobody placed still shows, under "Further results": a report never drops a result.
"""

from collections.abc import Iterable

from nqpf.specs.outputs import FigureSpec, TableSpec
from nqpf.specs.study import Study

REGRESSION, MAP = "regression", "tile_map"
FURTHER = "further"
FIXED = (REGRESSION, "convergence", "correlations", "overlap", "weights")
"""Kinds whose rows keep their order: a coefficient with its error, a triangle, groups of series."""
KINDS: dict[str, tuple[str, ...]] = {
    "data": ("descriptives", "correlations", "overlap"),
    "index": (
        "weights",
        "index_by_region",
        "ridgelines",
        "tile_map",
        "obstacle",
        "pca",
        "validity",
        "gini",
        "density",
        "markov",
        "convergence",
    ),
    "baseline": ("coefficient_path",),
    "effects": (
        "channels",
        "mechanism_diagram",
        "mechanism",
        "mechanism_products",
        "mechanism_fragility",
        "mechanism_curve",
        "mechanism_alternatives",
        "mechanism_moderated",
    ),
    "twoway": ("coupling", "coupling_moves", "two_way", "panel_var", "panel_var_roots", "three_stage"),
    "paths": ("practice_paths", "scenarios", "tornado"),
    "who": ("heterogeneity",),
    "robustness": ("uncertainty", "sensitivity", "sensitivity_levels", "drop_one", "schemes", "coherence"),
}
"""Section -> kinds, in the order in which they are shown; the table of a kind stands before its figure."""

SECTIONS = (
    "about",
    "data",
    "index",
    "baseline",
    "effects",
    "twoway",
    "paths",
    "who",
    "robustness",
    FURTHER,
    "verify",
    "ledger",
    "making",
    "specs",
)
"""Every section in the order of the report; those without content are left out."""


def section_of_kind(kind: str) -> str:
    """Name the section of a kind of table or figure; FURTHER for one that has no place yet."""
    return next((section for section, kinds in KINDS.items() if kind in kinds), FURTHER)


def section_of_table(study: Study, name: str) -> str:
    """Name the section of one table of a study."""
    spec = study.tables[name]
    return _section_of_regression(study, name) if spec.kind == REGRESSION else section_of_kind(spec.kind)


def section_of_figure(study: Study, name: str) -> str:
    """Name the section of one figure of a study; a map stands with the analysis that it shows."""
    spec = study.figures[name]
    shown = spec.analysis if spec.kind == MAP else None
    return section_of_kind(study.analyses[shown].kind if shown else spec.kind)


def exhibits_of(study: Study, section: str) -> list[tuple[str, str]]:
    """The exhibits of a section as ("tables" | "figures", name), in the order of the paper."""
    tables = [("tables", name) for name in study.tables if section_of_table(study, name) == section]
    figures = [("figures", name) for name in study.figures if section_of_figure(study, name) == section]
    return sorted([*tables, *figures], key=lambda one: _rank(study, section, *one))


def placed(kinds: Iterable[str]) -> dict[str, str]:
    """The section of each of these kinds, for a test that none is forgotten."""
    return {kind: section_of_kind(kind) for kind in kinds if kind != REGRESSION}


def _section_of_regression(study: Study, name: str) -> str:
    """Baseline by the study's word; else by the claims behind the columns; else robustness."""
    if name == study.facts.baseline:
        return "baseline"
    claims = {
        claim for claim, proof in study.facts.claims.items() if proof.model in study.tables[name].columns
    }
    kinds = {study.theory.claims[claim].kind for claim in claims}
    if "direction" in kinds:
        return "twoway"
    return "paths" if "path" in kinds else "robustness"


def _rank(study: Study, section: str, folder: str, name: str) -> tuple[bool, int, str, str, str]:
    """Main mechanism first, then by the order of kinds, one analysis after another, table before figure."""
    spec = study.tables[name] if folder == "tables" else study.figures[name]
    kinds = KINDS.get(section, ())
    place = kinds.index(spec.kind) if spec.kind in kinds else -1
    other = spec.mechanism not in (None, study.facts.mechanism)
    return (other, place, _about(spec), "" if folder == "tables" else "figure", name)


def _about(spec: TableSpec | FigureSpec) -> str:
    return spec.analysis or next(iter(spec.analyses), "") or spec.index or ""
