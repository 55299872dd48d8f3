"""The index without each of its indicators: weights, ranks and the coefficient."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.page.numbers import fixed, interval, number, probability
from nqpf.page.table import Panel, Row, Table, Text, row
from nqpf.page.words import both, is_known
from nqpf.specs.base import Label
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study
from nqpf.variants.words import own_note, regression_note, true_effect

HEADER = (
    both("Left out", "剔除的指标"),
    both("weight", "名义权重"),
    both("effective", "有效权重"),
    both("mean rank shift", "平均排名变动"),
    both("largest", "最大变动"),
    both("standardised effect", "标准化效应"),
    both("95% interval", "95% 区间"),
    both("p", "p 值"),
)


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table, dimension by dimension. inputs: `rows` of the analysis drop_one, `facts`, `truth`."""
    rows, facts = inputs["rows"].fillna({"indicator": "", "dimension": ""}), inputs["facts"]
    true = true_effect(study, facts, inputs.get("truth"))
    whole = [_row(both("none: the study's own index", "不剔除：本研究指数"), rows.iloc[0], whole=True)]
    if true is not None:
        whole.append(row(both("truth", "真值"), "", "", "", "", number(true), "", ""))
    dropped = rows.iloc[1:].groupby("dimension", sort=False)
    return Table(
        title=spec.title,
        header=(row(*HEADER),),
        panels=(Panel(tuple(whole)), *(_panel(study, facts, str(key), part) for key, part in dropped)),
        notes=(*_notes(study, facts), *spec.notes, *study.facts.notes),
        tidy=rows,
        simulated=study.simulated,
        align="r",
    )


def _panel(study: Study, facts: Mapping[str, Any], dimension: str, part: pd.DataFrame) -> Panel:
    known = study.indices[facts["index"]].dimensions.get(dimension)
    rows = [_row(_label(study, str(line["indicator"])), line) for _, line in part.iterrows()]
    return Panel(tuple(rows), known.label if known else dimension, rule=True)


def _row(stub: Label | str, line: pd.Series, *, whole: bool = False) -> Row:
    own = (
        ["", "", "", ""]
        if whole
        else [
            fixed(line["weight"], 3),
            fixed(line["effective"], 3),
            fixed(line["rank_shift"], 2),
            fixed(line["rank_most"], 0),
        ]
    )
    effect = [number(line["standardised"]), interval(line["low"], line["high"]), probability(line["p"])]
    return row(stub, *own, *effect)


def _label(study: Study, name: str) -> Label | str:
    return study.label(name) if is_known(study, name) else name


def _notes(study: Study, facts: Mapping[str, Any]) -> list[Text]:
    ranks, effect = (_label(study, facts[key]) for key in ("most_ranks", "most_coefficient"))
    names = [name if isinstance(name, Label) else both(name, name) for name in (ranks, effect)]
    low, high = number(facts["lowest"]), number(facts["highest"])
    same = names[0] == names[1]
    alone = f"'{names[0].en}'" if same else f"'{names[0].en}' and '{names[1].en}' respectively"
    alone_zh = f"均出现在剔除“{names[0].zh}”" if same else f"分别出现在剔除“{names[0].zh}”与“{names[1].zh}”"
    finding = both(
        f"Ranks and the coefficient move most without {alone}; with one indicator left out the standardised "
        f"effect lies between {low} and {high}.",
        f"排名与系数的最大变动{alone_zh}时；剔除任一指标后标准化效应介于 {low} 与 {high} 之间。",
    )
    reading = both(
        "Weights are computed anew without the indicator. Effective weight: correlation ratio of the "
        "index on the "
        "indicator, rescaled to sum to one. Rank shift: mean and largest absolute shift within a year.",
        "剔除后重新计算权重。有效权重：指数对该指标的相关比，归一化。排名变动："
        "年内排名的平均与最大绝对变动。",
    )
    return [finding, reading, own_note(facts), regression_note(study, facts)]
