"""Whether indicators belong together: Cronbach's alpha, mean correlations, redundant and contrary pairs."""

from collections.abc import Mapping
from typing import Any

from nqpf.page.numbers import fixed, whole
from nqpf.page.table import Panel, Row, Table, Text, row
from nqpf.page.words import both, is_known
from nqpf.specs.base import Label
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

HEADER = (
    both("Dimension or pair", "维度或指标对"),
    both("indicators", "指标数"),
    both("alpha", "α 系数"),
    both("alpha, standardised", "标准化 α 系数"),
    both("correlation", "相关"),
    both("correlation, within", "去除双向效应后的相关"),
)
PAIRS = {
    "redundant": ("Redundant pairs (correlation above {limit})", "冗余指标对（相关大于 {limit}）"),
    "negative": ("Contrary pairs (negative correlation)", "方向相反的指标对（负相关）"),
    "negative_within": ("Contrary within (negative once effects are out)", "去除双向效应后方向相反的指标对"),
}


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `rows` (pairs with correlations), `facts`."""
    facts = inputs["facts"]
    return Table(
        title=spec.title,
        header=(row(*HEADER),),
        panels=(_dimensions(study, facts), *(_pairs(study, facts, key) for key in PAIRS)),
        notes=(*_notes(study, facts), *spec.notes, *study.facts.notes),
        tidy=inputs["rows"],
        simulated=study.simulated,
        align="r",
    )


def _dimensions(study: Study, facts: Mapping[str, Any]) -> Panel:
    known = study.indices[facts["index"]].dimensions
    rows = [
        _row(known[name].label if name in known else name, one) for name, one in facts["dimensions"].items()
    ]
    whole_index = _row(both("All indicators", "全部指标"), facts["all"])
    between = row(both("Between dimensions, mean", "维度间均值"), "", "", "", fixed(facts["between"], 2), "")
    return Panel((*rows, whole_index, between))


def _row(stub: Label | str, one: Mapping[str, Any]) -> Row:
    keys = ("alpha", "alpha_standardised", "mean_level", "mean_within")
    return row(stub, whole(one["indicators"]), *(fixed(one[key], 2) for key in keys))


def _pairs(study: Study, facts: Mapping[str, Any], key: str) -> Panel:
    en, zh = (text.format(limit=facts["redundant_above"]) for text in PAIRS[key])
    rows = [_pair(study, one) for one in facts[key]]
    return Panel(tuple(rows) or (row(both("none", "无"), "", "", "", "", ""),), both(en, zh), rule=True)


def _pair(study: Study, one: Mapping[str, Any]) -> Row:
    first, second = (_label(study, one[key]) for key in ("first", "second"))
    name = both(f"{first.en} \N{EN DASH} {second.en}", f"{first.zh} \N{EN DASH} {second.zh}")
    return row(name, "", "", "", fixed(one["level"], 2), fixed(one["within"], 2))


def _label(study: Study, name: str) -> Label:
    return study.label(name) if is_known(study, name) else both(name, name)


def _notes(study: Study, facts: Mapping[str, Any]) -> list[Text]:
    index = study.indices[facts["index"]]
    reading = both(
        f"Nothing was varied: the indicators of '{index.label.en}' as normalised by the study "
        f"({index.normaliser}; cost "
        f"indicators turned), n = {facts['n']}. Correlations: Pearson; of a dimension: mean over its "
        "pairs; within: "
        "unit and year effects taken out first.",
        f"未作变动：“{index.label.zh}”经本研究标准化（{index.normaliser}，逆向指标已转向）的指标，n = "
        f"{facts['n']}。"
        "相关为 Pearson 相关，维度行为各对均值；“去除双向效应”指先剔除单位与年份效应。",
    )
    meaning = both(
        "Cronbach's alpha asks whether indicators measure one thing; an index of unlike parts may have a "
        "low one by "
        "design. A contrary pair pulls the index apart: its parts cancel.",
        "克朗巴哈 α 考察指标是否测量同一事物；由不同侧面构成的指数 α 偏低可能是设计使然。"
        "方向相反的指标在指数中相互抵消。",
    )
    return [reading, meaning, *_single(facts)]


def _single(facts: Mapping[str, Any]) -> list[Text]:
    """Say why a dimension has no alpha, where one has a single indicator."""
    if all(one["indicators"] > 1 for one in facts["dimensions"].values()):
        return []
    return [both("A dimension of one indicator has no alpha.", "仅含一个指标的维度无 α 系数。")]
