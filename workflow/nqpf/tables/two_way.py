"""Both directions side by side: cross-lagged regressions, tests of Granger non-causality, measured sizes."""

from collections.abc import Callable, Mapping
from typing import Any

from nqpf.dynamics.sizes import Size, measured
from nqpf.page.numbers import brackets, fixed, interval, number, percent, present, probability, whole
from nqpf.page.recipe_words import recipe
from nqpf.page.table import Panel, Row, Table, Text, row
from nqpf.page.words import both, indented, lagged_label, word
from nqpf.specs.base import Label, label_of
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

DIRECTIONS = {"forward": both("Forward", "正向"), "backward": both("Backward", "反向")}
ESTIMATORS = {
    "fixed_effects": both("Least squares, two-way effects", "双向固定效应最小二乘"),
    "half_panel": both("Half-panel jackknife", "半面板刀切法"),
    "adjusted": both("Adjusted equations", "修正方程"),
}
TESTS = {
    "fixed_effects_wild": both("least squares, wild bootstrap", "最小二乘（Wild 自助法）"),
    "hpj_wald": both("HPJ Wald test, robust variance", "HPJ Wald 检验（稳健方差）"),
    "hpj_wald_bootstrap": both("HPJ Wald test, units redrawn", "HPJ Wald 检验（单位重抽样）"),
    "dh_zbar": both("Dumitrescu-Hurlin, Zbar", "Dumitrescu-Hurlin Zbar"),
    "dh_ztilde": both("Dumitrescu-Hurlin, Ztilde", "Dumitrescu-Hurlin Ztilde"),
    "dh_bootstrap": both("Dumitrescu-Hurlin, bootstrap", "Dumitrescu-Hurlin 自助法"),
}
SERIAL = {"adjusted_serial": both("test of serial correlation", "序列相关检验")}
RHO = "\N{GREEK SMALL LETTER RHO}"
Lines = Mapping[tuple[str, str, int], Mapping[str, Any]]


def build(spec: TableSpec, study: Study, inputs: Mapping[str, Any]) -> Table:
    """Build the table. inputs: `rows` (one per direction and method), `facts`."""
    rows, facts = inputs["rows"], inputs["facts"]
    lines = {(one["direction"], one["method"], int(one["order"])): one for one in rows.to_dict("records")}
    panels = [_cross_lagged(lines, facts), *(_granger(lines, order) for order in facts["orders"])]
    return Table(
        title=spec.title,
        header=(row("", *DIRECTIONS.values()), row("", *(_arrow(facts, name) for name in DIRECTIONS))),
        panels=(*panels, _sizes(facts)),
        notes=(*_notes(study, lines, facts), *spec.notes, *study.facts.notes),
        tidy=rows,
        simulated=study.simulated,
    )


def _arrow(facts: Mapping[str, Any], direction: str) -> Label:
    one = facts["directions"][direction]
    cause, outcome = lagged_label(label_of(one["other"]), 1), label_of(one["outcome"])
    return both(f"{cause.en} → {outcome.en}", f"{cause.zh} → {outcome.zh}")


def _cross_lagged(lines: Lines, facts: Mapping[str, Any]) -> Panel:
    """Coefficient of the other series' past by each estimator, with what belongs to it."""
    found: list[Row] = []
    for method, label in ESTIMATORS.items():
        pair = [lines[direction, method, facts["lags"]] for direction in DIRECTIONS]
        if any(present(one["coef"]) for one in pair):
            found += _estimator(label, pair)
    found += _serial(facts)
    title = both("Cross-lagged regressions", "交叉滞后回归")
    return Panel(tuple(found), title, rule=True)


def _estimator(label: Label, pair: list[Mapping[str, Any]]) -> list[Row]:
    runs = [_run(one) for one in pair]
    wild = [probability(one["wild_p"]) for one in pair]
    own = [_with_error(one["own_coef"], one["own_se"]) for one in pair]
    inner: list[tuple[Label, list[str]]] = [
        (both("95% interval", "95% 置信区间"), [interval(one["low"], one["high"]) for one in pair]),
        (both("p", "p"), [probability(one["p"]) for one in pair]),
        (word("wild_p"), wild),
        (both("standardised", "标准化"), [number(one["standardised"]) for one in pair]),
        (both(f"own past, {RHO}", f"自身滞后 {RHO}"), own),
        (both("long run", "长期效应"), runs),
    ]
    start = row(label, *(_with_error(one["coef"], one["se"]) for one in pair))
    return [start, *(row(indented(name), *cells) for name, cells in inner if any(cells))]


