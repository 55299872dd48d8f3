"""Scenarios as a tornado: the predicted change for the units that are raised, the largest on top."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.page import drawing
from nqpf.page.scenarios import asked, caution, intervals, rows_of, truth_of
from nqpf.page.table import Language, say
from nqpf.page.words import both, word
from nqpf.specs.base import Label
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BAR = 0.42  # inches of a scenario
AFFECTED = both("units that are raised", "被提升的单位")
ALL = both("mean of all units", "全部单位均值")


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:
    """What is drawn, from the top down: scenario, scope, units, estimate, low, high, truth.

    The last four in within-SDs of the outcome.
    """
    found = []
    for name in spec.analyses:
        facts = inputs["facts"][name]
        for line in rows_of(inputs["rows"][name]).to_dict("records"):
            if line["scope"] not in ("affected", "all"):
                continue
            true = truth_of(study, inputs, facts, line)
            values = {key: line[key] / facts["sd_within"] for key in ("estimate", "low", "high")}
            values["truth"] = float("nan") if true is None else true / facts["sd_within"]
            found.append({"scenario": name, "scope": line["scope"], "units": line["affected"], **values})
    table = pd.DataFrame(found)
    size = table[table["scope"] == "affected"].set_index("scenario")["estimate"].abs()
    order = table["scenario"].map(size)
    return (
        table.assign(order=order)
        .sort_values(["order", "scope"], ascending=[False, True])
        .drop(columns="order")
    )


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw a bar per scenario with its interval; the mean over all units as a thin bar inside."""
    table = data(spec, study, inputs)
    names = list(table["scenario"].drop_duplicates())
    with drawing.style():
        figure = drawing.canvas(height=0.95 + BAR * len(names))
        axis = figure.subplots()
        labels = [drawing.stacked(study.analyses[name].label, language) for name in names]
        drawing.coefficient_axis(axis, labels)
        for line in table.to_dict("records"):
            _bar(axis, names.index(line["scenario"]), line)
        _legend(axis, language, truth=bool(table["truth"].notna().any()))
        axis.set_xlabel(say(_scale(study, inputs, spec), language))
        notes = _notes(inputs, spec)
        return drawing.dress(figure, spec.title, notes, simulated=study.simulated, language=language)


def _bar(axis: "Axes", place: int, line: Mapping[Any, Any]) -> None:
    affected = line["scope"] == "affected"
    height, colour = (0.55, drawing.SKY) if affected else (0.2, drawing.BLUE)
    axis.barh(place, line["estimate"], height=height, color=colour, zorder=2 if affected else 2.5)
    if affected:
        axis.plot([line["low"], line["high"]], [place] * 2, color=drawing.INK, linewidth=1.0, zorder=3)
        if line["truth"] == line["truth"]:
            hollow: dict[str, Any] = {"markerfacecolor": "none", "markeredgecolor": drawing.VERMILLION}
            axis.plot([line["truth"]], [place], "D", markersize=7, zorder=4, **hollow)


def _legend(axis: "Axes", language: Language, *, truth: bool) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    interval = say(both("95% interval", "95% 区间"), language)
    handles: list[Any] = [
        Patch(facecolor=drawing.SKY, label=say(AFFECTED, language)),
        Patch(facecolor=drawing.BLUE, label=say(ALL, language)),
        Line2D([], [], color=drawing.INK, linewidth=1.0, label=interval),
    ]
    if truth:
        hollow: dict[str, Any] = {"markerfacecolor": "none", "markeredgecolor": drawing.VERMILLION}
        hollow["label"] = say(word("truth"), language)
        handles.append(Line2D([], [], marker="D", linestyle="", markersize=6, **hollow))
    axis.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=4, borderaxespad=0.2)


def _scale(study: Study, inputs: Mapping[str, Any], spec: FigureSpec) -> Label:
    outcome = study.label(inputs["facts"][spec.analyses[0]]["outcome"])
    return both(f"predicted change of {outcome.en}, in within-SDs", f"{outcome.zh}的预测变动（组内标准差）")


def _notes(inputs: Mapping[str, Any], spec: FigureSpec) -> Label:
    each = [inputs["facts"][name] for name in spec.analyses]
    who, what, how = asked(each[0]), caution(each), intervals(each)
    same = len({(one["below"], one["to"]) for one in each}) == 1
    head = f"Every scenario: the {who.en}. " if same else ""
    head_zh = f"各情景：{who.zh}。" if same else ""
    return both(f"{head}{what.en} {how.en}", f"{head_zh}{what.zh}{how.zh}")
