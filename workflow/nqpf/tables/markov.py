"""Transition matrices between quantile classes: all units, by group, by the neighbours' class."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.page.numbers import fixed, number, percent, present, probability, whole
from nqpf.page.table import Panel, Row, Table, Text, row
from nqpf.page.words import both
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

REPEATED = 0.9  # share of moves in which the group tells the neighbours' class, from which that is said
RISING = 2  # moves up per move down, above which the warning about the ergodic distribution stands
CUTS = {
    "pooled": both("of all unit-years together", "全样本"),
    "first_year": both("of the first year", "首年"),
    "yearly": both("of each year by itself, so that only moves in rank count", "逐年（仅反映相对位次变动）"),
}


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `rows` (by, of, from, to, count, probability), `facts`."""
    rows, facts = inputs["rows"].astype({"of": str}), inputs["facts"]
    classes = [both(f"to {k}", f"至 {k}") for k in range(1, facts["classes"] + 1)]
    panels = [
        Panel((*_matrix(part), _ergodic(facts, by, of)), condition(study, str(by), str(of), facts), rule=True)
        for (by, of), part in rows.groupby(["by", "of"], sort=False)
    ]
    return Table(
        title=spec.title,
        header=(row(both("Class at the start", "期初类别"), both("Moves", "转移次数"), *classes),),
        panels=tuple(panels),
        notes=(*notes(facts), *spec.notes, *study.facts.notes),
        tidy=rows,
        simulated=study.simulated,
    )


def condition(study: Study, by: str, of: str, facts: Mapping[str, Any]) -> Text:
    """Name a condition of the matrices."""
    if by == "all":
        return both("All units", "全部单位")
    if by == "group":
        return study.group_label(of)
    return both(
        f"Neighbours in class {of} of {facts['classes']}",
        f"邻近单位均值处于第 {of} 类（共 {facts['classes']} 类）",
    )


def _matrix(part: pd.DataFrame) -> list[Row]:
    lines = []
    for start, moves in part.groupby("from", sort=True):
        cells = [fixed(p, 3) for p in moves.sort_values("to")["probability"]]
        label = both(f"from {start}", f"自 {start}")
        lines.append(row(label, whole(moves["count"].sum()), *(cell or "\N{EN DASH}" for cell in cells)))
    return lines


def _ergodic(facts: Mapping[str, Any], by: object, of: object) -> Row:
    label, found = both("ergodic distribution", "极限分布"), facts["ergodic"][f"{by} {of}"]
    return row(
        label, "", *(["\N{EN DASH}"] * facts["classes"] if found is None else [fixed(q, 3) for q in found])
    )


def notes(facts: Mapping[str, Any]) -> list[Text]:
    """What was done, the spread of classes, and the tests."""
    cuts, k, h = CUTS[facts["cuts"]], facts["classes"], facts["horizon"]
    what = both(
        f"Index: {facts['index']['en']}. {k} classes by quantiles {cuts.en}; moves over {years(h)}, "
        f"{facts['units']} units, "
        f"{facts['years'][0]}\N{EN DASH}{facts['years'][1]}. Ergodic: the q with q = qP; a dash where no "
        "unit starts in a class or q is not unique.",
        f"指数：{facts['index']['zh']}。按分位数（{cuts.zh}）分为 {k} 类；步长 {h} 年，{facts['units']} 个"
        "单位，"
        f"{facts['years'][0]}\N{EN DASH}{facts['years'][1]} 年。极限分布满足 q = qP；无期初单位或解不唯一处"
        "以短横表示。",
    )
    lag = both(
        "Neighbours: the mean score of the other units of the same group and year, in classes by its own "
        "quantiles; no map of borders is used.",
        "邻近单位：同组同年其他单位得分的均值，按其自身分位数分类；未使用空间邻接矩阵。",
    )
    tests = [_test(name, test) for name, test in facts["tests"].items()]
    return [what, _shares(facts), _moved(facts), lag, *_repeated(facts), *tests]


def _repeated(facts: Mapping[str, Any]) -> list[Text]:
    """Say so where the matrices by neighbours are those by group over again."""
    known = facts["neighbours_by_group"]
    if not present(known) or known < REPEATED:
        return []
    return [
        both(
            f"In {percent(known)} of the moves the group alone tells the class of the neighbours: with so "
            "few groups the matrices by neighbours, and their test, repeat those by group.",
            f"{percent(known)} 的转移中，由分组即可得知邻近类别：分组过少，"
            "按邻近类别的矩阵及其检验只是重复分组结果。",
        )
    ]


def _shares(facts: Mapping[str, Any]) -> Text:
    parts = {year: ", ".join(fixed(one, 2) for one in shares) for year, shares in facts["shares"].items()}
    text = "; ".join(f"{year}: {shares}" for year, shares in parts.items())
    return both(f"Shares of the classes, lowest first, in {text}.", f"各类占比（由低到高）：{text}。")


def years(number: int) -> str:
    """Print a number of years."""
    return "1 year" if number == 1 else f"{number} years"


def _moved(facts: Mapping[str, Any]) -> Text:
    up, down, stay = (whole(facts["moves"][key]) for key in ("up", "down", "stay"))
    warning = both(
        " Where moves go up far more often than down, the ergodic distribution tells the trend rather than "
        "mobility.",
        "向上转移远多于向下时，极限分布反映的是趋势而非流动性。",
    )
    rising = facts["moves"]["up"] > RISING * facts["moves"]["down"]
    return both(
        f"Moves up: {up}; down: {down}; none: {stay}.{warning.en if rising else ''}",
        f"向上转移 {up} 次，向下 {down} 次，未变 {stay} 次。{warning.zh if rising else ''}",
    )


def _test(name: str, test: Mapping[str, Any]) -> Text:
    en, zh = {"group": ("groups", "各组"), "neighbours": ("classes of neighbours", "各邻近类别")}[name]
    numbers = (
        f"LR = {number(test['lr'])}, p {_p(test['lr_p'])}; Pearson \N{GREEK SMALL LETTER CHI}² = "
        f"{number(test['chi2'])}, "
        f"p {_p(test['chi2_p'])}; df = {test['df']}"
    )
    return both(
        f"One matrix for all {en} (Anderson & Goodman 1957): {numbers}. It takes moves as independent, and "
        "few counts make it rough.",
        f"{zh}转移矩阵相同的检验（Anderson & Goodman 1957）：{numbers}。检验假定各次转移相互独立，计数少时"
        "仅供参考。",
    )


def _p(value: float) -> str:
    text = probability(value)
    return text if text.startswith("<") else f"= {text}"