def _serial(facts: Mapping[str, Any]) -> list[Row]:
    """Whether the errors of the adjusted equations are correlated over time, which they must not be."""
    sides = [facts["directions"][direction]["cross_lagged"] for direction in DIRECTIONS]
    cells = [probability(one["serial_p"]) for one in sides]
    return (
        [row(indented(both("no serial correlation, p", "误差无序列相关检验 p")), *cells)]
        if any(cells)
        else []
    )


def _run(one: Mapping[str, Any]) -> str:
    ends = interval(one["long_run_low"], one["long_run_high"])
    return f"{number(one['long_run'])} {ends}".strip()


def _with_error(value: float, error: float) -> str:
    return f"{number(value)} {brackets(error)}".strip()


def _granger(lines: Lines, order: int) -> Panel:
    found = [
        _test(TESTS[method], [lines[direction, method, order] for direction in DIRECTIONS])
        for method in TESTS
        if ("forward", method, order) in lines
    ]
    en = "1 lag" if order == 1 else f"{order} lags"
    title = both(
        f"Granger non-causality, {en}: statistic, p", f"格兰杰非因果检验（{order} 阶）：统计量，p 值"
    )
    return Panel(tuple(found), title, rule=True)


def _test(label: Label, pair: list[Mapping[str, Any]]) -> Row:
    texts = [
        f"{fixed(one['statistic'], 2)}, {probability(one['p'])}" if present(one["p"]) else "\N{EN DASH}"
        for one in pair
    ]
    return row(label, *texts)


def _sizes(facts: Mapping[str, Any]) -> Panel:
    sides = [facts["directions"][direction]["cross_lagged"] for direction in DIRECTIONS]
    whole_numbers = {
        word("observations"): "n",
        both("Units", "单位数"): "units",
        word("years"): "years",
    }
    found = [row(label, *(whole(one[key]) for one in sides)) for label, key in whole_numbers.items()]
    return Panel(tuple(found), rule=True)


def _notes(study: Study, lines: Lines, facts: Mapping[str, Any]) -> list[Text]:
    return [
        _design(study, facts),
        _estimators(facts),
        _persistence(lines, facts),
        _tests_note(facts),
        *_size_notes(facts),
    ]


def _design(study: Study, facts: Mapping[str, Any]) -> Label:
    names = [study.label(name) for name in facts["controls"]]
    en, zh = ", ".join(one.en for one in names) or "none", "、".join(one.zh for one in names) or "无"
    first = facts["directions"]["forward"]["cross_lagged"]
    errors, lags, groups = recipe(first["recipe"]), facts["lags"], first["clusters"]
    order = both(
        "1 lag" if lags == 1 else f"{lags} lags; sums over them", f"{lags} 阶{'' if lags == 1 else '之和'}"
    )
    drawn = f"t({groups - 1})"
    return both(
        f"Outcome on its own and the other's past ({order.en}), controls of the year before ({en}), unit and "
        f"year effects. Least squares: {errors.en}; the others: SD over {facts['draws']} redraws of whole "
        f"units, {drawn}, seed {facts['seed']}.",
        f"被解释变量对自身与对方的滞后项（{order.zh}）及上年控制变量（{zh}）回归，含单位与年份效应。最小二乘"
        f"：{errors.zh}；其余：整单位重抽样 {facts['draws']} 次的标准差，{drawn}，种子 {facts['seed']}。",
    )


def _estimators(facts: Mapping[str, Any]) -> Label:
    kept = ESTIMATORS[facts["record"]]
    return both(
        "With unit effects and few years least squares is biased (Nickell 1981). The jackknife takes the "
        "bias of first order out and assumes one process in both halves (Dhaene & Jochmans 2015); the "
        "adjusted equations are made for any number of years and errors that may be larger in some years, "
        "but not serially correlated (Dhaene & Jochmans 2016), which is tested (Born & Breitung 2016; error "
        f"from the redraws). The ledger takes: {kept.en}. Controls that react to the outcome bias all three.",
        "含单位效应且年数少时，最小二乘有偏（Nickell 1981）。刀切法消除一阶偏误，假定前后两半过程相同（"
        "Dhaene & Jochmans 2015）；修正方程适用于任意年数，允许误差方差随年份变化，但误差须无序列相关（"
        "Dhaene & Jochmans 2016），对此加以检验（Born & Breitung 2016，标准误由重抽样得到）。"
        f"命题台账采用：{kept.zh}。控制变量若受被解释变量影响，三者皆有偏。",
    )


