# ruff: noqa: E501 - sentences and words in two languages, one a line
"""The files that say what the data are: sources.yaml, units.yaml, variables.yaml."""

from nqpf.new_study.columns import Column
from nqpf.new_study.drafts import UNSTATED, Both, Draft
from nqpf.new_study.oddities import Oddity, oddities
from nqpf.new_study.plan import Plan
from nqpf.new_study.yaml_text import comment, decide, label, listed, number, quoted, shown
from nqpf.specs.sources import Reading

NO_LICENCE: Both = ("none stated", "未声明")
STATED_NOWHERE: Both = (UNSTATED, "未注明")
HEADS = {"person": "人", "10,000 persons": "万人"}
COUNTED = {"yuan": "元", "US dollars": "美元", "units": "个"}
"""Words of the units of a ratio to population, as `drafts` makes them."""
LINES = 3
"""Odd cells shown for one series."""


def sources(plan: Plan, sha256: str, date: str) -> str:
    """The one source: the user's own file, with its hash, and how it is read."""
    name = shown(plan.shape.table.path.name)
    own = (
        "A file of your own: no url; it lies in data/raw/<study>, and its sha256 is checked.",
        "您自己的文件：没有网址，位于 data/raw/<研究>，每次运行都会核对 sha256。",
    )
    whose = ("whose data are these, and who may have them?", "数据归谁所有？谁可以使用？请写明许可。")
    behind = ("cite the yearbooks or papers behind the file.", "请注明数据来自哪些年鉴或论文。")
    return (
        f"{comment(plan.say(own))}sources:\n  panel:\n"
        f"    file: {quoted(plan.file)}\n    sha256: {sha256}\n"
        f"{decide(plan.say(whose), 4)}    licence: {label(NO_LICENCE)}\n    redistribute: false\n"
        f"{decide(plan.say(behind), 4)}"
        f"    citation: {label((f'Own file {name}', f'自有文件 {name}'))}\n"
        f"    date: {label((f'file of {date}', f'文件日期 {date}'))}\n"
        f"    read: {{{', '.join(_reading(plan))}}}\n"
    )


def _reading(plan: Plan) -> list[str]:
    """How the file is read, `key: value` by `key: value`."""
    table = plan.shape.table
    options = ", ".join(f"{name}: {_option(value)}" for name, value in table.options.items())
    marks = [*Reading.model_fields["missing"].default, *plan.columns.marks]
    read = [f"reader: {table.reader}", *([f"options: {{{options}}}"] if options else [])]
    read += [f"unit: {quoted(plan.shape.unit)}", f"time: {quoted(plan.shape.year)}"]
    return read + ([f"missing: {listed(quoted(mark) for mark in marks)}"] if plan.columns.marks else [])


def _option(value: object) -> str:
    return quoted(value) if isinstance(value, str) else str(value)


def units(plan: Plan) -> str:
    """The units as the file lists them; what is no unit, with the reason in a comment."""
    groups = ", ".join(f"{name}: {quoted(header)}" for name, header in plan.groups.items())
    labels = dict(plan.columns.labels)
    text = comment(
        plan.say(
            (
                "Every name in the column is a unit, but for those under not_units.",
                "该列中的每个名称都是一个地区，not_units 所列除外。",
            )
        )
    )
    text += f"roster:\n  source: panel\n  unit: {quoted(plan.shape.unit)}\n"
    if groups:
        text += f"  groups: {{{groups}}}\n"
    else:
        text += decide(
            plan.say(
                (
                    "no column groups the units; add a region to the file for inequality, transitions and maps by region.",
                    "没有可用的分组列；如需按区域分析差异与转移，请在数据中加入“区域”列。",
                )
            ),
            2,
        )
    if labels:
        text += f"  labels: {{{', '.join(f'{language}: {quoted(header)}' for language, header in labels.items())}}}\n"
    return text + _not_units(plan)


