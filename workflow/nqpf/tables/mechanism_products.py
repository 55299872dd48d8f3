"""Indirect effects of single channels, of the channels of an effect, of all: one interval per method."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nqpf.page import mechanism as page
from nqpf.page.channels import effect_label
from nqpf.page.numbers import number, percent, whole
from nqpf.page.table import Cell, Panel, Row, Table, Text, row
from nqpf.page.words import both, indented, word
from nqpf.specs.base import Label
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

METHODS = {
    "percentile": both("percentile", "百分位"),
    "bca": both("BCa", "BCa"),
    "monte_carlo": both("Monte Carlo", "蒙特卡洛"),
    "sobel": both("Sobel (convention)", "Sobel（惯例）"),
}
SHOWN = ("indirect", "direct", "total")
REWEIGHTED = both("indices reweighed", "指数重新赋权")


@dataclass(frozen=True)
class _Content:
    """What the rows are made of. rows: by (set, name, quantity); true: the same, empty where unknown."""

    study: Study
    rows: page.Lines
    true: Mapping[tuple[str, str, str], float]
    labels: Mapping[str, Label]
    order: Mapping[str, list[str]]
    methods: Mapping[str, Label]


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table.

    inputs: `products` (set, name, quantity and an interval per method), `facts`, `truth` or None.
    """
    products, facts = inputs["products"].fillna({"name": ""}), inputs["facts"]["facts"]
    content = _content(study, products, facts, inputs.get("truth"))
    sizes = page.shown_sets(products)
    panels = [_panel(content, name, size, alone=len(sizes) == 1) for name, size in sizes.items()]
    return Table(
        title=spec.title,
        header=_header(content),
        panels=tuple(panels),
        notes=(*_notes(content, facts), *spec.notes),
        tidy=_tidy(products, content.true),
        simulated=study.simulated,
    )


def _content(
    study: Study, products: pd.DataFrame, facts: Mapping[str, Any], truth: pd.DataFrame | None
) -> _Content:
    mediators = list(products.loc[products["set"] == page.SINGLE, "name"].drop_duplicates())
    asked = bool(products["reweighted_low"].notna().any())
    return _Content(
        study=study,
        rows=page.by_key(products, *page.KEY),
        true=page.true_products(study, facts, truth, products),
        labels=page.channel_labels(study, mediators),
        order={one: [*page.in_order(study, products, one), ""] for one in page.shown_sets(products)},
        methods={**METHODS, **({"reweighted": REWEIGHTED} if asked else {})},
    )


def _header(content: _Content) -> tuple[Row, ...]:
    truth = [word("truth")] if content.true else []
    reach = Cell(both("95% interval", "95% 区间"), len(content.methods))
    above = row("", *[""] * (1 + len(truth)), reach, Cell(word("share"), 2))
    names = [word("estimate"), *truth, *content.methods.values()]
    layer = row("", Cell(word("layer_2"), len(names) + 2))
    return (layer, above, row(word("channel"), *names, word("estimate"), both("Fieller set", "Fieller 集")))


def _panel(content: _Content, name: str, size: int, *, alone: bool) -> Panel:
    """One set: its channels, sums, direct and total effect. alone: no other set shows direct and total."""
    shown = ("indirect",) if name == page.SINGLE and not alone else SHOWN
    keys = [(name, each, quantity) for each in content.order[name] for quantity in shown]
    rows = tuple(_row(content, key) for key in keys if key in content.rows)
    return Panel(rows, page.set_label(content.study, name, size), rule=True)


def _row(content: _Content, key: tuple[str, str, str]) -> Row:
    one, name, quantity = key
    line = content.rows[key]
    truth = [number(content.true.get(key))] if content.true else []
    reach = [page.limits(line, method) for method in content.methods]
    share = content.rows.get((one, name, "share"), {}) if quantity == "indirect" else {}
    fractions: list[Text] = [percent(share.get("estimate")), page.fieller(share)]
    return row(_stub(content, key), number(line["estimate"]), *truth, *reach, *fractions)


def _stub(content: _Content, key: tuple[str, str, str]) -> Text:
    _, name, quantity = key
    if name in content.labels:
        return content.labels[name] if quantity == "indirect" else indented(word(quantity))
    if name in content.study.theory.of_kind("effect"):
        head = effect_label(content.study, name)
        return indented(both(f"sum: {head.en}", f"合计：{head.zh}"))
    if name == page.SUM:
        return indented(both("sum of indirect effects", "间接效应合计"))
    return indented(word(quantity))


def _notes(content: _Content, facts: Mapping[str, Any]) -> list[Text]:
    layers = [
        *page.ignorable(sets=len(content.order) > 1),
        _methods(facts),
        *([_reweighted()] if "reweighted" in content.methods else []),
        *page.fieller_note([line["fieller_set"] for line in content.rows.values()]),
        *page.identity(facts),
    ]
    return page.notes(content.study, facts, layers, truth=bool(len(content.true)))


def _methods(facts: Mapping[str, Any]) -> Label:
    """Say what the intervals are, and why Sobel's is only a convention."""
    draws, seed = whole(facts["draws"]), facts["seed"]
    return both(
        f"Rows: indirect effects a b. Percentile and BCa: whole units redrawn {draws} times (seed {seed}); "
        "Monte Carlo: a and b drawn from the normal law with their clustered covariance; Sobel: estimate ± "
        "1.96 standard errors, shown for comparison because journals ask for it - a product of two "
        "estimates is not normal near zero.",
        f"各行为间接效应 a·b。百分位与 BCa：整单位重抽 {draws} 次（种子 {seed}）；蒙特卡洛：a、b "
        "按其聚类协方差"
        "从正态分布抽取；Sobel：估计值 ± 1.96 倍标准误，仅因期刊惯例列出——两估计量之积在零附近并非正态。",
    )


def _reweighted() -> Label:
    return both(
        "Indices reweighed: a sensitivity interval, the weights of the built indices estimated anew in every "
        "draw with their bounds held.",
        "指数重新赋权：敏感性区间，每次抽样重新估计所建指数的权重，极值界限不变。",
    )


def _tidy(products: pd.DataFrame, true: Mapping[tuple[str, str, str], float]) -> pd.DataFrame:
    """All rows and methods at full precision, the truth beside them where it is known."""
    if not true:
        return products
    keys = zip(*(products[key] for key in page.KEY), strict=True)
    return products.assign(truth=[true.get(key, page.NAN) for key in keys])