def _persistence(lines: Lines, facts: Mapping[str, Any]) -> Label:
    """Say how near a unit root the series are: whether the adjusted equations have a solution, and where."""
    first = facts["directions"]["forward"]["cross_lagged"]
    if first["solved"] is None:
        return both("Adjusted equations: for one lag only.", "修正方程仅适用于一阶滞后。")
    share = percent(first["solved_share"])
    start = both(
        f"The adjusted equations have {'a' if first['solved'] else 'no'} solution here, and one in {share} "
        "of the draws; where there is none the point where they are least violated is taken.",
        f"修正方程在样本中{'有' if first['solved'] else '无'}解，重抽样中有解的占 {share}；无解时取偏离最小之"
        "点。",
    )
    own = [lines[direction, "adjusted", facts["lags"]]["own_coef"] for direction in DIRECTIONS]
    if max(own) < 1:
        return start
    return both(
        f"{start.en} An own past of {number(max(own))} means that differences between units grow and no long "
        "run exists; how often the tests err on such series was not measured.",
        f"{start.zh}自身滞后系数达 {number(max(own))}，单位间差异不断扩大，长期效应不存在；此类序列上各检验的"
        "误判率未经测量。",
    )


def _tests_note(facts: Mapping[str, Any]) -> Label:
    tests = [one for side in facts["directions"].values() for one in side["granger"]]
    reasons = dict.fromkeys(one["dumitrescu_hurlin"]["reason"] for one in tests)
    missing = "".join(f" Not available: {reason}." for reason in reasons if reason)
    missing_zh = "部分统计量因年数不足而缺。" if missing else ""
    return both(
        "Granger tests on deviations from the mean of each year. HPJ: own lags by unit, the other's pooled "
        "(Juodis, Karavias & Sarafidis 2021). Dumitrescu & Hurlin (2012): mean of the units' own tests; "
        f"Ztilde for fixed T.{missing}",
        "格兰杰检验基于对各年均值的离差。HPJ：自身滞后系数随单位而异，对方滞后系数合并（Juodis、Karavias 与 "
        f"Sarafidis 2021）。Dumitrescu 与 Hurlin（2012）：各单位检验的平均；Ztilde 用于固定 T。{missing_zh}",
    )


def _size_notes(facts: Mapping[str, Any]) -> list[Label]:
    """How often each test rejects a true null at 5%; nothing where that was not measured."""
    found = measured(facts["directions"]["forward"]["cross_lagged"]["units"])
    labels = {**ESTIMATORS, **SERIAL, **TESTS}
    if not found:
        return []
    fair, off = (
        _listed({name: one for name, one in found.items() if name in labels and one.fair is kind}, labels)
        for kind in (True, False)
    )
    one = next(iter(found.values()))
    where = f"{one.units} units and {one.years} years"
    en = (
        f"Rejections of a true null at 5%, measured on simulated panels of {where}, least to greatest over "
        "persistence 0.5 and 0.8, with and without an effect the other way"
    )
    zh = (
        f"在 {one.units} 个单位、{one.years} 年的模拟面板上，原假设为真时按 5% 水平的拒绝率（持"
        "续性 0.5 与 0.8、有无反向效应，最小至最大）"
    )
    above = f" Above it: {off.en}." if off.en else ""
    return [
        both(
            f"{en}: near 5% - {fair.en or 'none'}.{above}",
            f"{zh}：接近 5%：{fair.zh or '无'}。{f'高于：{off.zh}。' if off.zh else ''}",
        )
    ]


def _listed(found: Mapping[str, Size], labels: Mapping[str, Label]) -> Label:
    def told(pick: Callable[[Label], str]) -> list[str]:
        return [f"{pick(labels[name])} {span(one)}" for name, one in found.items()]

    return both("; ".join(told(lambda label: label.en)), "；".join(told(lambda label: label.zh)))


def span(one: Size) -> str:
    """Least and greatest rate of a test, one number where they are the same."""
    least, greatest = percent(one.least), percent(one.greatest)
    return least if least == greatest else f"{least} to {greatest}".replace(" to ", "\N{EN DASH}")
