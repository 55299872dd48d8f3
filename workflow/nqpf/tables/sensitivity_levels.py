"""What each level of each choice does to ranks and to the coefficient, on average over all the others."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.page.numbers import fixed, number, percent
from nqpf.page.table import Panel, Table, Text, row
from nqpf.page.words import both, is_known
from nqpf.specs.base import Label
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study
from nqpf.variants.words import FACTOR, option, own_note, regression_note, varied_note

HEADER = (
    both("Level", "水平"),
    both("mean rank shift", "平均排名变动"),
    both("mean standardised effect", "平均标准化效应"),
    both("share above zero", "为正的比例"),
)


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `facts` of a sensitivity analysis, with `by_level`."""
    facts = inputs["facts"]
    levels = pd.DataFrame(facts["by_level"])
    return Table(
        title=spec.title,
        header=(row(*HEADER),),
        panels=tuple(_panel(study, str(part), lines) for part, lines in levels.groupby("part", sort=False)),
        notes=(*_notes(study, facts), *spec.notes, *study.facts.notes),
        tidy=levels,
        simulated=study.simulated,
        align="r",
    )


def _panel(study: Study, part: str, lines: pd.DataFrame) -> Panel:
    ranks, effect = (percent(lines[f"eta2_{key}"].iloc[0]) for key in ("ranks", "coefficient"))
    name = FACTOR[part]
    title = both(
        f"{name.en} (explains {ranks} of the rank shift's variance, {effect} of the effect's)",
        f"{name.zh}（解释排名变动方差的 {ranks}，效应方差的 {effect}）",
    )
    rows = [
        row(
            _level(study, part, str(line["level"])),
            fixed(line["ranks"], 2),
            number(line["coefficient"]),
            percent(line["positive"]),
        )
        for _, line in lines.sort_values("coefficient").iterrows()
    ]
    return Panel(tuple(rows), title, rule=True)


def _level(study: Study, part: str, level: str) -> Label | str:
    if part != "indicator":
        return option(level)
    return study.label(level) if is_known(study, level) else both("none left out", "不剔除")


def _notes(study: Study, facts: Mapping[str, Any]) -> list[Text]:
    reading = both(
        f"Means over {facts['coefficient']['draws']} independently drawn indices; the other choices vary "
        "as they "
        "come, so legal combinations weigh: a scheme that goes with fewer normalisers is seen with fewer. In "
        "brackets: correlation ratio, the share of variance between the levels.",
        f"对独立抽取的 {facts['coefficient']['draws']} 个指数求均值；其余选择随机变动，故受合法组合影响。"
        "括号内为相关比，即水平间方差占比。",
    )
    return [reading, varied_note(facts), own_note(facts), regression_note(study, facts)]
