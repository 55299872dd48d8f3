"""Pooled and two-way-within correlations of a sample in one square."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.page.numbers import MINUS
from nqpf.page.table import Panel, Table, Text, row
from nqpf.page.words import both, word
from nqpf.specs.base import Label
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study
from nqpf.tables.descriptives import columns

ROUNDS = 1000  # of alternating de-meaning; a balanced panel needs one
NOTHING = 1e-9  # of a column's spread: what is left is rounding noise of a column that the effects explain
STILL = 1e-12  # relative change below which de-meaning has settled


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `sample`, a flat frame with columns unit, year and the variables."""
    names = columns(spec, study, inputs["sample"])
    complete = inputs["sample"].dropna(subset=names)
    pooled, within = complete[names].corr(), two_way_within(complete, names).corr()
    numbers = tuple(f"({position})" for position in range(1, len(names) + 1))
    lines = [
        row(_numbered(study.label(name), mark), *_square_row(pooled, within, place))
        for place, (name, mark) in enumerate(zip(names, numbers, strict=True))
    ]
    return Table(
        title=spec.title,
        header=(row(word("variable"), *numbers),),
        panels=(Panel(tuple(lines)),),
        notes=(*_notes(study, spec, len(complete), len(inputs["sample"])), *spec.notes),
        tidy=pd.concat([_long(pooled, "pooled"), _long(within, "two-way within")], ignore_index=True),
        simulated=study.simulated,
    )


def two_way_within(sample: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Take columns less their unit and year means, by turns until nothing moves (exact if balanced)."""
    values = sample[names].astype(float)
    scale = values.std().where(values.std() > 0, 1.0)
    for _ in range(ROUNDS):
        before = values
        values = values - values.groupby(sample["unit"]).transform("mean")
        values = values - values.groupby(sample["year"]).transform("mean")
        if ((values - before).abs().max() / scale).max() < STILL:
            break
    return values.loc[:, values.std() > NOTHING * scale].reindex(columns=names)


def _square_row(pooled: pd.DataFrame, within: pd.DataFrame, place: int) -> list[str]:
    cells = []
    for other in range(len(pooled)):
        source = pooled if other < place else within
        cells.append("1" if other == place else _two(float(source.to_numpy()[place, other])))
    return cells


def _two(value: float) -> str:
    if pd.isna(value):
        return ""
    text = f"{abs(value):.2f}"
    return f"{MINUS}{text}" if value < 0 and text != "0.00" else text


def _numbered(label: Label, mark: str) -> Label:
    return Label(en=f"{mark} {label.en}", zh=f"{mark} {label.zh}")


def _long(square: pd.DataFrame, kind: str) -> pd.DataFrame:
    named = square.rename_axis(index="variable", columns=None).reset_index()
    long = named.melt(id_vars="variable", var_name="with", value_name="correlation")
    return long.assign(kind=kind)[["kind", "variable", "with", "correlation"]]


def _notes(study: Study, spec: TableSpec, complete: int, given: int) -> list[Text]:
    label = study.samples[spec.sample].label
    how = both(
        "Below the diagonal: pooled correlations; above: after removing unit and year effects.",
        "对角线下方：混合相关系数；上方：去除单位与年份效应后的相关系数。",
    )
    size = both(
        f"Sample: {label.en}; {complete} rows complete in all variables shown ({given - complete} left out).",
        f"样本：{label.zh}；所列变量均无缺失的 {complete} 行（略去 {given - complete} 行）。",
    )
    return [how, size, *study.facts.notes]
