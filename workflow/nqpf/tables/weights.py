"""What every indicator of an index weighs, and what makes it weigh so much."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.errors import SpecError
from nqpf.page.numbers import fixed, number, percent
from nqpf.page.table import Panel, Row, Table, Text, row
from nqpf.page.words import both, is_known, word
from nqpf.specs.index import IndexSpec
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study
from nqpf.variants.words import chinese

HEAVY = 0.25  # METHOD 1: a weight above a quarter is flagged
_HEADER = ("indicator", "direction", "entropy", "divergence", "weight")
_MORE = ("effective", "theil", "zeros", "skewness", "flag")


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table, dimension by dimension.

    inputs: `weights`, one row per indicator (indicator, dimension, direction, e, d, w, theil, zeros,
    skewness, effective); `facts`, the index model. Raises SpecError if no index is named.
    """
    if spec.index is None:
        raise SpecError(
            f"the table '{spec.title.en}' is of kind weights and names no index; add 'index: <name>'."
        )
    index, weights = study.indices[spec.index], inputs["weights"]
    return Table(
        title=spec.title,
        header=(row(*(word(key) for key in (*_HEADER, *_MORE))),),
        panels=tuple(
            _panel(study, index, key, part) for key, part in weights.groupby("dimension", sort=False)
        ),
        notes=(*_notes(index, inputs.get("facts") or {}), *spec.notes),
        tidy=weights,
        simulated=study.simulated,
        align="r",
    )


def _panel(study: Study, index: IndexSpec, dimension: object, part: pd.DataFrame) -> Panel:
    known = index.dimensions.get(str(dimension))
    share = percent(part["w"].sum())
    name = known.label if known else both(str(dimension), str(dimension))
    title = both(f"{name.en} ({share} of the weight)", f"{name.zh}（权重合计 {share}）")
    return Panel(tuple(_row(study, line) for _, line in part.iterrows()), title)


def _row(study: Study, line: pd.Series) -> Row:
    name = str(line["indicator"])
    label: Text = study.label(name) if is_known(study, name) else name
    numbers = [fixed(line["e"], 4), fixed(line["d"], 4), fixed(line["w"], 3), fixed(line["effective"], 3)]
    shape = [number(line["theil"]), percent(line["zeros"]), fixed(line["skewness"], 2)]
    direction = "+" if line["direction"] > 0 else "\N{MINUS SIGN}"
    return row(label, direction, *numbers, *shape, word("yes") if line["w"] > HEAVY else "")


def _notes(index: IndexSpec, facts: Mapping[str, Any]) -> list[Text]:
    window = facts.get("window") or _declared(index)
    span = f"{window[0]}\N{EN DASH}{window[1]}" if window else "all years"
    treated, treated_zh = ", ".join(index.treatments), chinese(index.treatments)
    scale = f"{', '.join(index.normalisers)}{', within each year' if index.yearly else ''}"
    scale_zh = f"{chinese(index.normalisers)}{'，逐年' if index.yearly else ''}"
    choices = both(
        f"Base window {span}; treatment of outliers: {treated}; normaliser: {scale}; weights: "
        f"{index.weights}; aggregator: {index.aggregator}. Bounds and weights are frozen on the base window.",
        f"基期 {span}；极端值处理：{treated_zh}；标准化：{scale_zh}；"
        f"赋权：{chinese([index.weights])}；合成：{chinese([index.aggregator])}。"
        "上下限与权重固定于基期。",
    )
    return [choices, *_reading(), *([index.note] if index.note else [])]


def _reading() -> list[Text]:
    columns = both(
        "e: entropy of the normalised scores; d = 1 \N{MINUS SIGN} e; w: weight in the index; effective: "
        "correlation ratio of the index on the indicator, rescaled to sum to one; Theil's T = d ln n.",
        "e：标准化得分的信息熵；d = 1 \N{MINUS SIGN} e；w：权重；"
        "有效权重：指数对该指标的相关比，归一化；泰尔指数 T = d ln n。",
    )
    warning = both(
        "Entropy rewards skew and zeros, not importance; a weight above 25% is flagged.",
        "熵权奖励偏态与零值而非重要性；超过 25% 的权重予以标出。",
    )
    return [columns, warning]


def _declared(index: IndexSpec) -> tuple[int, int] | None:
    return (index.base_window.first, index.base_window.last) if index.base_window else None
