"""What a report is made of, read from the results folder as it lies; nothing is computed anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from nqpf.errors import DataError
from nqpf.files import read_frame, read_json
from nqpf.page.table import Language
from nqpf.report.trace import Trace
from nqpf.specs.study import Study

OPENS, CLOSES = '<figure class="nqpf-table">', "</figure>"
NUMBERS = ("estimate", "ci_low", "ci_high", "p_adjusted", "truth")
CHECKS = ("imputed", "unjoined", "unusable", "breaks", "placebo", "denominators")


@dataclass(frozen=True)
class Printed:
    """A table as two renderers wrote it."""

    html: str
    typ: str


@dataclass(frozen=True)
class Picture:
    """A figure as it was saved."""

    png: bytes
    pdf: Path


@dataclass(frozen=True)
class Material:
    """Everything that a report shows.

    checks: name -> frame, `treated_<index>` among them; facts: those of the baseline's columns;
    verified: tables and figures of `verify` where it ran; specs: path below config -> text.
    """

    ledger: pd.DataFrame
    checks: Mapping[str, pd.DataFrame]
    facts: Mapping[str, Any]
    engines: Mapping[str, Any]
    tables: Mapping[str, Printed]
    figures: Mapping[str, Picture]
    verified: "Verified"
    specs: Mapping[str, str]
    trace: Trace


@dataclass(frozen=True)
class Verified:
    """Tables and figures of `verify`, empty where it did not run."""

    tables: Mapping[str, Printed]
    figures: Mapping[str, Picture]


def read(study: Study, results: Path, config: Path, trace: Trace, language: Language) -> Material:
    """Read it all; DataError in one sentence for a file that is missing or is no table."""
    folder = results / study.name
    names = [*CHECKS, *(f"treated_{index}" for index in study.indices)]
    return Material(
        ledger=_ledger(folder / "propositions.csv"),
        checks={name: read_frame(_there(folder / "checks" / f"{name}.csv")) for name in names},
        facts=read_json(folder / "estimates" / f"{study.facts.baseline}.json")["models"],
        engines=read_json(folder / "checks" / "engines.json"),
        tables={name: _table(folder / "tables", name, language) for name in study.tables},
        figures={name: picture(folder / "figures", name, language) for name in study.figures},
        verified=_verified(folder / "verify"),
        specs=_specs(config, study.name),
        trace=trace,
    )


def suffix(language: Language) -> str:
    """What stands at the end of the names of files in a language: nothing for English."""
    return "" if language == "en" else f"_{language}"


def fragment(page: str, path: Path) -> str:
    """Cut the table out of the page that holds it; DataError where there is none."""
    start, end = page.find(OPENS), page.rfind(CLOSES)
    if start < 0 or end < start:
        raise DataError(f"{path}: holds no table ({OPENS} ... {CLOSES}); let the workflow print it anew.")
    return page[start : end + len(CLOSES)]


def _table(folder: Path, name: str, language: Language) -> Printed:
    html, typ = (folder / f"{name}{suffix(language)}.{ending}" for ending in ("html", "typ"))
    return Printed(html=fragment(_text(html), html), typ=_text(typ))


def _ledger(path: Path) -> pd.DataFrame:
    """Read the ledger; an empty cell of a text column is an empty text, as it was when it was written."""
    rows = read_frame(_there(path))
    texts = [name for name in rows.columns if name not in NUMBERS]
    return rows.assign(**{name: rows[name].fillna("").astype("str") for name in texts})


def picture(folder: Path, name: str, language: Language) -> Picture:
    """A figure as saved in a language."""
    png, pdf = (_there(folder / f"{name}{suffix(language)}.{ending}") for ending in ("png", "pdf"))
    return Picture(png=png.read_bytes(), pdf=pdf)


def _verified(folder: Path) -> Verified:
    tables = sorted(path.stem for path in folder.glob("tables/*.typ"))
    figures = sorted(path.stem for path in folder.glob("figures/*.png"))
    return Verified(
        tables={name: _table(folder / "tables", name, "en") for name in tables},
        figures={name: picture(folder / "figures", name, "en") for name in figures},
    )


def _specs(config: Path, study: str) -> dict[str, str]:
    paths = [config / "theory.yaml", *sorted((config / "studies" / study).rglob("*.yaml"))]
    return {path.relative_to(config).as_posix(): _text(path) for path in paths}


def _text(path: Path) -> str:
    return _there(path).read_text(encoding="utf-8")


def _there(path: Path) -> Path:
    if not path.exists():
        raise DataError(f"{path}: the file does not exist; run the workflow first.")
    return path
