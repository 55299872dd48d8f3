"""How fragile a channel is: what an unobserved cause would have to be to take it away (METHOD 3, layer 3)."""

from collections.abc import Mapping
from typing import Any

from nqpf.page import mechanism as page
from nqpf.page.channels import Channel, effect_label
from nqpf.page.numbers import fixed, interval, number, percent, present, whole
from nqpf.page.table import Cell, Panel, Row, Table, Text, row
from nqpf.page.words import both, indented, is_known, word
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

Line = Mapping[Any, Any]
PATHS = {"a": ("x", "m"), "b": ("m", "y")}
STRENGTHS = (1, 3)


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `fragility` (one row per mediator), `facts`."""
    rows, facts = inputs["fragility"], inputs["facts"]["facts"]
    lines = page.by_key(rows, "mediator")
    effects = page.ordered(study, list(rows["mediator"]))
    return Table(
        title=spec.title,
        header=_header(),
        panels=tuple(_panel(study, effect, channels, lines) for effect, channels in effects),
        notes=(*page.notes(study, facts, _layers(facts), truth=False), *spec.notes),
        tidy=rows,
        simulated=study.simulated,
    )


def _header() -> tuple[Row, ...]:
    a, b = both("path a: x → m", "路径 a：x → m"), both("path b: m → y", "路径 b：m → y")
    span = 3 + len(STRENGTHS)
    above = row("", "", Cell(a, span), Cell(b, span))
    left = [both(f"left, {k}×", f"余量 {k}×") for k in STRENGTHS]
    path: list[Text] = [
        "RV",
        both("RV, interval", "RV（区间）"),
        both("strongest control", "最强控制变量"),
        *left,
    ]
    layer = row("", Cell(word("layer_3"), 1 + 2 * span))
    return (layer, above, row(word("channel"), both("ρ at zero", "归零的 ρ"), *path, *path))


def _panel(study: Study, effect: str, channels: tuple[Channel, ...], lines: page.Lines) -> Panel:
    rows = [made for one in channels for made in _rows(study, one, lines[one.name,])]
    return Panel(tuple(rows), effect_label(study, effect) if effect else None, rule=True)


def _rows(study: Study, channel: Channel, line: Line) -> list[Row]:
    own = study.label(channel.name)
    variable = "" if own == channel.label else indented(own)
    first = [cell for path in PATHS for cell in _strength(study, path, line)]
    second = [cell for path, ends in PATHS.items() for cell in _benchmark(path, ends, line)]
    return [
        row(channel.label, fixed(line["rho_zero"], 2), *first),
        row(variable, _two_digits(line["rho_low"], line["rho_high"]), *second),
    ]


def _strength(study: Study, path: str, line: Line) -> list[Text]:
    """Robustness values, the strongest control, and what it would leave of the coefficient."""
    name = line[f"benchmark_{path}"]
    known = isinstance(name, str) and is_known(study, name)
    control: Text = study.label(str(name)) if known else "-"
    left = [number(line[f"adjusted_{path}_{k}"]) or "-" for k in STRENGTHS]
    return [percent(line[f"rv_{path}"]), percent(line[f"rv_{path}_interval"]), control, *left]


def _benchmark(path: str, ends: tuple[str, str], line: Line) -> list[Text]:
    """The two partial R2 of the strongest control under its name."""
    found = [line[f"benchmark_{path}_r2_{end}"] for end in ends]
    said = ", ".join(f"{end} {percent(value)}" for end, value in zip(ends, found, strict=True))
    return ["", "", f"R²: {said}" if present(found[0]) else "", *[""] * len(STRENGTHS)]


def _two_digits(low: float, high: float) -> str:
    return f"[{fixed(low, 2)}, {fixed(high, 2)}]" if present(low) else interval(low, high)


def _layers(facts: Mapping[str, Any]) -> list[Text]:
    rho = both(
        "Layer 3, one channel at a time: the equations stay linear, with one effect for all; what is "
        "asked is how far the assumption of no unobserved cause may fail. ρ at zero: correlation of the "
        "errors of m and of y at which the indirect effect is zero (Imai, Keele & Yamamoto 2010); its "
        "square is the product of the shares of residual variance that a common cause would explain. "
        f"Square brackets: 95% percentile interval, {whole(facts['draws'])} draws.",
        "第三层（逐一机制）：方程仍为线性且效应同质，只问“无未观测共同原因”的假定可偏离多少。归零的 ρ："
        "使间接效应为零的 m 与 y 误差相关系数（Imai, Keele & Yamamoto 2010），"
        "其平方等于共同原因所解释的两者残差方差比例之积。方括号内为 95% 百分位区间，"
        f"{whole(facts['draws'])} 次抽样。",
    )
    robust = both(
        "RV: an unobserved confounder that explains this share of the residual variance of both ends of a "
        "path takes the coefficient to zero; 'interval': its 95% interval reaches zero, at 0% it already "
        "does (Cinelli & Hazlett 2020). Strongest control: the observed one that, taken as the likeness of a "
        "confounder, would move the coefficient most, with its partial R²; left: the coefficient after a "
        "confounder once or three times as strong ('-': none can be that strong).",
        "RV：未观测混杂因素若能解释路径两端残差方差的这一比例，系数即归零；“区间”指 95% 区间触及零，"
        "0% 表示已触及（Cinelli & Hazlett 2020）。最强控制变量：以其为参照的混杂因素使系数变动最大，"
        "其下为偏 R²；"
        "余量：强度为其 1 倍或 3 倍的混杂因素作用后的系数（“-”表示不可能达到该强度）。",
    )
    return [rho, robust]
