"""Sentences made of facts: what the study is, and what the ledger says. None is written by hand."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.claims.page import counted, records, said
from nqpf.claims.verdict import verdict_in
from nqpf.page.numbers import interval, number, present, probability, whole
from nqpf.page.table import Language, say
from nqpf.page.words import MARKS
from nqpf.report.document import Bullets, Link, Paragraph
from nqpf.report.material import Material
from nqpf.report.origins import spec_link
from nqpf.report.words import tell
from nqpf.specs.study import Study


def about(study: Study, material: Material, language: Language) -> list[Paragraph]:
    """What is studied, on how many observations, and how the claims came out."""
    facts = study.facts
    what = tell(
        "about_intro",
        language,
        treatment=say(study.label(facts.treatment), language),
        outcome=say(study.label(facts.outcome), language),
        unit=say(facts.unit, language),
        first=facts.years.first,
        last=facts.years.last,
    )
    return [
        Paragraph(what, (Link("study.yaml", "#spec-study"), Link("theory.yaml", "#spec-theory"))),
        _sample(study, material, language),
        Paragraph(counts(material.ledger, language), (Link(tell("ledger", language), "#ledger"),)),
        Paragraph(tell("about_reading", language)),
        *(Paragraph(say(note, language)) for note in facts.notes),
    ]


def _sample(study: Study, material: Material, language: Language) -> Paragraph:
    name, last = list(material.facts.items())[-1]
    text = tell(
        "about_sample",
        language,
        model=last["label"][language],
        n=whole(last["n"]),
        units=whole(last["units"]),
        years=whole(last["years"]),
        missing=whole(last["rows_missing"]),
        singletons=whole(last["singletons"]),
    )
    return Paragraph(
        text,
        (
            Link(f"tables/{study.facts.baseline}", f"#tables-{study.facts.baseline}"),
            spec_link(f"models/{name}.yaml"),
        ),
    )


def counts(ledger: pd.DataFrame, language: Language) -> str:
    """How many claims got which verdict, in the ledger's order."""
    return tell("about_verdicts", language, all=len(ledger), counts=counted(ledger, language))


def verdicts(study: Study, ledger: pd.DataFrame, kinds: tuple[str, ...], language: Language) -> Bullets:
    """The ledger's rows of these kinds of claims, each as one sentence made of its cells."""
    chosen = [row for row in records(ledger) if study.theory.claims[row["claim"]].kind in kinds]
    return Bullets(tuple(_verdict(row, language) for row in chosen))


def _verdict(row: Mapping[str, Any], language: Language) -> Paragraph:
    """Claim, words, verdict; then the numbers, or the reason why there are none."""
    marks, seen = MARKS[language], present(row["estimate"])
    text = f"{row['claim']} {row[f'words_{language}']}{marks.colon}{verdict_in(row['verdict'], language)}"
    told = numbers(row, language) if seen else said(row, "test", language).rstrip(".。")
    link = Link(tell("ledger_row", language), f"#claim-{row['claim']}")
    return Paragraph(f"{text}{marks.bracketed(told)}{marks.stop}", (link,))


def numbers(row: Mapping[str, Any], language: Language) -> str:
    """The numbers of a claim in one line."""
    parts = [
        f"{tell('estimate', language)} {number(row['estimate'])}",
        f"{tell('interval', language)} {interval(row['ci_low'], row['ci_high'])}",
        f"{tell('p', language)} {probability(row['p_adjusted'])}",
    ]
    truth = [f"{tell('truth', language)} {number(row['truth'])}"] if present(row["truth"]) else []
    return ("；" if language == "zh" else "; ").join([*parts, *truth])


def engines(material: Material, language: Language) -> Paragraph:
    """How far the two engines are apart."""
    found = material.engines
    text = tell(
        "engines",
        language,
        engines=", ".join(found["engines"]),
        columns=found["columns"],
        coef=number(found["coef"]["difference"]),
        se=number(found["se"]["difference"]),
        unit=found["unit"],
    )
    return Paragraph(text, (Link("checks/engines.json", "checks/engines.json"),))
