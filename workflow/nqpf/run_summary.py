"""What a person is told when a run ends: where the results are, the ledger, what happened to the data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nqpf.claims.verdict import verdict_in
from nqpf.page.table import Language
from nqpf.specs.study import Study
from nqpf.specs.theory import Claim

WORDS = {
    "en": {
        "done": "{study}: done in {time}.",
        "simulated": "SIMULATED data: every unit is fictional, and the truth is known.",
        "results": "Results in {folder}: open {pages}.",
        "ledger": "The ledger, {count} claims ('supported' is association, no proof of cause):",
        "data": "The data:",
        "filled": "filled by the policies in variables.yaml: {cells}{top}, see checks/imputed.csv",
        "missing": "set missing, since known to be wrong: {cells}{top}, see checks/unusable.csv",
        "treated": "changed as outliers in the indices: {cells}{top}, see checks/treated_*.csv",
        "unjoined": "in the files but no unit of the study: {names}{top}, see checks/unjoined.csv",
        "dropped": "rows dropped: at most {lost} of {given}, by the model {model}",
        "none_dropped": "rows dropped: none by any model",
        "more": "and {} more",
        "failed": "The rule {rule} failed:",
        "log": "Its log: {log}",
        "silent": "it said nothing; the lines above tell more",
    },
    "zh": {
        "done": "{study}：完成，用时 {time}。",
        "simulated": "模拟数据：所有单位均为虚构，真值已知。",
        "results": "结果在 {folder}：请打开 {pages}。",
        "ledger": "命题台账，共 {count} 条（“支持”指在所述设计下的相关，不是因果证明）：",
        "data": "数据：",
        "filled": "按 variables.yaml 的规则填补：{cells}{top}，见 checks/imputed.csv",
        "missing": "已知有误而设为缺失：{cells}{top}，见 checks/unusable.csv",
        "treated": "指数中作为异常值处理：{cells}{top}，见 checks/treated_*.csv",
        "unjoined": "文件中不属于本研究单位的名称：{names}{top}，见 checks/unjoined.csv",
        "dropped": "剔除的行：最多 {lost} 行（共 {given} 行），模型 {model}",
        "none_dropped": "剔除的行：无",
        "more": "其余 {} 项",
        "failed": "规则 {rule} 失败：",
        "log": "日志：{log}",
        "silent": "日志没有内容；请看上面的输出",
    },
}
COUNTS = {
    "en": {"cells": ("no cell", "1 cell", "{} cells"), "names": ("no name", "1 name", "{} names")},
    "zh": {"cells": ("0 个单元格", "1 个单元格", "{} 个单元格"), "names": ("0 个", "1 个", "{} 个")},
}
SHOWN = 3
PAGES = ("report.html", "report.pdf", "propositions.html", "replication.zip")
TRACEBACK_LINES = 12


@dataclass(frozen=True)
class Ended:
    """A finished run: ledger and checks by name as they lie on disk, facts by table, its pages, seconds."""

    ledger: pd.DataFrame
    checks: Mapping[str, pd.DataFrame]
    facts: Mapping[str, Mapping[str, Any]]
    pages: Iterable[str]
    seconds: float


def summary(study: Study, run: Ended, language: Language) -> str:
    """The end of a run in about twenty lines; language: en or zh."""
    say = WORDS[language]
    pages = [page for page in PAGES if page in set(run.pages)]
    lines = [
        "",
        say["done"].format(study=study.name, time=clock(run.seconds)),
        *([say["simulated"]] if study.simulated else []),
        say["results"].format(folder=f"results/{study.name}", pages=", ".join(pages)),
        "",
        say["ledger"].format(count=len(run.ledger)),
        *(f"  {line}" for line in ledger_lines(study, run.ledger, language)),
        "",
        say["data"],
        *(f"  {line}" for line in data_lines(run, language)),
    ]
    return "\n".join(lines) + "\n"


def ledger_lines(study: Study, rows: pd.DataFrame, language: Language) -> list[str]:
    """One line for each claim but the channels, which stand behind their effect in brackets."""
    verdicts = dict(zip(rows["claim"], rows["verdict"], strict=True))
    return [
        _line(study, name, claim, verdicts, language)
        for name, claim in study.theory.claims.items()
        if claim.kind != "channel"
    ]


def _line(study: Study, name: str, claim: Claim, verdicts: Mapping[str, str], language: Language) -> str:
    channels = study.theory.channels_of(name) if claim.kind == "effect" else []
    parts = [
        f"{_short(study.theory.claims[one], language)} {verdict_in(verdicts[one], language)}"
        for one in channels
    ]
    left, gap, right, colon = (" (", ", ", ")", ": ") if language == "en" else ("（", "，", "）", "：")
    behind = f"{left}{gap.join(parts)}{right}" if parts else ""
    return f"{getattr(claim.words, language)}{colon}{verdict_in(verdicts[name], language)}{behind}"


def _short(claim: Claim, language: Language) -> str:
    """The name of a channel: what stands before the dash in English."""
    return claim.words.en.partition(" - ")[0].lower() if language == "en" else claim.words.zh


def data_lines(run: Ended, language: Language) -> list[str]:
    """What was filled, set missing, treated, not joined and dropped."""
    say, checks = WORDS[language], run.checks
    treated = [frame for name, frame in checks.items() if name.startswith("treated_")]
    counted = [
        ("filled", "cells", checks["imputed"]["variable"]),
        ("missing", "cells", checks["unusable"]["series"]),
        ("treated", "cells", pd.concat([frame["indicator"] for frame in treated])),
        ("unjoined", "names", checks["unjoined"]["name"]),
    ]
    lines = [
        say[key].format(**{noun: _count(len(what), noun, language)}, top=_top(what, language))
        for key, noun, what in counted
    ]
    return [*lines, _dropped(run.facts, language)]


def _count(number: int, noun: str, language: Language) -> str:
    return COUNTS[language][noun][min(number, 2)].format(number)


def _top(names: pd.Series, language: Language) -> str:
    """The commonest names with their counts, in brackets; nothing where there are none."""
    counts = names.astype(str).value_counts().sort_index().sort_values(ascending=False, kind="stable")
    shown = [f"{name} {count}" if count > 1 else str(name) for name, count in counts.head(SHOWN).items()]
    if len(counts) > SHOWN:
        shown.append(WORDS[language]["more"].format(len(counts) - SHOWN))
    left, gap, right = (" (", ", ", ")") if language == "en" else ("（", "，", "）")
    return f"{left}{gap.join(shown)}{right}" if shown else ""


def _dropped(facts: Mapping[str, Mapping[str, Any]], language: Language) -> str:
    """The model that lost most rows, by missing cells or as single observations."""
    models = {name: one for table in facts.values() for name, one in table["models"].items()}
    lost = {name: one["rows_given"] - one["n"] for name, one in models.items()}
    worst = max(lost, key=lambda name: lost[name], default="")
    if not worst or not lost[worst]:
        return WORDS[language]["none_dropped"]
    given = models[worst]["rows_given"]
    return WORDS[language]["dropped"].format(model=worst, lost=lost[worst], given=given)


def failure(rule: str, log: str, text: str, language: Language) -> str:
    """What to say of a failed job: its sentence and its log; the end of the traceback where it has one."""
    say = WORDS[language]
    told = [line.removeprefix("error: ") for line in text.splitlines() if line.startswith("error: ")]
    lines = told or text.splitlines()[-TRACEBACK_LINES:] or [say["silent"]]
    pointer = [f"  {say['log'].format(log=log)}"] if log else []
    return "\n".join([say["failed"].format(rule=rule), *(f"  {line}" for line in lines), *pointer]) + "\n"


def clock(seconds: float) -> str:
    """A duration in words: 42 s, 3 min 20 s, 2 h 5 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
