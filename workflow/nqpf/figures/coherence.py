"""Correlations of an index' indicators as a heat map, dimension by dimension."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page import drawing
from nqpf.page.table import Language
from nqpf.page.words import both, is_known
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study
from nqpf.variants.heat import heat_map
from nqpf.variants.square import square

if TYPE_CHECKING:
    from matplotlib.figure import Figure


NOTES = both(
    "Pearson correlations of the normalised indicators (cost indicators turned, so more is better for all). "
    "Below the diagonal: levels; above: unit and year effects taken out first. Lines part the dimensions.",
    "标准化后各指标的 Pearson 相关系数（负向指标已取反，数值越大越好）。对角线下方：水平值；"
    "上方：剔除单位与年份固定效应之后。横竖线分隔各维度。",
)


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:  # noqa: ARG001 - one signature
    """List the pairs: first, second, dimensions, level, within. inputs: `rows`, `facts`."""
    rows: pd.DataFrame = inputs["rows"]
    return rows


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw levels under the diagonal, within over it; lines part the dimensions."""
    index = study.indices[inputs["facts"]["index"]]
    names = index.indicators
    groups = list(index.groups.values())
    breaks = [place for place in range(1, len(groups)) if groups[place] != groups[place - 1]]
    labels = [
        drawing.stacked(study.label(name), language) if is_known(study, name) else name for name in names
    ]
    with drawing.style():
        figure = heat_map(square(inputs["rows"], names, "level", "within"), labels, breaks)
        return drawing.dress(figure, spec.title, NOTES, simulated=study.simulated, language=language)
