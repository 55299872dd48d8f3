"""The ledger as a page in a language: propositions.md and .html, every sentence computed."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.claims.verdict import MEANS, rule_in_words, verdict_in
from nqpf.page.numbers import interval, number, present, probability
from nqpf.page.table import SIMULATED, Language, say
from nqpf.page.words import MARKS, both, term_label
from nqpf.specs.study import Study

WORDS = {
    "title": both("Ledger of claims: {title}", "命题台账：{title}"),
    "claims": both("{all} claims: {counts}.", "共 {all} 条命题：{counts}。"),
    "short": both("In plain words", "简明结论"),
    "every": both("Every claim with its numbers", "逐条结果"),
    "rule": both("The rule of the verdict, first match wins", "判定规则（首个满足者生效）"),
    "doubts": both("Notes on single rows", "对个别命题的说明"),
    "claim": both("Claim", "命题"),
    "words": both("Words", "表述"),
    "stands": both("Stands for it", "对应变量"),
    "estimate": both("Estimate [95% interval]", "估计值 [95% 区间]"),
    "p": both("Adjusted p", "校正 p 值"),
    "truth": both("Truth", "真值"),
    "verdict": both("Verdict", "判定"),
}
SUPPORTED_MEANS = both(
    "'Supported' means association under the stated design, not proof of cause. "
    "No row is left out, and nothing is gated or highlighted by significance.",
    "“支持”指在所述设计下存在关联，并非因果证明。全部命题均列出，不按显著性取舍、隐藏或突出任何结果。",
)


def page(study: Study, rows: pd.DataFrame, language: Language = "en") -> str:
    """Markdown: title, counts of verdicts, the table of claims, the rule, doubts about single rows."""
    notes = [say(note, language) for note in study.facts.notes]
    parts = [
        [f"# {title(study, language)}", ""],
        [summary(rows, language), "", *notes, ""],
        [f"## {_word('short', language)}", ""],
        [*(f"- **{name}** ({means}): {claims}" for name, means, claims in in_short(rows, language)), ""],
        [f"## {_word('every', language)}", "", *_table(study, rows, language), ""],
        [f"## {_word('rule', language)}", "", *_rule(study, language), ""],
        [say(SUPPORTED_MEANS, language), ""],
        [f"## {_word('doubts', language)}", "", *(f"- {note}" for note in doubts(rows, language))],
    ]
    return "\n".join(line for part in parts for line in part) + "\n"


def html_page(study: Study, rows: pd.DataFrame, language: Language = "en") -> str:
    """HTML: the same content as `page`; one file, nothing is fetched."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("nqpf.claims", "templates")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, undefined=StrictUndefined)
    return environment.get_template("ledger.html.j2").render(
        language=language,
        word={key: say(text, language) for key, text in WORDS.items()},
        title=title(study, language),
        summary=summary(rows, language),
        short=in_short(rows, language),
        notes=[say(note, language) for note in study.facts.notes],
        rows=[_html_row(study, claim, language) for claim in records(rows)],
        rule=rule_in_words(study.theory.rule, language),
        doubts=doubts(rows, language),
        supported_means=say(SUPPORTED_MEANS, language),
        simulated=study.simulated,
    )


