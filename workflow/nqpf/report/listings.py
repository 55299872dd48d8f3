"""Plain tables of the report: sources, what was dropped, overlaps, the ledger, rules, seeds."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from nqpf.claims.page import records, said, stands
from nqpf.claims.verdict import verdict_in
from nqpf.page.numbers import interval, number, present, probability, whole
from nqpf.page.table import Language, say
from nqpf.page.words import MARKS
from nqpf.report.document import Cell, Entries, Entry, Link, Listing, Origin
from nqpf.report.material import Material
from nqpf.report.origins import UP, exhibit_link, origin_of_files, rule_links, spec_link
from nqpf.report.said import message, outside, use_of_seed, way_of_filling
from nqpf.report.trace import Trace
from nqpf.report.words import tell
from nqpf.specs.base import english
from nqpf.specs.sources import Source
from nqpf.specs.study import Study
from nqpf.specs.variables import Codebook

Row = tuple[Cell, ...]


def sources(study: Study, language: Language) -> Entries:
    """Every source with its citation, address, hash and rights."""
    return Entries(tuple(_source(name, one, language) for name, one in study.sources.sources.items()))


def _source(name: str, source: Source, language: Language) -> Entry:
    facts = {
        "citation": Cell(say(source.citation, language)),
        "note": Cell(say(source.note or "", language)),
        "file": Cell(source.file),
        "address": _address(source, language),
        "sha256": Cell(source.sha256 or ""),
        "licence": Cell(say(source.licence, language)),
        "vintage": Cell(say(source.date, language)),
    }
    return Entry(name, tuple((tell(key, language), cell) for key, cell in facts.items() if cell != Cell("")))


def _address(source: Source, language: Language) -> Cell:
    """Where a file is to be had; a file with a hash and no address is the researcher's own."""
    if source.url:
        return Cell("", (Link(source.url, source.url),))
    return Cell(tell("own_file" if source.sha256 else "drawn_here", language))


def dropped(study: Study, material: Material, language: Language) -> Listing:
    """How much was filled, dropped, set missing or treated; a line per check."""
    plain = {name: tell(name, language) for name in ("imputed", "unjoined", "unusable")}
    treated = {f"treated_{index}": tell("treated", language, index=index) for index in study.indices}
    rows = [
        (Cell(words, (_file(name),)), Cell(whole(len(material.checks[name]))))
        for name, words in {**plain, **treated}.items()
    ]
    return _listing(study, material.trace, "dropped", language, ["what", "count"], rows, "imputed")


def imputed(study: Study, material: Material, language: Language) -> Listing:
    """Cells filled, by variable and way of filling."""
    groups = material.checks["imputed"].groupby(["variable", "policy"], sort=True).size()
    rows = [
        _cells(
            _name(study, one["variable"], language),
            way_of_filling(one["policy"], language),
            whole(one["count"]),
        )
        for one in records(groups.reset_index(name="count"))
    ]
    heads = ["variable", "policy", "count"]
    return _listing(study, material.trace, "imputed_by", language, heads, rows, "imputed")


def unjoined(study: Study, material: Material, language: Language) -> Listing:
    """Names that are no unit of the study, with the reason."""
    frame = material.checks["unjoined"]
    rows = [
        _cells(one["source"], one["name"], whole(one["rows"]), outside(one["reason"], language))
        for one in records(frame)
    ]
    return _listing(
        study, material.trace, "unjoined", language, ["source", "name", "rows", "why"], rows, "unjoined"
    )


def unusable(study: Study, material: Material, language: Language) -> Listing:
    """Cells set missing, one line per series, unit and reason."""
    frame, told = material.checks["unusable"], _codebook_words(study, language)
    groups = frame.groupby(["series", "unit", "why"], sort=True)["year"].agg(_years)
    rows = [
        _cells(one["series"], one["unit"], one["year"], told.get(one["why"], one["why"]))
        for one in records(groups.reset_index())
    ]
    heads = ["series", "unit", "years", "why"]
    return _listing(study, material.trace, "unusable_by", language, heads, rows, "unusable")


def breaks(study: Study, material: Material, language: Language) -> Listing:
    """Breaks in the statistics, as declared in the codebook."""
    frame, told = material.checks["breaks"], _codebook_words(study, language)
    rows = [
        _cells(one["series"], one["variables"], str(one["year"]), told.get(one["note"], one["note"]))
        for one in records(frame)
    ]
    heads = ["series", "variables", "year", "why"]
    return _listing(study, material.trace, "breaks", language, heads, rows, "breaks")


def _codebook_words(study: Study, language: Language) -> dict[str, str]:
    """Why cells are unusable and what breaks there are: English, as the checks hold it -> in a language."""
    series = study.codebook.series.values()
    words = [
        *(one.why for each in series for one in each.unusable),
        *(one.note for each in series for one in each.breaks),
    ]
    return {english(one): say(one, language) for one in words}


def overlaps(study: Study, material: Material, language: Language) -> Listing:
    """Declared overlaps with their reasons."""
    rows = [
        _cells(" × ".join(one.between), ", ".join(one.series), say(one.reason, language))
        for one in study.facts.overlaps
    ]
    heads = ["between", "series", "reason"]
    return _listing(study, material.trace, "overlaps", language, heads, rows, "overlap")


def placebo(study: Study, material: Material, language: Language) -> Listing:
    """Each overlap in each regression: as estimated, without what is shared, and the placebo's band."""
    rows = [
        _cells(
            _pair(study, one, language),
            _where(one, language),
            number(one["estimate"]),
            number(one["leave_out"]),
            interval(one["placebo_low"], one["placebo_high"]),
            _yes(one["covers"], language),
        )
        for one in records(material.checks["placebo"])
    ]
    heads = ["between", "model", "estimate", "leave_out", "band", "covers"]
    return _listing(study, material.trace, "placebo", language, heads, rows, "placebo")


