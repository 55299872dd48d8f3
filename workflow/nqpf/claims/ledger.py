"""The ledger: one row per claim of the theory, in every study, whether or not there are data for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from scipy.stats import t as student

from nqpf.claims.overlaps import overlaps
from nqpf.claims.verdict import Finding, verdict
from nqpf.inference.adjust import benjamini_hochberg, holm
from nqpf.page.numbers import fixed, percent
from nqpf.specs.base import english
from nqpf.specs.models import ModelSpec
from nqpf.specs.study import Study
from nqpf.specs.theory import Claim, Rule

ADJUST = {"holm": holm, "benjamini_hochberg": benjamini_hochberg}
NAN = float("nan")


@dataclass(frozen=True)
class Results:
    """What was estimated. terms, facts: by model; table: model -> its table.

    paths, fragility: one row per mediator; mechanism_facts, effects: of the same mechanism.
    truth: frame quantity, name, structural, index_scale for a simulated study, else None.
    placebo: the audit of declared overlaps (checks/placebo.csv), None where it was not run.
    """

    terms: Mapping[str, pd.DataFrame]
    facts: Mapping[str, Mapping[str, Any]]
    table: Mapping[str, str]
    paths: pd.DataFrame
    fragility: pd.DataFrame
    mechanism_facts: Mapping[str, Any]
    effects: Mapping[str, Mapping[str, Any]]
    truth: pd.DataFrame | None
    placebo: pd.DataFrame | None = None


@dataclass(frozen=True)
class Line:
    """The numbers of one claim. `scale` turns the estimate into within-SDs; `doubt` is against the design."""

    variable: str
    estimate: float
    se: float
    df: int
    p: float
    scale: float
    test: str
    evidence: str
    truth: float = NAN
    sensitivity: str = ""
    doubt: str = ""

    def limits(self, level: float) -> tuple[float, float]:
        """Interval of the estimate from t with the line's degrees of freedom."""
        reach = float(student.ppf(0.5 + level / 2, self.df)) * self.se
        return self.estimate - reach, self.estimate + reach


def ledger(study: Study, results: Results) -> pd.DataFrame:
    """One row per claim: claim, words, variable, sources, test, estimate, interval, p, verdict, evidence.

    p is adjusted over the family of claims of the same kind; the interval is the 95% one.
    """
    lines = {name: _line(study, results, name, claim) for name, claim in study.theory.claims.items()}
    adjusted = _adjusted(study, lines)
    rows = [_row(study, name, lines[name], adjusted.get(name, NAN)) for name in study.theory.claims]
    return pd.DataFrame(rows)


def _adjusted(study: Study, lines: Mapping[str, Line | None]) -> dict[str, float]:
    """Adjust p within each kind of claim: directions, effects, channels, paths."""
    found: dict[str, float] = {}
    for kind in sorted({claim.kind for claim in study.theory.claims.values()}):
        family = {name: line.p for name in study.theory.of_kind(kind) if (line := lines[name])}
        adjusted = ADJUST[study.theory.rule.adjustment](pd.Series(family, dtype=float))
        found |= {name: float(adjusted[name]) for name in family}
    return found


def _row(study: Study, name: str, line: Line | None, p_adjusted: float) -> dict[str, Any]:
    claim, rule = study.theory.claims[name], study.theory.rule
    words = {"claim": name, "words_en": claim.words.en, "words_zh": claim.words.zh}
    if line is None:
        return {**words, **_empty_row(study, name), "verdict": verdict(None, rule), "evidence": ""}
    low, high = line.limits(0.95)
    return {
        **words,
        "variable": line.variable,
        "sources": _sources(study, line.variable),
        "test": line.test,
        "estimate": line.estimate,
        "ci_low": low,
        "ci_high": high,
        "p_adjusted": p_adjusted,
        "sensitivity": _joined(line.sensitivity, line.doubt),
        "truth": line.truth,
        "verdict": verdict(_finding(claim, line, p_adjusted, rule), rule),
        "evidence": line.evidence,
    }


