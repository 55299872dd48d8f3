"""Both directions at once: least squares, 2SLS, 3SLS of two equations, and what they rest on."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.dynamics.sizes import THREE_STAGE, measured
from nqpf.page.channels import total_truth
from nqpf.page.numbers import brackets, interval, number, probability, whole
from nqpf.page.table import Cell, Panel, Row, Table, Text, row
from nqpf.page.words import both, indented, term_label, word
from nqpf.specs.base import Label
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study
from nqpf.tables.panel_var import told_controls
from nqpf.tables.two_way import span

METHODS = {
    "ols": both("two-way FE", "双向固定效应"),
    "2sls": both("2SLS", "2SLS"),
    "3sls": both("3SLS", "3SLS"),
}


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `rows`, `facts`, `truth` in a simulated study; forward stands left."""
    facts, rows = inputs["facts"], inputs["rows"]
    table = rows[rows["part"] == "coefficients"].set_index(["equation", "method", "term"])
    return Table(
        title=spec.title,
        header=_header(facts),
        panels=(
            Panel(
                (
                    *_other(table, facts),
                    *_truth(study, facts, inputs.get("truth")),
                    *_own(study, table, facts),
                )
            ),
            Panel(tuple(_sizes(rows, facts)), rule=True),
        ),
        notes=(*_notes(study, facts), *spec.notes, *study.facts.notes),
        tidy=rows,
        simulated=study.simulated,
    )


def _header(facts: Mapping[str, Any]) -> tuple[Row, Row]:
    names = [both(**facts["labels"][name]) for name in reversed(facts["names"])]
    heads = row(word("dependent"), *(Cell(name, span=len(METHODS)) for name in names))
    return heads, row("", *METHODS.values(), *METHODS.values())


def _cells(table: pd.DataFrame, facts: Mapping[str, Any], terms: Mapping[str, str | None]) -> list[Any]:
    """One cell per equation and method; terms: equation -> term, None where it has none."""
    lines: Mapping[Any, Any] = table.to_dict("index")
    keys = [(equation, method) for equation in reversed(facts["names"]) for method in METHODS]
    return [None if terms[one] is None else lines[one, method, terms[one]] for one, method in keys]


def _other(table: pd.DataFrame, facts: Mapping[str, Any]) -> list[Row]:
    x, y = facts["names"]
    cells = _cells(table, facts, {x: y, y: x})
    return [
        row(
            both("The other index, same year", "对方指数（当年）"),
            *(number(one["estimate"]) for one in cells),
        ),
        row("", *(brackets(one["se"]) for one in cells)),
        row(
            indented(both("95% interval", "95% 置信区间")),
            *(interval(one["low"], one["high"]) for one in cells),
        ),
        row(indented("p"), *(probability(one["p"]) for one in cells)),
    ]


def _truth(study: Study, facts: Mapping[str, Any], truth: pd.DataFrame | None) -> list[Row]:
    """Give the generator's effect of the index, and none the other way, for the indices of the claim."""
    x, y = facts["names"]
    if truth is None or not study.simulated or (x, y) != (study.facts.treatment, study.facts.outcome):
        return []
    value = total_truth(truth)
    texts = [number(value)] * len(METHODS) + [number(0.0)] * len(METHODS)
    return [row(indented(word("truth_row")), *texts)] if value is not None else []


def _own(study: Study, table: pd.DataFrame, facts: Mapping[str, Any]) -> list[Row]:
    """Every equation's own columns, which the other leaves out."""
    lines = []
    for equation in reversed(facts["names"]):
        for term in facts["instruments"][equation]:
            cells = _cells(
                table, facts, {name: term if name == equation else None for name in facts["names"]}
            )
            shown = [
                ("", "") if one is None else (number(one["estimate"]), brackets(one["se"])) for one in cells
            ]
            lines.append(row(term_label(study, term), *(first for first, _ in shown)))
            lines.append(row("", *(second for _, second in shown)))
    return lines


