"""Moments and modes of an index, year by year: what the kernel densities show, in numbers."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.page.numbers import fixed, number, percent, whole
from nqpf.page.table import Panel, Row, Table, Text, row
from nqpf.page.words import both, word
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

RULES = {
    "silverman": "0.9 min(SD, IQR / 1.34) n^(\N{MINUS SIGN}1/5)",
    "normal": "1.06 SD n^(\N{MINUS SIGN}1/5)",
}
NUMBERS = ("mean", "sd", "p10", "p50", "p90", "skewness", "kurtosis", "bandwidth")
PLACES = {"skewness": 2, "kurtosis": 2}


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `rows` (year, x, density), `facts` with the moments by year."""
    moments = pd.DataFrame(inputs["facts"]["moments"])
    kinds = (word("mean"), word("sd"), "P10", word("median"), "P90", word("skewness"))
    last = (both("Excess kurtosis", "超额峰度"), both("Bandwidth", "带宽"), both("Modes", "峰数"))
    several = bool(moments["second"].notna().any())  # no column where no year has a second mode
    places = (both("Highest at", "主峰位置"), *([both("Second at", "次峰位置")] if several else []))
    return Table(
        title=spec.title,
        header=(row(both("Year", "年份"), word("n"), *kinds, *last, *places),),
        panels=(Panel(tuple(_row(line, several=several) for _, line in moments.iterrows())),),
        notes=(*_notes(inputs["facts"]), *spec.notes, *study.facts.notes),
        tidy=moments,
        simulated=study.simulated,
        align="r",
    )


def _row(line: pd.Series, *, several: bool) -> Row:
    numbers = [fixed(line[key], PLACES[key]) if key in PLACES else number(line[key]) for key in NUMBERS]
    places = [number(line[key]) for key in ("mode", *(["second"] if several else []))]
    return row(str(int(line["year"])), whole(line["n"]), *numbers, whole(line["modes"]), *places)


def _notes(facts: Mapping[str, Any]) -> list[Text]:
    rule, least = RULES[facts["rule"]], percent(facts["least_peak"])
    what = both(
        f"Index: {facts['index']['en']}. Gaussian kernel, bandwidth {rule} by year (Silverman 1986). A "
        "bump counts as a mode where it "
        f"rises above the valley beside it by {least} of the highest peak; the count depends on the "
        "bandwidth and is no test.",
        f"指数：{facts['index']['zh']}。高斯核，带宽逐年取 {rule}（Silverman 1986）。凸起高出相邻谷底达主峰"
        f"的 {least} 方计为峰；峰数取决于带宽，并非检验。",
    )
    shape = both(
        "Skewness and excess kurtosis with the small-sample correction; quantiles interpolate linearly. "
        "Units weigh the same.",
        "偏度与超额峰度经小样本修正；分位数线性插值；各单位权重相同。",
    )
    return [what, shape]