def _empty_row(study: Study, name: str) -> dict[str, Any]:
    """What a row says when nothing stands for its claim: the reason."""
    evidence = study.facts.claims.get(name)
    reason = english(evidence.not_observed or "") if evidence else ""
    reason = reason or "none of its channels is observed"
    numbers = dict.fromkeys(["estimate", "ci_low", "ci_high", "p_adjusted"], NAN)
    return {"variable": "", "sources": "", "test": reason, **numbers, "sensitivity": "", "truth": NAN}


def _finding(claim: Claim, line: Line, p_adjusted: float, rule: Rule) -> Finding:
    low, high = sorted(limit * line.scale for limit in line.limits(rule.interval))
    return Finding(claim.sign, line.estimate * line.scale, low, high, p_adjusted, line.doubt)


def _line(study: Study, results: Results, name: str, claim: Claim) -> Line | None:
    if claim.kind == "effect":
        return _effect_line(study, results, name)
    evidence = study.facts.claims[name]
    if evidence.not_observed:
        return None
    if claim.kind == "channel":
        return _channel_line(study, results, name)
    return _model_line(study, results, name, claim, str(evidence.model))


def _model_line(study: Study, results: Results, name: str, claim: Claim, model: str) -> Line:
    facts = results.facts[model]
    term = _term(results, model)
    wild = facts["wild_p"]
    arrow = f"{facts['key']} -> {facts['outcome']}"
    shared = overlaps(study, results.placebo, [(facts["treatment"], facts["outcome"])], model)
    schemes = _other_schemes(study, results, model) if claim.kind == "total" else ""
    return Line(
        variable=arrow,
        estimate=term["coef"],
        se=term["se"],
        df=facts["df"],
        p=term["p"] if wild is None else wild,
        scale=term["standardised"] / term["coef"],
        test=_test_words(facts, wild is not None),
        evidence=_files(results.table[model]),
        truth=_model_truth(results, claim, name),
        sensitivity=_joined(schemes, shared.remark),
        doubt=_joined((facts["design_check"] or "").rstrip("."), shared.doubt),
    )


def _test_words(facts: Mapping[str, Any], wild: bool) -> str:
    effects = {0: "no effects", 1: "one-way FE", 2: "two-way FE"}[len(facts["effects"])]
    p = "; p from the wild cluster bootstrap" if wild else ""
    return f"{effects}, {facts['recipe']}{p}"


def _channel_line(study: Study, results: Results, name: str) -> Line:
    mediator = str(study.facts.claims[name].variable)
    row, facts = _of(results.paths, mediator), results.mechanism_facts
    wild = not pd.isna(row["a_wild_p"])
    shared = overlaps(study, results.placebo, [(facts["treatment"], mediator)], study.facts.mechanism, "a")
    return Line(
        variable=mediator,
        estimate=row["a"],
        se=row["a_se"],
        df=facts["df"],
        p=row["a_wild_p"] if wild else row["a_p"],
        scale=row["a_standardised"] / row["a"],
        test=f"path a, two-way FE, {facts['recipe']}{'; p from the wild cluster bootstrap' if wild else ''}",
        evidence=_mechanism_files(study),
        truth=_truth(results, "a", mediator, "structural"),
        sensitivity=_joined(fragile(_of(results.fragility, mediator)), shared.remark),
        doubt=shared.doubt,
    )


def _of(rows: pd.DataFrame, mediator: str) -> dict[Any, Any]:
    """The row of one mediator."""
    return next(row for row in rows.to_dict("records") if row["mediator"] == mediator)


def fragile(row: Mapping[Any, Any]) -> str:
    """Layer 3 in words: rho at zero, the robustness values of both paths and of their intervals."""
    zero, low, high = (fixed(row[key], 2) for key in ("rho_zero", "rho_low", "rho_high"))
    values = (
        f"{path} {percent(row[f'rv_{path}'])} (interval {percent(row[f'rv_{path}_interval'])})"
        for path in "ab"
    )
    return f"indirect effect zero at rho {zero} [{low}, {high}]; robustness values {', '.join(values)}"