def _sizes(rows: pd.DataFrame, facts: Mapping[str, Any]) -> list[Row]:
    """First stages stand in the columns that use them, Hansen's J of both equations in the last."""
    stages = rows[rows["part"] == "first_stage"].set_index("equation")
    yes, many, hansen = word("yes"), 2 * len(METHODS), facts["hansen"]
    strength = [text for one in facts["names"] for text in ("", *[number(stages.loc[one, "f"])] * 2)]
    last, df = [""] * (many - 1), hansen["df"]
    j = number(hansen["j"])
    return [
        row(both("First stage of the other: F", "对方的第一阶段 F"), *strength),
        row(both(f"Hansen J ({df}), both equations", f"Hansen J（{df}），两方程"), *last, j),
        row(indented("p"), *last, probability(hansen["p"])),
        row(both("Controls", "控制变量"), *([yes if facts["controls"] else word("no")] * many)),
        row(both("Unit and year effects", "个体与年份固定效应"), *([yes] * many)),
        row(word("observations"), *([whole(facts["n"])] * many)),
        row(word("clusters"), *([whole(facts["units"])] * many)),
    ]  # fmt: skip


def _notes(study: Study, facts: Mapping[str, Any]) -> list[Text]:
    reasons = [_reason(study, facts, name) for name in facts["names"]]
    return [_warning(), *reasons, _made(facts), _size_note(facts)]


def _warning() -> Label:
    return both(
        "A check, not a result of its own: it stands or falls with what each equation leaves out.",
        "本表为检验而非独立结论：其成立与否取决于各方程所排除的变量。",
    )


def _reason(study: Study, facts: Mapping[str, Any], name: str) -> Label:
    (other,) = (one for one in facts["names"] if one != name)
    terms = [term_label(study, term) for term in facts["instruments"][name]]
    here, there, why = facts["labels"][name], facts["labels"][other], facts["reasons"][name]
    return both(
        f"In the equation of {here['en']}, left out of that of {there['en']}: "
        f"{'; '.join(one.en for one in terms)}. Reason given: {why['en']}",
        f"仅进入{here['zh']}方程、排除于{there['zh']}方程：{'；'.join(one.zh for one in terms)}。所给理由："
        f"{why['zh']}",
    )  # fmt: skip


def _size_note(facts: Mapping[str, Any]) -> Label:
    """How often a true null is rejected although the exclusions hold."""
    found = measured(facts["units"], THREE_STAGE)
    one = found["3sls"]
    told = "; ".join(f"{METHODS[name].en} {span(found[name])}" for name in ("2sls", "3sls"))
    return both(
        f"Rejections of a true null at 5%, measured on simulated panels of {one.units} units and {one.years} "
        "years whose exclusions hold, least to greatest over persistence 0.2 to 0.8, with and without an "
        f"effect the other way: {told}; two-way FE {span(found['ols'])}. No claim rests on this table.",
        f"在 {one.units} 个单位、{one.years} 年、排除假定成立的模拟面板上，原假设为真时按 5% 水平的拒绝率"
        f"（持续性 0.2 至 0.8、有无反向效应，最小至最大）：{told.replace('; ', '；')}；"
        f"双向固定效应 {span(found['ols'])}。台账不以本表为据。",
    )


def _made(facts: Mapping[str, Any]) -> Label:
    controls = told_controls(facts)
    return both(
        f"3SLS by linearmodels on rows without unit and year effects; controls: {controls.en}. Its errors "
        "ignore clusters, so standard errors, "
        f"intervals and p are of {facts['draws']} redraws of whole units (seed {facts['seed']}). F (of what "
        "is excluded) and J: clustered by unit; a small p of J says that "
        "the exclusions and the equations contradict each other. Own lags under unit effects bias a short "
        "panel (Nickell 1981), in all columns.",
        f"3SLS 由 linearmodels 对去除个体与年份效应的数据估计；控制变量：{controls.zh}。其标准误不计聚类，故"
        f"标准误、区间与 p 值取自整单位重抽样 {facts['draws']} 次"
        f"（种子 {facts['seed']}）。F（检验所排除的变量）与 J 按单位聚类；J 的 p 值小表明排除假定与方程相互"
        "矛盾。个体效应下的自身滞后使短面板各列均有偏误（Nickell 1981）。",
    )  # fmt: skip