def _html_row(study: Study, claim: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """One claim with its numbers written out; `head` opens a group of rows."""
    return {
        **claim,
        "head": claim["claim"].count(".") < 2,
        "observed": present(claim["estimate"]),
        "variable": stands(study, claim["variable"], language) if present(claim["estimate"]) else "",
        "estimate": number(claim["estimate"]),
        "interval": interval(claim["ci_low"], claim["ci_high"]),
        "p": probability(claim["p_adjusted"]),
        "truth": number(claim["truth"]),
        "test": said(claim, "test", language),
        "verdict": verdict_in(claim["verdict"], language),
    }


def title(study: Study, language: Language = "en") -> str:
    """The heading; simulated data are called so."""
    mark = f"{say(SIMULATED, language)} - " if study.simulated else ""
    return f"{mark}{_word('title', language).format(title=say(study.facts.title, language))}"


def summary(rows: pd.DataFrame, language: Language = "en") -> str:
    """How many claims got which verdict, in the ledger's order."""
    return _word("claims", language).format(all=len(rows), counts=counted(rows, language))


def counted(rows: pd.DataFrame, language: Language) -> str:
    """The verdicts with their counts: 12 supported, 4 negligible."""
    counts = rows["verdict"].value_counts(sort=False).items()
    told = [(verdict_in(str(name), language), count) for name, count in counts]
    texts = [f"{name} {count} 条" if language == "zh" else f"{count} {name}" for name, count in told]
    return MARKS[language].comma.join(texts)


def in_short(rows: pd.DataFrame, language: Language = "en") -> list[tuple[str, str, str]]:
    """Verdict, what it means, and the claims that bear it, in the order of `MEANS`; none is left out."""
    semicolon, told = "；" if language == "zh" else "; ", []
    for judged, means in MEANS.items():
        claims = rows.loc[rows["verdict"] == judged, f"words_{language}"]
        if len(claims):
            words = semicolon.join(str(one) for one in claims)
            told.append(
                (verdict_in(judged, language), say(means, language), f"{words}{MARKS[language].stop}")
            )
    return told


def doubts(rows: pd.DataFrame, language: Language = "en") -> list[str]:
    """What weakens single rows: other schemes, failed design checks, overlaps."""
    marks = MARKS[language]
    told = {claim["claim"]: said(claim, "sensitivity", language) for claim in records(rows)}
    return [f"{name}{marks.colon}{text}{marks.stop}" for name, text in told.items() if text]


def said(claim: Mapping[str, Any], column: str, language: Language) -> str:
    """What a row says in a language: its test or its sensitivity."""
    text = claim[column if language == "en" else f"{column}_{language}"]
    return str(text) if present(text) else ""


def stands(study: Study, variable: str, language: Language) -> str:
    """What stands for a claim: its names as the files hold them, in Chinese by their labels."""
    if language == "en":
        return variable
    sides = [[term_label(study, name).zh for name in side.split(", ")] for side in variable.split(" -> ")]
    return " → ".join("、".join(labels) for labels in sides)


def heads(study: Study, language: Language = "en") -> list[str]:
    """Headings of the table of claims."""
    truth = ["truth"] if study.simulated else []
    return [_word(key, language) for key in ("claim", "words", "stands", "estimate", "p", *truth, "verdict")]


def cells(study: Study, claim: Mapping[str, Any], language: Language = "en") -> list[str]:
    """One claim as texts, in the order of `heads`."""
    observed, test = present(claim["estimate"]), said(claim, "test", language)
    estimate = f"{number(claim['estimate'])} {interval(claim['ci_low'], claim['ci_high'])}"
    return [
        claim["claim"],
        claim["words_zh"] if language == "zh" else f"{claim['words_en']} {claim['words_zh']}",
        stands(study, claim["variable"], language) if observed else MARKS[language].bracketed(test).strip(),
        estimate if observed else "",
        probability(claim["p_adjusted"]),
        *([number(claim["truth"])] if study.simulated else []),
        verdict_in(claim["verdict"], language),
    ]


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as mappings."""
    return [{str(name): value for name, value in claim.items()} for claim in rows.to_dict("records")]


def _word(key: str, language: Language) -> str:
    return say(WORDS[key], language)


def _rule(study: Study, language: Language) -> list[str]:
    stop, sentences = MARKS[language].stop, rule_in_words(study.theory.rule, language)
    return [f"{place}. {words}{stop}" for place, words in enumerate(sentences, start=1)]


def _table(study: Study, rows: pd.DataFrame, language: Language) -> list[str]:
    names = heads(study, language)
    body = [_line(cells(study, claim, language)) for claim in records(rows)]
    return [_line(names), _line(["---"] * len(names)), *body]


def _line(texts: list[str]) -> str:
    return f"| {' | '.join(text.replace('|', '&#124;').replace(chr(10), ' ') for text in texts)} |"
