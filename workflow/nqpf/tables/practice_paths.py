"""The practice paths as moderators: the interaction, where the effect is told from zero, what it rests on."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from nqpf.page.numbers import brackets, interval, number, percent, present, probability, whole
from nqpf.page.paths import path_label, reason, region_words, true_line
from nqpf.page.regression_notes import errors
from nqpf.page.table import Panel, Row, Table, Text, row
from nqpf.page.words import both, indented, word
from nqpf.specs.base import label_of
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

Facts = Mapping[str, Any]
LEVEL = both("95% interval", "95% 置信区间")


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `rows` (parts line, bin, unit), `facts`; `truth` in a simulated study."""
    paths, rows = inputs["facts"]["paths"], inputs["rows"]
    panels = (
        Panel(
            tuple(_interaction(study, paths, inputs)),
            both("Treatment × moderator", "核心解释变量 × 调节变量"),
        ),
        Panel(
            tuple(_marginal(paths, rows)), both("Effect of the treatment", "核心解释变量的效应"), rule=True
        ),
        Panel(tuple(_linear(paths, rows)), both("Is the change linear?", "变化是否线性？"), rule=True),
        Panel(tuple(_fragile(paths)), both("What the change rests on", "变化的依据是否稳固"), rule=True),
    )
    return Table(
        title=spec.title,
        header=(row("", *(path_label(study, one["claim"]) for one in paths)),),
        panels=panels,
        notes=(*_notes(study, inputs["facts"], inputs), *spec.notes, *study.facts.notes),
        tidy=_tidy(inputs["facts"], rows),
        simulated=study.simulated,
    )


def _line(stub: Text, paths: list[Facts], make: Callable[[Facts], Text]) -> Row:
    """One row; an unobserved path has an empty cell."""
    return row(stub, *(make(one) if one["observed"] else "" for one in paths))


def _rows_if_any(*lines: Row) -> list[Row]:
    """Leave out the rows that have no cell filled."""
    return [line for line in lines if any(cell.text for cell in line[1:])]


def _interaction(study: Study, paths: list[Facts], inputs: Mapping[str, Any]) -> list[Row]:
    def moderator(one: Facts) -> Text:
        return study.label(one["moderator"]) if one["observed"] else word("not_observed")

    def truth(one: Facts) -> str:
        known = true_line(inputs, one["claim"])
        return number(known[1]) if known else ""

    first = row(both("Moderator", "调节变量"), *map(moderator, paths))
    return [
        first,
        *_rows_if_any(
            _line(
                both("Change of the effect per unit", "调节变量每增一单位，效应的变化"), paths, _of("change")
            ),
            _line("", paths, lambda one: brackets(one["se"])),
            _line(indented(LEVEL), paths, lambda one: interval(one["low"], one["high"])),
            _line(indented(word("truth_row")), paths, truth),
            _line(both("per SD between units", "每增一个单位间标准差"), paths, _of("per_sd")),
            _line("p", paths, _p("p")),
            _line(word("wild_p"), paths, _p("wild_p")),
            _line(both("Permutation p", "置换 p 值"), paths, _p("permutation_p")),
            *_judged(paths),
            _line(word("observations"), paths, lambda one: whole(one["n"])),
            _line(word("clusters"), paths, lambda one: whole(one["clusters"])),
        ),
    ]


def _judged(paths: list[Facts]) -> list[Row]:
    """The interaction that the ledger judges: trends along the moderator cannot pass for it."""
    return [
        *_coefficient(
            both("Beside year effects along the moderator", "年份效应随调节变量而异时"), paths, "years"
        ),
        _line(indented(word("wild_p")), paths, _p("years_wild_p")),
        _line(indented(both("Holm p over the paths", "Holm p（各路径）")), paths, _p("holm")),
    ]


def _coefficient(stub: Text, paths: list[Facts], name: str) -> list[Row]:
    """A coefficient with its error and p."""
    return [
        _line(stub, paths, _of(f"{name}_coef")),
        _line("", paths, lambda one: brackets(one[f"{name}_se"])),
        _line(indented("p"), paths, _p(f"{name}_p")),
    ]


def _of(key: str) -> Callable[[Facts], str]:
    return lambda one: number(one[key])


def _p(key: str) -> Callable[[Facts], str]:
    return lambda one: probability(one[key])