def _not_units(plan: Plan) -> str:
    totals, dropped = list(plan.shape.totals), plan.dropped_units
    if not totals and not dropped:
        return ""
    text = "not_units:\n"
    for name in totals:
        text += f"  - {quoted(name)}  {comment(plan.say(('a total, no unit', '合计项，不是地区'))).strip()}\n"
    if dropped:
        text += decide(
            plan.say(
                (
                    "these units lack cells that the indices need; fill them, drop an indicator instead, or leave them out.",
                    "以下地区缺少指数所需的数据；请补充数据、改为删去某个指标，或确认剔除。",
                )
            ),
            2,
        )
    return text + "".join(f"  - {quoted(name)}\n" for name in dropped)


def variables(plan: Plan) -> str:
    """The codebook: every raw series, then every variable, each with what must be decided about it."""
    odd = oddities(plan)
    text = comment(
        plan.say(
            (
                "Raw series as they stand in the file, then the variables made of them. DECIDE marks every guess.",
                "先列原始序列，再列由其构成的变量。凡标有 DECIDE 的都是程序的猜测，请逐条确认。",
            )
        )
    )
    text += "series:\n" + "".join(
        _series(plan, name, column, odd) for name, column in plan.cast.series.items()
    )
    return (
        text + "\nvariables:\n" + "".join(_variable(plan, one) for one in plan.cast.variables) + _bases(plan)
    )


def _series(plan: Plan, name: str, column: Column, odd: list[Oddity]) -> str:
    unit = column.measure.text or plan.say(STATED_NOWHERE)
    parts = ["source: panel", f"column: {quoted(column.header)}", f"unit: {quoted(unit)}"]
    low, high = _range(column)
    parts += [f"range: [{low}, {high}]"] if low != "null" else []
    text = ""
    if not column.measure.text:
        text += decide(plan.say(("the header states no unit of measurement.", "表头没有注明计量单位。")), 2)
    for one in [one for one in odd if one.header == column.header][:LINES]:
        text += decide(
            plan.say(
                (
                    f"{one.unit} {one.year} holds {one.value:.4g}, other years about {one.usual:.4g}; if it is wrong add ",
                    f"{one.unit} {one.year} 年为 {one.value:.4g}，其他年份约为 {one.usual:.4g}；若有误请加入 ",
                )
            )
            + f'unusable: [{{unit: {quoted(one.unit)}, years: [{one.year}], why: "..."}}]',
            2,
        )
    return text + f"  {name}: {{{', '.join(parts)}}}\n"


def _unit(unit: str) -> str:
    """A unit of measurement as YAML: in both languages where the program words it, else as the file does."""
    above, _, below = unit.rpartition(" per ")
    if unit == UNSTATED or below not in HEADS:
        return label(STATED_NOWHERE) if unit == UNSTATED else quoted(unit)
    return label((unit, f"{COUNTED.get(above, above)}/{HEADS[below]}"))


def _range(column: Column) -> tuple[str, str]:
    """Possible values: not negative where none is, a hundred at most for per cent."""
    values = column.cells.dropna()
    if values.min() < 0:
        return "null", "null"
    return "0", "100" if column.measure.text in ("%", "％") and values.max() <= 100 else "null"


def _variable(plan: Plan, one: Draft) -> str:
    made = one.of[0] if len(one.of) == 1 else listed(one.of)
    options = "".join(f", {name}: {number(value)}" for name, value in one.options.items())
    parts = [f"label: {label(one.label)}", f"unit: {_unit(one.unit)}"]
    parts += ["direction: -1"] if one.direction == -1 else []
    parts += [f"recipe: {{{one.transform}: {made}{options}}}"]
    parts += [f"missing: {{interpolate: {{gap: {one.gap}}}}}"] if one.gap else []
    doubts = "".join(decide(plan.say(doubt), 2) for doubt in one.doubts)
    return f"{doubts}  {one.name}:\n    {{{', '.join(parts)}}}\n"


def _bases(plan: Plan) -> str:
    """Moderators: variables as they stood in the first year."""
    text = ""
    for one in plan.moderators.values():
        first = plan.years[0]
        both = (f"{one.label[0]}, {first}", f"{one.label[1]}（{first}年）")
        text += f"  {one.name}_base:\n    {{label: {label(both)}, unit: {_unit(one.unit)}, "
        text += f"recipe: {{base_year: {one.name}, year: {first}}}}}\n"
    return text
