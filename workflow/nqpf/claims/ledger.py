"""The ledger: one row per claim of the theory, in every study, whether or not there are data for it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.claims import evidence
from nqpf.claims.lines import line_of
from nqpf.claims.results import NAN, Line, Results, joined
from nqpf.claims.verdict import Finding, verdict
from nqpf.inference.adjust import benjamini_hochberg, holm
from nqpf.page.words import both
from nqpf.specs.base import Label, label_of
from nqpf.specs.study import Study
from nqpf.specs.theory import Claim, Rule

ADJUST = {"holm": holm, "benjamini_hochberg": benjamini_hochberg}
NO_CHANNEL = both("none of its channels is observed", "其下各机制均未观测")


def ledger(study: Study, results: Results) -> pd.DataFrame:
    """One row per claim: claim, words, variable, sources, test, estimate, interval, p, verdict, evidence.

    p is adjusted over the family of claims of the same kind; the interval is the 95% one. Test and
    sensitivity are English; test_zh and sensitivity_zh, the last columns, say the same in Chinese.
    """
    lines = {name: line_of(study, results, name) for name in study.theory.claims}
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
        return {**words, **_empty_row(reason(study, name), verdict(None, rule))}
    low, high = line.limits(0.95)
    said = joined(line.sensitivity, line.doubt)
    return {
        **words,
        "variable": line.variable,
        "sources": evidence.sources(study, line.variable),
        "test": line.test.en,
        "estimate": line.estimate,
        "ci_low": low,
        "ci_high": high,
        "p_adjusted": p_adjusted,
        "sensitivity": said.en,
        "truth": line.truth,
        "verdict": verdict(_finding(claim, line, p_adjusted, rule), rule),
        "evidence": line.evidence,
        "test_zh": line.test.zh,
        "sensitivity_zh": said.zh,
    }


def _empty_row(why: Label, judged: str) -> dict[str, Any]:
    """What a row says when nothing stands for its claim: the reason."""
    numbers = dict.fromkeys(["estimate", "ci_low", "ci_high", "p_adjusted"], NAN)
    first = {"variable": "", "sources": "", "test": why.en, **numbers, "sensitivity": "", "truth": NAN}
    return {**first, "verdict": judged, "evidence": "", "test_zh": why.zh, "sensitivity_zh": ""}


def reason(study: Study, name: str) -> Label:
    """Why nothing stands for a claim."""
    stated = study.facts.claims.get(name)
    return label_of(stated.not_observed) if stated and stated.not_observed else NO_CHANNEL


def _finding(claim: Claim, line: Line, p_adjusted: float, rule: Rule) -> Finding:
    low, high = sorted(limit * line.scale for limit in line.limits(rule.interval))
    return Finding(claim.sign, line.estimate * line.scale, low, high, p_adjusted, line.doubt.en)
