"""Regressions side by side: one column per model, what a column must report under it (METHOD 2)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from nqpf.page.channels import total_truth
from nqpf.page.numbers import brackets, fixed, number, present, probability, whole
from nqpf.page.overlap import audited, beside, column_rows
from nqpf.page.overlap import notes as overlap_notes
from nqpf.page.regression_notes import notes
from nqpf.page.table import Cell, Panel, Row, Table, Text, row, stub_row
from nqpf.page.words import INTERACTION, both, indented, term_label, word
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

Facts = Mapping[str, Any]
Truths = Mapping[str, tuple[str, float]]

DIAGNOSTICS = ("mundlak", "wooldridge", "pesaran_cd", "unit_root")


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table.

    inputs: `terms` (tidy estimates), `facts` ({"models": {model: facts}}), `truth` or None, `placebo` or
    None (the audit of declared overlaps).
    """
    facts = [columns_of(inputs["facts"])[name] for name in spec.columns]
    terms = inputs["terms"][inputs["terms"]["model"].isin(spec.columns)]
    truths = true_effects(spec, study, facts, inputs.get("truth"))
    overlaps = [next(iter(audited(inputs.get("placebo"), name)), None) for name in spec.columns]
    return Table(
        title=spec.title,
        header=_header(study, facts),
        panels=_panels(spec, study, terms, facts, truths, column_rows(overlaps)),
        notes=(*notes(spec, study, facts, truth=bool(truths)), *overlap_notes(filter(None, overlaps))),
        tidy=beside(_tidy(spec, terms, facts, truths), dict(zip(_keys(spec, facts), overlaps, strict=True))),
        simulated=study.simulated,
    )


def _keys(spec: TableSpec, facts: Sequence[Facts]) -> list[tuple[str, str]]:
    """Model and key regressor of every column."""
    return [(name, one.get("key") or one["treatment"]) for name, one in zip(spec.columns, facts, strict=True)]


def columns_of(facts: Facts) -> Facts:
    """Take the facts by model, with or without the key `models` around them."""
    inner: Facts = facts.get("models", facts)
    return inner


def treatment_term(terms: pd.DataFrame, model: str, treatment: str) -> str | None:
    """Find the term that carries the treatment in a model: itself or its lag."""
    named = terms.loc[terms["model"] == model, "term"].astype(str)
    pattern = re.compile(rf"{re.escape(treatment)}(_lag\d+)?")
    return next((term for term in named if pattern.fullmatch(term)), None)


def true_effects(
    spec: TableSpec, study: Study, facts: Sequence[Facts], truth: pd.DataFrame | None
) -> dict[str, tuple[str, float]]:
    """Look up the true coefficient by model, as (term, truth): only where the model is the generator's own.

    The models that stand for the total effect (claim 1) and for the practice paths (their interaction).
    """
    if truth is None or not study.simulated:
        return {}
    own = (study.facts.treatment, study.facts.outcome)
    fitted = {name: one for name, one in zip(spec.columns, facts, strict=True) if _ends(one) == own}
    found = {}
    for claim, evidence in study.facts.claims.items():
        one = fitted.get(evidence.model or "")
        value = _true_value(study, claim, truth)
        if one is not None and present(value):
            found[str(evidence.model)] = (one.get("key") or one["treatment"], value)
    return found


def _ends(facts: Facts) -> tuple[str, str]:
    return facts["treatment"], facts["outcome"]


def _true_value(study: Study, claim: str, truth: pd.DataFrame) -> float | None:
    """Find the truth of a claim about the outcome, on the scale of the built index."""
    if study.theory.claims[claim].kind == "total":
        return total_truth(truth)
    moderated = truth[(truth["quantity"] == "moderation") & (truth["name"] == claim)]
    return float(moderated["index_scale"].iloc[0]) if len(moderated) else None


def _header(study: Study, facts: Sequence[Facts]) -> tuple[Row, ...]:
    labels = [(one["label"]["en"], one["label"]["zh"]) for one in facts]
    models = row("", *(both(*pair) for pair in labels))
    numbers = row("", *(f"({position})" for position in range(1, len(facts) + 1)))
    return (_outcomes(study, facts), models, numbers)


def _outcomes(study: Study, facts: Sequence[Facts]) -> Row:
    """Head the columns with the dependent variables; neighbours that share one share a cell."""
    cells: list[Cell] = []
    last = None
    for one in facts:
        if one["outcome"] == last:
            cells[-1] = Cell(cells[-1].text, cells[-1].span + 1)
        else:
            last = one["outcome"]
            cells.append(Cell(term_label(study, last)))
    return row(word("dependent"), *cells)


def _panels(
    spec: TableSpec,
    study: Study,
    terms: pd.DataFrame,
    facts: Sequence[Facts],
    truths: Truths,
    overlaps: Sequence[Row],
) -> tuple[Panel, ...]:
    counts = tuple(_count_rows(study, facts))
    diagnostics = tuple(_diagnostic_rows(facts))
    panels = [
        Panel(tuple(_coefficient_rows(spec, study, terms, facts, truths))),
        Panel(tuple(_summary_rows(spec, terms, facts)), rule=True),
        Panel(tuple(overlaps)),
        Panel(tuple(_effect_rows(study, facts))),
        Panel(counts),
        Panel(diagnostics, word("diagnostics")),
    ]
    return tuple(panel for panel in panels if panel.rows)


