"""The ledger as a page: propositions.md, every sentence computed."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.claims.verdict import rule_in_words
from nqpf.page.numbers import interval, number, present, probability
from nqpf.specs.base import english
from nqpf.specs.study import Study

SUPPORTED_MEANS = (
    "'Supported' means association under the stated design, not proof of cause. "
    "No row is left out, and nothing is gated or highlighted by significance."
)


def page(study: Study, rows: pd.DataFrame) -> str:
    """Markdown: title, counts of verdicts, the table of claims, the rule, doubts about single rows."""
    rule = _rule(study)
    parts = [
        [f"# {title(study)}", ""],
        [summary(rows), "", *map(english, study.facts.notes), ""],
        [*_table(study, rows), ""],
        ["## The rule of the verdict (first match wins)", "", *rule, "", SUPPORTED_MEANS, ""],
        ["## Notes on single rows", "", *(f"- {note}" for note in doubts(rows))],
    ]
    return "\n".join(line for part in parts for line in part) + "\n"


def html_page(study: Study, rows: pd.DataFrame) -> str:
    """HTML: the same content as `page`; one file, nothing is fetched."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("nqpf.claims", "templates")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, undefined=StrictUndefined)
    return environment.get_template("ledger.html.j2").render(
        title=title(study),
        summary=summary(rows),
        notes=[english(note) for note in study.facts.notes],
        rows=[_html_row(claim) for claim in records(rows)],
        rule=rule_in_words(study.theory.rule),
        doubts=doubts(rows),
        supported_means=SUPPORTED_MEANS,
        simulated=study.simulated,
    )


def _html_row(claim: Mapping[str, Any]) -> dict[str, Any]:
    """One claim with its numbers written out; `head` opens a group of rows."""
    return {
        **claim,
        "head": claim["claim"].count(".") < 2,
        "observed": present(claim["estimate"]),
        "estimate": number(claim["estimate"]),
        "interval": interval(claim["ci_low"], claim["ci_high"]),
        "p": probability(claim["p_adjusted"]),
        "truth": number(claim["truth"]),
    }


def title(study: Study) -> str:
    """The heading; simulated data are called so."""
    mark = "SIMULATED - " if study.simulated else ""
    return f"{mark}Ledger of claims: {study.facts.title.en}"


def summary(rows: pd.DataFrame) -> str:
    """How many claims got which verdict."""
    counts = rows["verdict"].value_counts(sort=False)
    return f"{len(rows)} claims: {', '.join(f'{count} {name}' for name, count in counts.items())}."


def doubts(rows: pd.DataFrame) -> list[str]:
    """What weakens single rows: other schemes, failed design checks, overlaps."""
    return [f"{claim['claim']}: {claim['sensitivity']}." for claim in records(rows) if claim["sensitivity"]]


def heads(study: Study) -> list[str]:
    """Headings of the table of claims."""
    truth = ["truth"] if study.simulated else []
    return ["claim", "words", "stands for it", "estimate [95% interval]", "adjusted p", *truth, "verdict"]


def cells(study: Study, claim: Mapping[str, Any]) -> list[str]:
    """One claim as texts, in the order of `heads`."""
    observed = present(claim["estimate"])
    estimate = f"{number(claim['estimate'])} {interval(claim['ci_low'], claim['ci_high'])}"
    return [
        claim["claim"],
        f"{claim['words_en']} {claim['words_zh']}",
        claim["variable"] if observed else f"({claim['test']})",
        estimate if observed else "",
        probability(claim["p_adjusted"]),
        *([number(claim["truth"])] if study.simulated else []),
        claim["verdict"],
    ]


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as mappings."""
    return [{str(name): value for name, value in claim.items()} for claim in rows.to_dict("records")]


def _rule(study: Study) -> list[str]:
    return [f"{place}. {words}." for place, words in enumerate(rule_in_words(study.theory.rule), start=1)]


def _table(study: Study, rows: pd.DataFrame) -> list[str]:
    names = heads(study)
    body = [_line(cells(study, claim)) for claim in records(rows)]
    return [_line(names), _line(["---"] * len(names)), *body]


def _line(texts: list[str]) -> str:
    return f"| {' | '.join(text.replace('|', '&#124;').replace(chr(10), ' ') for text in texts)} |"
