"""Scenarios side by side: who catches up, how far, and what the model predicts, by region."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nqpf.page.numbers import interval, number, percent, present, whole
from nqpf.page.scenarios import Facts, asked, caution, intervals, raised, rows_of, truth_of
from nqpf.page.table import Panel, Row, Table, Text, row
from nqpf.page.words import both, indented, word
from nqpf.specs.base import Label
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

SCOPES = {"affected": both("Units that are raised", "被提升的单位"), "all": both("All units", "全部单位")}


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `rows`, `facts` by name of the analysis; `truth` in a simulated study."""
    each = [inputs["facts"][name] for name in spec.analyses]
    panels = []
    for place, name in enumerate(spec.analyses):
        facts = inputs["facts"][name]
        lines = rows_of(inputs["rows"][name]).to_dict("records")
        made = tuple(_line(study, inputs, facts, line) for line in lines)
        panels.append(Panel(made, _title(study, name, facts), rule=place > 0))
    return Table(
        title=spec.title,
        header=(_header(inputs),),
        panels=tuple(panels),
        notes=(*_notes(study, each), *spec.notes, *study.facts.notes),
        tidy=_tidy(study, spec, inputs),
        simulated=study.simulated,
    )


def _title(study: Study, name: str, facts: Facts) -> Label:
    label, what = study.analyses[name].label, raised(study, facts)
    return both(f"{label.en}. {what.en}", f"{label.zh}。{what.zh}")


def _header(inputs: Mapping[str, Any]) -> Row:
    truth: list[Text] = [word("truth_row")] if "truth" in inputs else []
    return row(
        "",
        both("Units", "单位数"),
        both("raised", "被提升"),
        both("Predicted change", "预测变动"),
        both("95% interval", "95% 区间"),
        both("in within-SDs", "组内标准差"),
        both("95%, units as a sample", "95%（视单位为样本）"),
        *truth,
    )


def _line(study: Study, inputs: Mapping[str, Any], facts: Facts, line: Mapping[Any, Any]) -> Row:
    scope = str(line["scope"])
    stub: Text = SCOPES.get(scope, indented(scope))
    nobody = line["affected"] == 0
    truth: list[Text] = [number(truth_of(study, inputs, facts, line)) or "-"] if "truth" in inputs else []
    sampled = line["sampled_low"], line["sampled_high"]
    return row(
        stub,
        whole(line["units"]),
        whole(line["affected"]),
        number(line["estimate"]),
        "-" if nobody else interval(line["low"], line["high"]),
        number(line["estimate"] / facts["sd_within"]),
        interval(*sampled) if all(map(present, sampled)) else "-",
        *truth,
    )


def _notes(study: Study, each: list[Facts]) -> list[Text]:
    first = each[0]
    outcome, who = study.label(first["outcome"]), asked(first)
    own = ", ".join(percent(one["outside_own"]) for one in each)
    group = ", ".join(percent(one["outside_group"]) for one in each)
    regions = first["group"] is not None
    head = both(
        f"Change of {outcome.en} in {first['year']} in index points, mean over the units of the row; "
        "units that are not raised count with zero.",
        f"{first['year']} 年{outcome.zh}的变动（指数点），为该行各单位均值；未被提升的单位计为零。",
    )
    beyond = both(
        f"Beyond what was seen: of the units that are raised, {own} would stand outside their own years"
        + (f", {group} above every unit of their region" if regions else "")
        + " (scenarios in order).",
        f"外推程度：被提升的单位中，{own} 超出其自身各年的取值"
        + (f"，{group} 高于本区域所有单位" if regions else "")
        + "（按情景顺序）。",
    )
    sampled = both(
        "Units as a sample: quantiles and the units that lag are found anew in every redraw too.",
        "视单位为样本：每次重抽样中分位数与落后单位亦重新确定。",
    )
    same = len({(one["below"], one["to"]) for one in each}) == 1
    said = [both(f"Scenario: the {who.en}.", f"情景：{who.zh}。")] if same else []
    return [*said, head, caution(each), intervals(each), sampled, beyond]


def _tidy(study: Study, spec: TableSpec, inputs: Mapping[str, Any]) -> pd.DataFrame:
    frames = []
    for name in spec.analyses:
        facts, rows = inputs["facts"][name], inputs["rows"][name]
        frame = rows.assign(scenario_name=name, variable=facts["variable"], target=facts["target"])
        lines = frame.to_dict("records")
        summary = [one["part"] == "summary" for one in lines]
        true = [
            truth_of(study, inputs, facts, one) if flag else None
            for one, flag in zip(lines, summary, strict=True)
        ]
        frame["in_within_sds"] = frame["estimate"] / facts["sd_within"]
        frames.append(frame.assign(truth=pd.Series(true, index=frame.index, dtype=float)))
    whole_table: pd.DataFrame = pd.concat(frames, ignore_index=True)
    return whole_table
