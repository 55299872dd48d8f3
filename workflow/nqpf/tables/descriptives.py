"""Descriptive statistics of a sample, variable by variable."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.page.numbers import number, percent, whole
from nqpf.page.table import Panel, Row, Table, Text, row
from nqpf.page.words import both, is_known, word
from nqpf.specs.base import Label, english, label_of
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

NOTHING = 1e-12  # of a column's size: rounding noise of a variable that is constant within units
STATISTICS = ("n", "mean", "sd", "sd_within", "min", "p25", "median", "p75", "max", "zeros", "missing")


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `sample`, a flat frame with columns unit, year and the variables."""
    names = columns(spec, study, inputs["sample"])
    numbers = describe(inputs["sample"], names)
    known = study.codebook.variables
    units = [english(known[n].unit) if n in known else "" for n in names]
    labels = {
        "unit": units,
        "label_en": [study.label(n).en for n in names],
        "label_zh": [study.label(n).zh for n in names],
    }
    header = row(word("variable"), *(word(key) for key in STATISTICS))
    return Table(
        title=spec.title,
        header=(header,),
        panels=(Panel(tuple(_row(study, name, numbers.loc[name].to_dict()) for name in names)),),
        notes=(*_notes(spec, study, inputs["sample"]), *spec.notes),
        tidy=numbers.assign(**labels).reset_index(),
        simulated=study.simulated,
        align="r",
    )


def columns(spec: TableSpec, study: Study, sample: pd.DataFrame) -> list[str]:
    """List the variables that the table names; by default all that the sample and the study share."""
    return list(spec.columns) or [str(name) for name in sample.columns if is_known(study, str(name))]


def describe(sample: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Compute the statistics (variables x STATISTICS), index "variable".

    sd_within: standard deviation of the deviations from the unit's mean. zeros: share of the cells
    that are present and exactly 0. Quartiles interpolate linearly.
    """
    values = sample[names].astype(float)
    within = values - values.groupby(sample["unit"]).transform("mean")
    table = pd.DataFrame({"n": values.count(), "mean": values.mean(), "sd": values.std()})
    moving = within.std().where(within.std() > NOTHING * values.abs().max(), 0.0)
    table = table.assign(sd_within=moving, min=values.min(), p25=values.quantile(0.25))
    table = table.assign(median=values.median(), p75=values.quantile(0.75), max=values.max())
    zeros = (values == 0).sum() / values.count().where(values.count() > 0)
    return table.assign(zeros=zeros, missing=values.isna().sum()).rename_axis("variable")


def _row(study: Study, name: str, numbers: Mapping[Any, Any]) -> Row:
    middle = (number(numbers[key]) for key in STATISTICS[1:-2])
    ends = (percent(numbers["zeros"]), whole(numbers["missing"]))
    return row(_stub(study, name), whole(numbers["n"]), *middle, *ends)


def _stub(study: Study, name: str) -> Label:
    """Name a variable with its unit of measurement; an index has none, some labels say it already."""
    label, known = study.label(name), study.codebook.variables.get(name)
    if known is None:
        return label
    unit = label_of(known.unit)
    en = label.en if unit.en in label.en else f"{label.en} ({unit.en})"
    return both(en, label.zh if unit.zh in label.zh else f"{label.zh}（{unit.zh}）")


def _notes(spec: TableSpec, study: Study, sample: pd.DataFrame) -> list[Text]:
    label = study.samples[spec.sample].label
    units, first, last = sample["unit"].nunique(), int(sample["year"].min()), int(sample["year"].max())
    size = both(
        f"Sample: {label.en}; {units} units, {first}\N{EN DASH}{last}, {len(sample)} rows.",
        f"样本：{label.zh}；{units} 个单位，{first}\N{EN DASH}{last} 年，共 {len(sample)} 行。",
    )
    within = both(
        "SD within: of the deviations from the unit's own mean. "
        "Zeros: share of present cells that are exactly 0.",
        "组内标准差：对单位均值的离差的标准差。零值占比：非缺失值中恰为 0 的比例。",
    )
    return [size, within, *study.facts.notes]
