"""The line of a direction: one index on last year's other, by the method that is the analysis's record.

What the other methods and the Granger tests of the same analysis find stands beside it.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.claims import evidence
from nqpf.claims.overlaps import overlaps
from nqpf.claims.results import NOTHING, Line, Results, joined
from nqpf.page.numbers import number, present, probability
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.specs.study import Study

METHODS = {  # as the rows of the analysis name them
    "fixed_effects": both("two-way FE, bias not removed", "双向固定效应（未校正偏误）"),
    "half_panel": both("half-panel jackknife", "半面板刀切法"),
    "adjusted": both("adjusted equations (Nickell bias removed)", "修正方程（已除 Nickell 偏误）"),
}
TESTS = {
    "dh_bootstrap": both("Dumitrescu-Hurlin (bootstrap)", "Dumitrescu-Hurlin（自助法）"),
    "hpj_wald_bootstrap": both("jackknife Granger (bootstrap)", "刀切 Granger（自助法）"),
}  # the forms whose size is near its level; see dynamics/sizes.py
NO_SOLUTION = both("the adjusted equations have no solution in this sample", "修正方程在本样本中无解")
WANDERS = both(
    "the outcome's own lag is one or more, so that no long run exists",
    "被解释变量自身滞后系数不小于 1，不存在长期均衡",
)


def line(study: Study, results: Results, name: str) -> Line:
    """The direction that the claim is named after (0.forward); in doubt where its method has no estimate."""
    analysis, direction = str(study.facts.claims[name].analysis), name.rpartition(".")[2]
    rows, facts = results.analyses[analysis]
    found = rows[rows["direction"] == direction].set_index(["method", "order"])
    own, method = facts["directions"][direction]["cross_lagged"], facts["record"]
    remark, doubt = _serial(own, study.theory.rule.level)
    row = found.loc[method, facts["lags"]]
    shared = overlaps(study, results.placebo, [(row["other"], row["outcome"])], analysis)
    return Line(
        variable=f"{row['other']}_lag{facts['lags']} -> {row['outcome']}",
        estimate=row["coef"],
        se=row["se"],
        df=own["clusters"] - 1,
        p=row["p"],
        scale=row["standardised"] / row["coef"],
        test=_test(method, own),
        evidence=evidence.of_analysis(study, analysis),
        sensitivity=joined(_others(found, facts), remark, shared.remark),
        doubt=joined(_failing(row, own), doubt, shared.doubt),
    )


def _failing(row: "pd.Series[Any]", own: Mapping[str, Any]) -> Label:
    """What the estimate itself says against the design."""
    unsolved = not present(row["coef"]) or own.get("solved") is False
    wanders = present(row["own_coef"]) and row["own_coef"] >= 1
    return joined(NO_SOLUTION if unsolved else NOTHING, WANDERS if wanders else NOTHING)


def _serial(own: Mapping[str, Any], level: float) -> tuple[Label, Label]:
    """Remark and doubt: the adjusted equations do not allow errors that are correlated over time."""
    p = own.get("serial_p")
    if not present(p):
        return NOTHING, NOTHING
    told = probability(p)
    if p >= level:
        remark = both(f"test of serial correlation of its errors p {told}", f"误差序列相关检验 p {told}")
        return remark, NOTHING
    return NOTHING, both(
        f"its errors are serially correlated (p {told}), which the adjusted equations do not allow",
        f"误差存在序列相关（p {told}），不符合修正方程的假定",
    )


def _test(method: str, own: Mapping[str, Any]) -> Label:
    words, clusters = METHODS[method], own["clusters"]
    return both(
        f"{words.en}; error from redraws of whole units (G = {clusters}), t({clusters - 1})",
        f"{words.zh}；标准误由整体重抽样得到（G = {clusters}），t({clusters - 1})",
    )


def _others(found: pd.DataFrame, facts: Mapping[str, Any]) -> Label:
    """Estimates of the other methods, and p of the Granger tests at the same order."""
    lags = facts["lags"]
    said = [
        both(f"{words.en} {number(value)}", f"{words.zh} {number(value)}")
        for method, words in METHODS.items()
        if method != facts["record"] and present(value := found.loc[(method, lags), "coef"])
    ]
    for test, words in TESTS.items():
        if (test, lags) in found.index and present(found.loc[(test, lags), "p"]):
            p = probability(found.loc[(test, lags), "p"])
            said.append(both(f"{words.en} p {p}", f"{words.zh} p {p}"))
    return joined(*said)
