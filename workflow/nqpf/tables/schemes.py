"""Rank correlations between weighting schemes: levels below the diagonal, within above it."""

from collections.abc import Mapping
from typing import Any

from nqpf.page.numbers import fixed
from nqpf.page.table import Panel, Row, Table, Text, row
from nqpf.page.words import both
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study
from nqpf.variants.words import chinese, plain, scheme


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `rows` (first, second, level, within), `facts`."""
    rows, facts = inputs["rows"], inputs["facts"]
    names = facts["schemes"]
    pairs = {(line["first"], line["second"]): line for line in rows.to_dict(orient="records")}
    return Table(
        title=spec.title,
        header=(row(both("Scheme", "赋权方法"), *(f"({place})" for place in range(1, len(names) + 1))),),
        panels=(Panel(tuple(_row(names, place, pairs) for place in range(len(names)))),),
        notes=(*_notes(facts), *spec.notes, *study.facts.notes),
        tidy=rows,
        simulated=study.simulated,
        align="r",
    )


def _row(names: list[str], place: int, pairs: Mapping[Any, Any]) -> Row:
    cells = []
    for other in range(len(names)):
        first, second = sorted((place, other))
        key = "level" if other < place else "within"
        cells.append("1" if other == place else fixed(pairs[names[first], names[second]][key], 2))
    name = scheme(names[place])
    return row(both(f"({place + 1}) {name.en}", f"({place + 1}) {name.zh}"), *cells)


def least(facts: Mapping[str, Any]) -> Text | None:
    """Name the pair of schemes that agrees least, in levels and within; None for a single scheme."""
    if "least_level" not in facts:
        return None
    level, inside = facts["least_level"], facts["least_within"]
    pairs = [" and ".join(map(plain, one["pair"])) for one in (level, inside)]
    zh = ["与".join(scheme(name).zh for name in one["pair"]) for one in (level, inside)]
    return both(
        f"Least alike in levels: {pairs[0]} ({fixed(level['correlation'], 2)}); within: {pairs[1]} "
        f"({fixed(inside['correlation'], 2)}).",
        f"水平上最不一致：{zh[0]}（{fixed(level['correlation'], 2)}）；去除双向效应后：{zh[1]}"
        f"（{fixed(inside['correlation'], 2)}）。",
    )


def _notes(facts: Mapping[str, Any]) -> list[Text]:
    options = [facts[key] for key in ("normaliser", "aggregator", "treatment")]
    steps = ", ".join(map(plain, options))
    reading = both(
        "Spearman correlations of the scores over all unit-years. Below the diagonal: levels; above: "
        "unit and year "
        f"effects taken out first. Only the weights were varied; normaliser, aggregator, treatment: {steps}. "
        f"(1) is the study's own scheme, {plain(facts['own'])}.",
        "全部观测得分的 Spearman 相关。对角线下方：水平值；上方：先去除单位与年份效应。仅改变赋权方法；"
        f"标准化、合成、异常值处理：{chinese(options)}。(1) 为本研究所用的{scheme(facts['own']).zh}。",
    )
    found = least(facts)
    return [reading, *([found] if found is not None else [])]
