"""What stands under a table of regressions: the recipe of the errors, the sample, known failings."""

from collections.abc import Mapping, Sequence
from typing import Any

from nqpf.page.numbers import present
from nqpf.page.recipe_words import recipe, test
from nqpf.page.table import Text
from nqpf.page.words import both, is_known
from nqpf.specs.base import Label, label_of
from nqpf.specs.outputs import TableSpec
from nqpf.specs.study import Study

Facts = Mapping[str, Any]
INSIDE = {
    "se": both("Standard errors in brackets", "括号内为标准误"),
    "t": both("t statistics in brackets", "括号内为 t 值"),
}


def notes(spec: TableSpec, study: Study, facts: Sequence[Facts], *, truth: bool) -> list[Text]:
    """Write all notes of a table; facts in the order of its columns, `spec.columns` naming the models."""
    return [
        *errors([str(column["recipe"]) for column in facts], spec.brackets),
        *stars(spec.stars),
        *_wild(facts),
        *_samples(spec, study),
        *_reading(),
        *([truth_note()] if truth else []),
        *_tests(facts),
        *_checks(facts),
        *breaks(study, _used(facts)),
        *study.facts.notes,
        *spec.notes,
    ]


def errors(recipes: Sequence[str], brackets: str = "se") -> list[Text]:
    """Say what stands in brackets and by which recipe: one sentence, or one per recipe with its columns."""
    head = INSIDE[brackets]
    groups = {recipe(text): columns for text, columns in _grouped(recipes).items()}
    if len(groups) == 1:
        one = next(iter(groups))
        return [both(f"{head.en}: {one.en}.", f"{head.zh}：{one.zh}。")]
    en = "; ".join(f"{columns}: {one.en}" for one, columns in groups.items())
    zh = "；".join(f"{columns}：{one.zh}" for one, columns in groups.items())
    return [both(f"{head.en}. {en}.", f"{head.zh}。{zh}。")]


def stars(levels: Sequence[float]) -> list[Text]:
    """Say what the stars mean, where a table has them."""
    if not levels:
        return []
    marks = [f"{'*' * k} p < {level:g}" for k, level in enumerate(sorted(levels, reverse=True), start=1)]
    text = ", ".join(marks)
    return [
        both(
            f"Stars: {text}; p from t(G − 1), or from the wild cluster bootstrap where that stands below.",
            f"星号：{text}；p 值来自 t(G − 1)，列出 Wild 聚类自助法 p 值的列以后者为准。",
        )
    ]


def truth_note() -> Label:
    """Say which truth stands beside an estimate."""
    return both(
        "SIMULATED data: the truth is the generator's coefficient on the scale of the built outcome index.",
        "模拟数据：真值为数据生成过程的系数，按所构建的被解释指数的尺度换算。",
    )


def breaks(study: Study, names: Sequence[str]) -> list[Text]:
    """Name the declared breaks of every series behind these variables and indices, in one sentence."""
    years = {name: study.codebook.series[name].breaks for name in sorted(_series(study, names))}
    found = [f"{name} {', '.join(str(b.year) for b in breaks)}" for name, breaks in years.items() if breaks]
    if not found:
        return []
    return [
        both(
            f"Breaks in the statistics behind the columns (see checks/breaks.csv): {'; '.join(found)}.",
            f"所用统计序列的口径变动（详见 checks/breaks.csv）：{'；'.join(found)}。",
        )
    ]


def _series(study: Study, names: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for name in names:
        parts = study.indices[name].indicators if name in study.indices else [name]
        for part in parts:
            if is_known(study, part):
                found |= study.codebook.series_of(part)
    return found


def _grouped(texts: Sequence[str]) -> dict[str, str]:
    """Collect the columns that share a text: {text: '(1), (3)'}."""
    groups: dict[str, list[str]] = {}
    for position, text in enumerate(texts, start=1):
        groups.setdefault(text, []).append(f"({position})")
    return {text: ", ".join(columns) for text, columns in groups.items()}


def _used(facts: Sequence[Facts]) -> list[str]:
    columns = ([one["outcome"], one["treatment"], *one["controls"]] for one in facts)
    return list(dict.fromkeys(name for names in columns for name in names))


def _wild(facts: Sequence[Facts]) -> list[Text]:
    if not any(present(column.get("wild_p")) for column in facts):
        return []
    return [
        both(
            "Wild cluster bootstrap p (of the treatment, or of its interaction where there is one): "
            "Webb weights, null imposed, for columns with fewer than 40 clusters.",
            "Wild 聚类自助法 p 值（核心解释变量；含交互项时为交互项）："
            "Webb 权重，施加原假设，用于聚类数少于 40 的列。",
        )
    ]


def _samples(spec: TableSpec, study: Study) -> list[Text]:
    labels = [study.samples[study.models[name].sample].label for name in spec.columns]
    english = _grouped([label.en for label in labels])
    chinese = _grouped([label.zh for label in labels])
    return [both(f"Sample: {_spread(english, '; ')}.", f"样本：{_spread(chinese, '；')}。")]


def _spread(groups: Mapping[str, str], join: str) -> str:
    if len(groups) == 1:
        return next(iter(groups))
    return join.join(f"{columns}: {text}" for text, columns in groups.items())


def _reading() -> list[Text]:
    return [
        both(
            "Standardised effect: change in y, in within-unit standard deviations, for one within-unit "
            "standard deviation of the treatment. Within R² is net of the column's effects.",
            "标准化效应：核心解释变量变动一个组内标准差时，被解释变量变动的组内标准差数。"
            "组内 R² 已扣除该列的固定效应。",
        )
    ]


def _tests(facts: Sequence[Facts]) -> list[Text]:
    """Name the reference of every diagnostic that a column shows, and its caution."""
    said: dict[Label, None] = {}
    for column in facts:
        for name, found in (column.get("diagnostics") or {}).items():
            if found and present(found.get("statistic")):
                said[test(name, str(found.get("reference", "")), str(found.get("note") or ""))] = None
    return list(said)


def _checks(facts: Sequence[Facts]) -> list[Text]:
    """List every known failing of a design, with the columns it concerns."""
    failing = [(position, column.get("design_check")) for position, column in enumerate(facts, start=1)]
    groups: dict[Label, list[str]] = {}
    for position, sentence in failing:
        if sentence:
            groups.setdefault(label_of(sentence), []).append(f"({position})")
    return [_check(sentence, ", ".join(columns)) for sentence, columns in groups.items()]


def _check(sentence: Label, columns: str) -> Label:
    return both(
        f"Design check, {columns}: {sentence.en.rstrip('.')}.",
        f"设计检验，{columns}：{sentence.zh.rstrip('。.')}。",
    )