def _effect_line(study: Study, results: Results, name: str) -> Line | None:
    if name not in results.effects:
        return None
    test, rows = results.effects[name], results.paths.set_index("mediator")
    channels = rows.loc[list(test["channels"])]
    truths = [_truth(results, "a", m, "structural") for m in channels.index]
    scale = channels["a_standardised"] / channels["a"]
    treatment = results.mechanism_facts["treatment"]
    pairs = [(treatment, mediator) for mediator in channels.index]
    shared = overlaps(study, results.placebo, pairs, study.facts.mechanism, "a")
    return Line(
        variable=", ".join(channels.index),
        estimate=test["average"],
        se=test["average_se"],
        df=test["df2"],
        p=test["p"],
        scale=1.0,
        test=f"joint Wald test of the paths a, F({test['df1']}, {test['df2']}) = {test['f']:.2f}; "
        "the estimate is their mean in within-SDs",
        evidence=_mechanism_files(study),
        truth=float((scale * truths).mean(skipna=False)),  # of all channels, or of none
        sensitivity=shared.remark,
        doubt=shared.doubt,
    )


def _model_truth(results: Results, claim: Claim, name: str) -> float:
    """The truth of a claim about a model; none is stated for the cross-lagged directions."""
    quantity, about = {"total": ("total", ""), "path": ("moderation", name)}.get(claim.kind, ("", ""))
    return _truth(results, quantity, about, "index_scale")


def _truth(results: Results, quantity: str, name: str, column: str) -> float:
    """The truth of a quantity in a simulated study; NaN where none is stated."""
    if results.truth is None:
        return NAN
    names = results.truth["name"].fillna("")
    found = results.truth[(results.truth["quantity"] == quantity) & (names == name)]
    return float(found[column].iloc[0]) if len(found) else NAN


def _other_schemes(study: Study, results: Results, model: str) -> str:
    """The range of the standardised effect over models that differ in the index alone."""
    own = study.models[model]
    similar = [
        name
        for name, other in study.models.items()
        if name in results.facts and other.effects == own.effects and other.controls == own.controls
        if other.lags == own.lags and other.moderator == own.moderator and other.sample == own.sample
        if _roles(study, other) == _roles(study, own)
    ]
    effects = [_standardised(results, name) for name in similar]
    return f"standardised effect {min(effects):.3f} to {max(effects):.3f} over {', '.join(similar)}"


def _roles(study: Study, model: ModelSpec) -> list[str]:
    """The roles of treatment and outcome where they are indices, else their names."""
    names = (model.treatment, model.outcome)
    return [study.indices[name].role if name in study.indices else name for name in names]


def _standardised(results: Results, model: str) -> float:
    return float(_term(results, model)["standardised"])


def _term(results: Results, model: str) -> dict[Any, Any]:
    """The row of a model's key regressor."""
    rows = results.terms[model].to_dict("records")
    return next(row for row in rows if row["term"] == results.facts[model]["key"])


def _joined(*parts: str) -> str:
    return "; ".join(filter(None, parts))


def _sources(study: Study, variable: str) -> str:
    """Names of the sources behind every variable or index that a line mentions."""
    known = {*study.indices, *study.codebook.variables}
    said = variable.replace(",", " ").split()
    words = [word if word in known else re.sub(r"_lag\d+$", "", word) for word in said]
    indicators = [i for word in words if word in study.indices for i in study.indices[word].indicators]
    named = [word for word in words if word in study.codebook.variables]
    series = {s for name in [*indicators, *named] for s in study.codebook.series_of(name)}
    names = ", ".join(sorted({study.codebook.series[s].source for s in series}))
    return f"SIMULATED: {names}" if study.simulated and names else names


def _mechanism_files(study: Study) -> str:
    """The tables about the mechanism behind the channel claims, and its estimates."""
    own = study.facts.mechanism
    tables = [f"tables/{name}.html" for name, table in study.tables.items() if table.mechanism == own]
    return ", ".join([*tables, f"mechanisms/{own}"])


def _files(table: str) -> str:
    return f"tables/{table}.html, estimates"