def denominators(study: Study, material: Material, language: Language) -> Listing:
    """Each pair with a shared denominator: as estimated, and with the reciprocals as controls."""
    rows = [
        _cells(
            _pair(study, one, language),
            _where(one, language),
            str(one["denominators"]),
            number(one["estimate"]),
            number(one["with_reciprocals"]),
            number(one["shift"]),
        )
        for one in records(material.checks["denominators"])
    ]
    heads = ["between", "model", "shared", "estimate", "with_reciprocals", "shift"]
    return _listing(study, material.trace, "denominators", language, heads, rows, "denominators")


def ledger(study: Study, material: Material, language: Language, labels: Mapping[str, str]) -> Listing:
    """Every claim with what stands for it, its numbers, its verdict and its evidence.

    labels: "tables/baseline" -> what the report calls it.
    """
    truth = ["truth"] if study.simulated else []
    heads = ["claim", "words", "stands", "estimate", "interval", "p", *truth, "verdict", "evidence"]
    rows = [_claim(study, row, language, labels) for row in records(material.ledger)]
    origin = origin_of_files(
        study,
        material.trace,
        [f"propositions.{ending}" for ending in ("csv", "html", "md")],
        ["theory.yaml", "study.yaml"],
    )
    return Listing("listing-ledger", tell("ledger", language), _heads(heads, language), tuple(rows), origin)


def _claim(study: Study, row: Mapping[str, Any], language: Language, labels: Mapping[str, str]) -> Row:
    seen = present(row["estimate"])
    variable = stands(study, str(row["variable"]), language) if seen else ""
    test = said(row, "test", language)
    tested = tell("tested", language, variable=variable, test=test) if seen else test
    return (
        Cell(row["claim"]),
        Cell(row[f"words_{language}"]),
        Cell(tested),
        Cell(number(row["estimate"])),
        Cell(interval(row["ci_low"], row["ci_high"])),
        Cell(probability(row["p_adjusted"])),
        *([Cell(number(row["truth"]))] if study.simulated else []),
        Cell(verdict_in(row["verdict"], language)),
        Cell("", _evidence(study, row, labels)),
    )


def _evidence(study: Study, row: Mapping[str, Any], labels: Mapping[str, str]) -> tuple[Link, ...]:
    """Tables that the ledger names, as places in this report; the model of the claim, as its spec."""
    named = str(row["evidence"]).split(", ") if present(row["evidence"]) else []
    places = {path: place for place, path in enumerate(labels)}
    paths = [path for path in named if path.startswith("tables/")]
    paths.sort(key=lambda path: places.get(path.removesuffix(".html"), len(places)))
    tables = [exhibit_link(path, labels) for path in paths]
    model = study.facts.claims[row["claim"]].model if row["claim"] in study.facts.claims else None
    return (*tables, *([spec_link(f"models/{model}.yaml")] if model else []))


def rules(trace: Trace, language: Language) -> Listing:
    """Every rule of the run with what it says it does."""
    rows = [
        (
            Cell(name),
            Cell(message(name, rule.message, language)),
            Cell("", (Link(rule.file, f"{UP}{rule.file}"), *rule_links(trace, name)[1:])),
        )
        for name, rule in sorted(trace.rules.items())
    ]
    return Listing(
        "listing-rules",
        tell("rules", language),
        _heads(["rule", "does", "file"], language),
        tuple(rows),
        Origin(()),
    )


def seeds(study: Study, language: Language) -> Listing:
    """Every seed that the specs pass down, with all that it serves."""
    serves: dict[int, list[str]] = {}
    for name, seed in study.seeds().items():
        serves.setdefault(seed, []).append(use_of_seed(name, language))
    comma = MARKS[language].comma
    rows = tuple(_cells(str(seed), comma.join(names)) for seed, names in serves.items())
    return Listing(
        "listing-seeds", tell("seeds", language), _heads(["seed", "of"], language), rows, Origin(())
    )


def _listing(
    study: Study,
    trace: Trace,
    key: str,
    language: Language,
    heads: list[str],
    rows: Iterable[Row],
    check: str,
) -> Listing:
    origin = origin_of_files(study, trace, [f"checks/{check}.csv"])
    return Listing(f"listing-{key}", tell(key, language), _heads(heads, language), tuple(rows), origin)


def _heads(keys: Iterable[str], language: Language) -> tuple[str, ...]:
    return tuple(tell(key, language) for key in keys)


def _cells(*texts: str) -> Row:
    return tuple(Cell(str(text) if present_text(text) else "") for text in texts)


def present_text(value: Any) -> bool:
    """Say whether a cell of a frame holds anything."""
    return value is not None and value == value


def _file(check: str) -> Link:
    return Link(f"checks/{check}.csv", f"checks/{check}.csv")


def _name(study: Study, name: str, language: Language) -> str:
    codebook: Codebook = study.codebook
    return f"{say(study.label(name), language)} ({name})" if name in codebook.variables else name


def _where(row: Mapping[str, Any], language: Language) -> str:
    model, path = str(row["model"]), row["path"]
    if not present_text(path):
        return model
    key = "path_total" if path == "total" else "path"
    return f"{model}{MARKS[language].comma}{tell(key, language, name=path)}"


def _pair(study: Study, row: Mapping[str, Any], language: Language) -> str:
    return stands(study, f"{row['first']} -> {row['second']}", language).replace("->", "→")


def _yes(value: Any, language: Language) -> str:
    return tell(str(value), language) if value in ("yes", "no") else ""


def _years(years: "pd.Series[int]") -> str:
    """Years as runs: 2011-2013, 2016."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