def _marginal(paths: list[Facts], rows: pd.DataFrame) -> list[Row]:
    lines = {str(claim): part for claim, part in rows[rows["part"] == "line"].groupby("claim")}

    def zero(one: Facts) -> str:
        inside = present(one["zero_at"]) and one["w_min"] < one["zero_at"] < one["w_max"]
        return number(one["zero_at"]) if inside else ""

    def told(name: str) -> Callable[[Facts], Text]:
        return lambda one: region_words(one[f"{name}_case"], one[f"{name}_bounds"])

    def shares(one: Facts) -> str:
        return f"{percent(one['jn_uniform_positive'])}, {percent(one['jn_uniform_negative'])}"

    return _rows_if_any(
        _line(both("Moderator: lowest, mean, highest", "调节变量：最低、均值、最高"), paths, _range),
        _line(both("Effect at the lowest", "最低处的效应"), paths, _at(lines, 0)),
        _line(both("at the mean", "均值处的效应"), paths, _of("slope")),
        _line(both("at the highest", "最高处的效应"), paths, _at(lines, -1)),
        _line(both("Effect is zero at", "效应为零处"), paths, zero),
        _line(both("Told from zero, point by point", "逐点区间不含零的范围"), paths, told("jn")),
        _line(both("for all values at once", "同时区间不含零的范围"), paths, told("jn_uniform")),
        _line(
            both("share of rows there: effect above, below zero", "落入同时范围的观测占比：正、负"),
            paths,
            shares,
        ),
    )


def _at(lines: Mapping[str, pd.DataFrame], place: int) -> Callable[[Facts], str]:
    """The effect with its interval at one place of the curve."""

    def make(one: Facts) -> str:
        point = lines[one["claim"]].iloc[place]
        return f"{number(point['estimate'])} {interval(point['low'], point['high'])}"

    return make


def _range(one: Facts) -> str:
    return ", ".join(number(one[key]) for key in ("w_min", "w_mean", "w_max"))


def _linear(paths: list[Facts], rows: pd.DataFrame) -> list[Row]:
    bins = rows[rows["part"] == "bin"]
    found = {(str(line["claim"]), int(line["bin"])): line for line in bins.to_dict("records")}

    def effect(place: int) -> Callable[[Facts], str]:
        def make(one: Facts) -> str:
            line = found.get((one["claim"], place))
            return f"{number(line['estimate'])} {interval(line['low'], line['high'])}" if line else ""

        return make

    names = [both("lowest third", "最低三分之一"), both("middle third", "中间三分之一")]
    names.append(both("highest third", "最高三分之一"))
    head = both("Effect at the median of the", "各三分位组中位数处的效应：")
    thirds = [
        _line(both(f"{head.en} {name.en}", f"{head.zh}{name.zh}"), paths, effect(place))
        for place, name in enumerate(names, start=1)
    ]
    return _rows_if_any(
        *thirds,
        _line(both("Linear? Wald F", "线性检验 Wald F"), paths, _of("linearity_f")),
        _line(indented("p"), paths, _p("linearity_p")),
        _line(indented(word("wild_p")), paths, _p("linearity_wild_p")),
    )


def _fragile(paths: list[Facts]) -> list[Row]:
    def spread(one: Facts) -> str:
        return interval(one["loo_low"], one["loo_high"])

    def without(one: Facts) -> Text:
        if not present(one["loo_without"]):
            return ""
        name, left = label_of(one["loo_unit"]), number(one["loo_without"])
        return both(f"{name.en}: {left}", f"{name.zh}：{left}")

    return _rows_if_any(
        *_coefficient(both("Both de-meaned by unit first", "两者先按单位去均值"), paths, "within"),
        _line(both("Without one unit: smallest, largest", "剔除任一单位：最小、最大"), paths, spread),
        _line(both("the unit that moves it most, without it", "影响最大的单位及剔除后系数"), paths, without),
    )


def _notes(study: Study, facts: Facts, inputs: Mapping[str, Any]) -> list[Text]:
    seen = [one for one in facts["paths"] if one["observed"]]
    found: list[Text] = [*errors([str(one["recipe"]) for one in seen[:1]])]
    found += [_what(study, seen[0]), _tests(facts, seen), _region(), _checks(seen)] if seen else []
    if any(true_line(inputs, one["claim"]) for one in seen):
        found.append(
            both(
                "Truth: per unit of the moderator, on the scale of the index.",
                "真值：调节变量每单位，指数尺度。",
            )
        )
    for one in facts["paths"]:
        if not one["observed"]:
            place, why = one["claim"].rpartition(".")[2], reason(study, one["claim"])
            words = study.theory.claims[one["claim"]].words
            found.append(
                both(
                    f"{place} ({words.en}): not observed. {why.en}",
                    f"{place}（{words.zh}）：未观测。{why.zh}",
                )
            )
    return found