def _coefficient_rows(
    spec: TableSpec, study: Study, terms: pd.DataFrame, facts: Sequence[Facts], truths: Truths
) -> list[Row]:
    by_term = {name: part.set_index("model") for name, part in terms.groupby("term", sort=False)}
    columns = list(zip(spec.columns, facts, strict=True))
    own = [treatment_term(terms, name, one["treatment"]) for name, one in columns]
    rows: list[Row] = []
    for term in _ordered(list(by_term), own):
        part = by_term[term].reindex(spec.columns)
        rows.append(stub_row(term_label(study, str(term)), _coefficients(spec, str(term), part, facts)))
        rows.append(stub_row("", map(brackets, part[spec.brackets])))
        true = [_truth_of(truths, name, term) for name in spec.columns]
        if any(map(present, true)):
            rows.append(stub_row(indented(word("truth_row")), map(number, true)))
    return rows


def _coefficients(spec: TableSpec, term: str, part: pd.DataFrame, facts: Sequence[Facts]) -> Iterator[str]:
    """Print the coefficients of a term, with stars where the spec has levels."""
    for (_, line), one in zip(part.iterrows(), facts, strict=True):
        wild = one.get("wild_p") if term == (one.get("key") or one["treatment"]) else None
        p = wild if present(wild) else line["p"]
        reached = sum(p < level for level in spec.stars) if present(p) else 0
        yield number(line["coef"]) + "*" * reached


def _truth_of(truths: Truths, model: str, term: object) -> float | None:
    own, value = truths.get(model, (None, None))
    return value if term == own else None


def _ordered(terms: Sequence[Any], first: Sequence[str | None]) -> list[Any]:
    """Treatments first, then their interactions, then the others as they come."""
    leading = [term for term in dict.fromkeys(first) if term is not None]
    with_them = [term for term in terms if INTERACTION in term and term not in leading]
    return list(dict.fromkeys([*leading, *with_them, *terms]))


def _summary_rows(spec: TableSpec, terms: pd.DataFrame, facts: Sequence[Facts]) -> list[Row]:
    standardised = [_standardised(terms, name, one) for name, one in zip(spec.columns, facts, strict=True)]
    rows = [stub_row(word("standardised"), map(number, standardised))]
    wild = [one.get("wild_p") for one in facts]
    return [*rows, stub_row(word("wild_p"), map(probability, wild))] if any(map(present, wild)) else rows


def _standardised(terms: pd.DataFrame, model: str, facts: Facts) -> float | None:
    term = treatment_term(terms, model, facts["treatment"])
    found = terms.loc[(terms["model"] == model) & (terms["term"] == term), "standardised"]
    return float(found.iloc[0]) if len(found) else None


def _effect_rows(study: Study, facts: Sequence[Facts]) -> list[Row]:
    unit = study.facts.unit
    stubs = {
        "unit": both(f"{unit.en[:1].upper()}{unit.en[1:]} effects", f"{unit.zh}固定效应"),
        "time": word("year_effects"),
    }
    return [
        stub_row(stub, [word("yes" if effect in one["effects"] else "no") for one in facts])
        for effect, stub in stubs.items()
    ]


def _count_rows(study: Study, facts: Sequence[Facts]) -> list[Row]:
    unit = study.facts.unit
    rows: list[tuple[Text, str, Any]] = [
        (word("observations"), "n", whole),
        (both(f"Units ({unit.en})", f"单位数（{unit.zh}）"), "units", whole),
        (word("years"), "years", whole),
        (word("clusters"), "clusters", whole),
        (word("singletons"), "singletons", whole),
        (word("rows_missing"), "rows_missing", whole),
        (word("r2_within"), "r2_within", number),
        (word("mean_outcome"), "mean_outcome", number),
    ]
    return [stub_row(stub, [form(one.get(key)) for one in facts]) for stub, key, form in rows]


def _diagnostic_rows(facts: Sequence[Facts]) -> list[Row]:
    given = [one.get("diagnostics") or {} for one in facts]
    rows = []
    for stub, key in (("vif", "terms"), ("vif_within", "within")):
        values = [fixed(_largest((one.get("vif") or {}).get(key)), 2) for one in given]
        rows += [stub_row(word(stub), values)] if any(values) else []
    for test in DIAGNOSTICS:
        values = [probability((one.get(test) or {}).get("p")) for one in given]
        rows += [stub_row(word(test), values)] if any(values) else []
    return rows


def _largest(values: Mapping[str, float | None] | None) -> float | None:
    return max(filter(present, (values or {}).values()), default=None)


def _tidy(spec: TableSpec, terms: pd.DataFrame, facts: Sequence[Facts], truths: Truths) -> pd.DataFrame:
    """Put the terms and the facts of their column on one row each, in the order of the columns."""
    keys = [
        "outcome",
        "treatment",
        "estimator",
        "n",
        "units",
        "years",
        "clusters",
        "singletons",
        "rows_missing",
    ]
    keys += ["r2_within", "mean_outcome", "wild_p", "recipe"]
    table = pd.DataFrame([{key: one.get(key) for key in keys} for one in facts], index=list(spec.columns))
    table["effects"] = [" + ".join(one["effects"]) for one in facts]
    place = {name: position for position, name in enumerate(spec.columns)}
    tidy = terms.join(table, on="model").sort_values(
        "model", key=lambda names: names.map(place), kind="stable"
    )
    pairs = zip(tidy["model"], tidy["term"], strict=True)
    truth = [_truth_of(truths, model, term) for model, term in pairs]
    return tidy.assign(truth=pd.Series(truth, index=tidy.index, dtype=float)).reset_index(drop=True)
