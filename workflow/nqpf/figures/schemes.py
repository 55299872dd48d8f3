"""Rank correlations between weighting schemes as a heat map."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page import drawing
from nqpf.page.table import Language, say
from nqpf.page.words import both
from nqpf.specs.base import Label
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study
from nqpf.tables.schemes import least
from nqpf.variants.heat import heat_map
from nqpf.variants.square import square
from nqpf.variants.words import scheme

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001 - one signature
    """List the pairs: first, second, level, within. inputs: `rows`, `facts`."""
    rows: pd.DataFrame = inputs["rows"]
    return rows


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw levels under the diagonal, within over it."""
    facts, names = inputs["facts"], inputs["facts"]["schemes"]
    labels = [say(scheme(name), language) for name in names]
    with drawing.style():
        figure = heat_map(square(inputs["rows"], names, "level", "within"), labels)
        return drawing.dress(figure, spec.title, _notes(facts), simulated=study.simulated, language=language)


def _notes(facts: Mapping[str, Any]) -> Label:
    found = least(facts) or ""
    return both(
        "Spearman correlations of the scores over all unit-years; below the diagonal: levels; above: unit "
        f"and year effects taken out first. Only the weights vary. (1): the study's own. {say(found)}",
        "全部观测得分的 Spearman 秩相关系数；对角线下方：水平值；上方：先剔除单位与年份固定效应。"
        "仅改变赋权方法。"
        f"(1)：本研究所用方法。{say(found, 'zh')}",
    )