def _what(study: Study, one: Facts) -> Text:
    x, y = study.label(one["treatment"].partition("_lag")[0]), study.label(one["outcome"])
    names = [study.label(name.partition("_lag")[0]) for name in one["controls"]]
    en, zh = ", ".join(n.en for n in names) or "none", "、".join(n.zh for n in names) or "无"
    return both(
        f"One path at a time: {y.en} on {x.en} and its product with the moderator, both less their means; "
        f"unit and year effects; controls: {en}. The effect of the treatment is linear in the moderator "
        "(Brambor, Clark & Golder 2006).",
        f"逐一路径：{y.zh}对{x.zh}及其与调节变量的乘积（均减去均值）回归；含单位与年份效应；控制变量：{zh}。"
        "核心解释变量的效应随调节变量线性变化（Brambor, Clark & Golder 2006）。",
    )


def _tests(facts: Facts, seen: list[Facts]) -> Text:
    family, draws, seed = seen[0]["family"], whole(facts["draws"]), facts["seed"]
    return both(
        f"Permutation p: whole units exchange their moderator, {draws} times (seed {seed}), t studentised. "
        f"Holm: over the {family} observed paths, of the interaction beside year effects along the "
        "moderator, by which the ledger judges, from the wild bootstrap p where there is one. Where "
        "clusters are few, the p of the regression is too small; read that of the wild bootstrap.",
        f"置换 p：各单位整体交换调节变量 {draws} 次（种子 {seed}），采用学生化 t。Holm：就观测到的 {family} "
        "条路径，对加入随调节变量而异的年份效应后的交互项（即命题台账所判定者）校正，有 Wild 自助法 p 值者"
        "以其为准。聚类数少时回归 p 值偏小，以 Wild 自助法 p 值为准。",
    )


def _region() -> Text:
    return both(
        "Told from zero: where the 95% interval of the effect leaves zero out (Johnson & Neyman 1936), "
        "within "
        "the observed range of the moderator; for all values at once: with the uniform (sup-t) band.",
        "不含零的范围：效应的 95% 区间不含零之处（Johnson & Neyman 1936），限于调节变量的观测范围；"
        "同时范围采用一致（sup-t）置信带。",
    )


def _checks(seen: list[Facts]) -> Text:
    kept = all(one["constant"] for one in seen)
    still = (
        " Every moderator here is one value per unit, so its own effect on the level is absorbed by the unit "
        "effects, the product is centred within units on the side of the treatment, and the comparison "
        "is one "
        "between units: all else that goes with the moderator goes with it."
        if kept
        else ""
    )
    still_zh = (
        "此处每个调节变量对每个单位只有一个值，其对水平的影响被单位效应吸收，乘积在核心解释变量一侧已按单位中心化；"
        "比较在单位之间进行，与调节变量相伴的其他因素一并计入。"
        if kept
        else ""
    )
    return both(
        "Linear: effects in thirds of the moderator, free of any shape between them; Wald test against the "
        "linear model (Hainmueller, Mummolo & Xu 2019). Beside year effects along the moderator: its value "
        "times a dummy of every year is added, for outcomes may take another course where it is high, "
        "whatever the treatment does. They take out, too, what the moderator does through the growth of the "
        f"treatment that all units share.{still}",
        "线性：按调节变量三等分估计效应，组间形状不受限；与线性模型作 Wald 检验（Hainmueller, Mummolo & Xu "
        "2019）。年份效应随调节变量而异时：加入调节变量与各年份虚拟变量的乘积，因为无论核心解释变量如何，"
        "调节变量高的单位其被解释变量走势可能不同；同时也剔除了调节变量经由各单位共同的核心解释变量增长而起的作用。"
        f"{still_zh}",
    )


def _tidy(facts: Facts, rows: pd.DataFrame) -> pd.DataFrame:
    """One row per path with every number, then the bins and the curve."""
    lists = ("jn_parts", "jn_uniform_parts")
    flat = [
        {key: _flat(value) for key, value in one.items() if key not in lists} | {"part": "path"}
        for one in facts["paths"]
    ]
    return pd.concat([pd.DataFrame(flat), rows], ignore_index=True)


def _flat(value: Any) -> Any:
    if isinstance(value, dict):
        return value["en"]
    return " ".join(map(str, value)) if isinstance(value, list) else value
