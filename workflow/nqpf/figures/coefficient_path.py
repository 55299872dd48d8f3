"""The coefficient of the treatment from column to column of a table."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from nqpf.errors import SpecError
from nqpf.page import drawing
from nqpf.page.numbers import number, whole
from nqpf.page.table import Language, say
from nqpf.page.words import both, term_label
from nqpf.specs.base import Label
from nqpf.specs.outputs import FigureSpec
from nqpf.specs.study import Study
from nqpf.tables.regression import columns_of, treatment_term, true_effects

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = ["model", "label_en", "label_zh", "outcome", "term", "estimate", "low", "high", "n", "truth"]
ABSORBED = both("absorbed", "被固定效应吸收")


def data(spec: FigureSpec, study: Study, inputs: Mapping[str, Any]) -> pd.DataFrame:
    """One row per column of the table: model, labels, outcome, term, estimate, 95% interval, n, truth.

    inputs: `terms`, `facts`, `truth` or None. A column whose treatment was absorbed has no estimate.
    """
    table = study.tables[_table(spec, study)]
    facts = [columns_of(inputs["facts"])[name] for name in table.columns]
    true = true_effects(table, study, facts, inputs.get("truth"))
    columns = zip(table.columns, facts, strict=True)
    rows = [_row(name, one, inputs["terms"], true.get(name, ("", None))) for name, one in columns]
    return pd.DataFrame(rows, columns=COLUMNS)


def draw(spec: FigureSpec, study: Study, inputs: Mapping[str, Any], language: Language = "en") -> "Figure":
    """Draw estimates with intervals in the order of the columns, and a line at the truth."""
    table = data(spec, study, inputs)
    with drawing.style():
        figure = drawing.canvas(height=0.9 + 0.34 * len(table))
        axis = figure.subplots()
        drawing.coefficient_axis(axis, _labels(table, language))
        for position, (_, line) in enumerate(table.iterrows()):
            _mark(axis, position, line, language)
        _truth(axis, table, language)
        drawing.beside(axis, -0.95, "N")
        axis.set_xlabel(say(_axis_label(study, table), language))
        return drawing.dress(figure, spec.title, _notes(table), simulated=study.simulated, language=language)


def _table(spec: FigureSpec, study: Study) -> str:
    name = spec.table or study.facts.baseline
    if study.tables[name].kind != "regression":
        raise SpecError(
            f"the figure '{spec.title.en}' shows the table '{name}', which is of kind "
            f"'{study.tables[name].kind}'; name a table of kind regression."
        )
    return name


def _row(
    model: str, facts: Mapping[str, Any], terms: pd.DataFrame, truth: tuple[str, float | None]
) -> dict[str, Any]:
    term = treatment_term(terms, model, facts["treatment"])
    found = terms[(terms["model"] == model) & (terms["term"] == term)]
    numbers = found.iloc[0][["coef", "ci_low", "ci_high"]] if len(found) else [float("nan")] * 3
    values = dict(zip(("estimate", "low", "high"), map(float, numbers), strict=True))
    labels = {f"label_{language}": facts["label"][language] for language in ("en", "zh")}
    start = {"model": model, "outcome": facts["outcome"], "term": term, "n": facts["n"]}
    return {**start, **labels, **values, "truth": truth[1] if truth[0] == term else None}


def _labels(table: pd.DataFrame, language: Language) -> list[str]:
    labels = [Label(en=en, zh=zh) for en, zh in zip(table["label_en"], table["label_zh"], strict=True)]
    return [f"({place}) {drawing.stacked(label, language)}" for place, label in enumerate(labels, start=1)]


def _mark(axis: "Axes", position: int, line: pd.Series, language: Language) -> None:
    drawing.beside(axis, position, whole(line["n"]))
    if pd.isna(line["estimate"]):
        drawing.absent(axis, position, say(ABSORBED, language))
        return
    drawing.estimate(axis, position, line)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    place: dict[str, Any] = {"xytext": (0, 7), "textcoords": "offset points", "ha": "center", "va": "bottom"}
    point = (line["estimate"], position)
    axis.annotate(number(line["estimate"]), point, fontsize=7, color=drawing.BLUE, bbox=box, **place)


def _truth(axis: "Axes", table: pd.DataFrame, language: Language) -> None:
    """Draw a thin line at the truth; its diamond stands in the column it belongs to."""
    for value in table["truth"].dropna():
        axis.axvline(value, color=drawing.VERMILLION, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
        place: dict[str, Any] = {
            "xytext": (0, 2),
            "textcoords": "offset points",
            "ha": "center",
            "va": "bottom",
        }
        text = say(both(f"truth {number(value)}", f"真值 {number(value)}"), language)
        axis.annotate(
            text,
            (value, 1),
            xycoords=("data", "axes fraction"),
            color=drawing.VERMILLION,
            fontsize=7,
            **place,
        )


def _axis_label(study: Study, table: pd.DataFrame) -> Label:
    terms = table["term"].dropna().unique()
    outcomes = table["outcome"].unique()
    if len(terms) != 1 or len(outcomes) != 1:
        return both("coefficient of the treatment", "核心解释变量的系数")
    x, y = term_label(study, str(terms[0])), term_label(study, str(outcomes[0]))
    return both(f"coefficient of {x.en} on {y.en}", f"{x.zh}对{y.zh}的系数")


def _notes(table: pd.DataFrame) -> Label:
    en = "Dot: estimate; line: 95% interval; N: unit-years."
    zh = "圆点：估计值；线段：95% 置信区间；N：观测值（单位—年份）。"
    own = table[table["truth"].notna()]
    if own.empty:
        return both(en, zh)
    return both(
        f"{en} Dashed: truth of the generator, which belongs to the column '{own['label_en'].iloc[0]}'.",
        f"{zh}虚线：数据生成过程的真值，仅对应“{own['label_zh'].iloc[0]}”一列。",
    )
