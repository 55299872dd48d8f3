"""Which tables and figures a run has, by the purposes of its scenarios, and the findings they are made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from nqpf.page.table import Table
from nqpf.verify import figures, tables
from nqpf.verify.pool import Findings
from nqpf.verify.scenario import Scenario, Settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Drawing:
    """A kind of figure: the purposes of which it needs one, its numbers, and the figure."""

    needs: tuple[str, ...]
    data: Callable[[Findings], pd.DataFrame]
    draw: Callable[[Findings], "Figure"]


@dataclass(frozen=True)
class Printing:
    """A kind of table: the purposes of which it needs one, and the table."""

    needs: tuple[str, ...]
    build: Callable[[Findings], Table]


TABLES = {
    "coverage": Printing(("coverage", "clusters"), tables.coverage),
    "size": Printing(("size",), tables.size),
    "power": Printing(("power",), tables.power),
    "bias": Printing(("coverage",), tables.bias),
}
FIGURES = {
    "coverage": Drawing(("coverage",), figures.coverage, figures.draw_coverage),
    "few_clusters": Drawing(("clusters",), figures.few, figures.draw_few),
    "size": Drawing(("size",), figures.size, figures.draw_size),
    "power": Drawing(("power",), figures.power, figures.draw_power),
}


def possible(
    kinds: Mapping[str, Printing] | Mapping[str, Drawing], scenarios: Mapping[str, Scenario]
) -> list[str]:
    """Names of the tables or figures that these scenarios can fill."""
    purposes = {one.purpose for one in scenarios.values()}
    return [name for name, kind in kinds.items() if purposes & set(kind.needs)]


def findings(
    bias: pd.DataFrame, rates: pd.DataFrame, scenarios: Mapping[str, Scenario], settings: Settings
) -> Findings:
    """Put together what was found; frames as `read_frame` gives them."""
    labels = {name: one.label for name, one in scenarios.items()}
    return Findings(bias.fillna({"name": ""}), rates.fillna({"name": ""}), labels, settings.main)
