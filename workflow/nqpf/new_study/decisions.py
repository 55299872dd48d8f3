# ruff: noqa: E501 - sentences and words in two languages, one a line
"""What the user must decide, in plain words and one language: the page DECIDE.md, and its first lines on the screen."""

from collections.abc import Iterable
from dataclasses import dataclass

from nqpf.new_study.design import STOPGAP
from nqpf.new_study.drafts import Both, Draft
from nqpf.new_study.oddities import kin, oddities
from nqpf.new_study.plan import DIMENSIONS, INDICES, Plan
from nqpf.new_study.yaml_text import shown
from nqpf.specs.theory import Theory

SHOWN = 8


@dataclass(frozen=True)
class Topic:
    """A heading, why it matters, where it is settled, and its points."""

    title: str
    why: str
    where: str
    points: tuple[str, ...]


TITLES: dict[str, tuple[Both, Both, str]] = {
    "indices": (
        ("What stands in which index", "指数由哪些指标构成"),
        (
            "A wrong dimension moves the weights; an indicator of the wrong index makes cause and effect one thing.",
            "维度错误会改变权重；指标放错指数会使因果混为一谈。",
        ),
        "indices/nqpf.yaml, indices/innovation.yaml",
    ),
    "directions": (
        ("Directions: less is better", "方向：越小越好"),
        ("A wrong sign turns an indicator upside down.", "方向错误会使指标完全颠倒。"),
        "variables.yaml",
    ),
    "transforms": (
        ("Totals, shares, per head", "总量、比重与人均"),
        ("Totals make large units look strong.", "使用总量会使规模大的地区显得更强。"),
        "variables.yaml",
    ),
    "overlaps": (
        ("Possible overlaps", "可能的重叠"),
        (
            "Series that share raw numbers make 'significant' effects out of nothing.",
            "共用原始数据的序列会凭空产生“显著”的结果。",
        ),
        "variables.yaml (part_of, contains), study.yaml (overlaps)",
    ),
    "claims": (
        ("Claims of the theory", "理论命题"),
        (
            "A claim without data is told as not observed, with the reason.",
            "没有数据的命题会注明“未观测”及原因。",
        ),
        "study.yaml",
    ),
    "missing": (
        ("Missing cells", "缺失数据"),
        (
            "An index needs every cell; what is filled or left out is a choice.",
            "指数不允许缺失；填补或剔除都是一种选择。",
        ),
        "variables.yaml (missing), units.yaml (not_units), study.yaml (years)",
    ),
    "outliers": (
        ("Cells that leap", "异常值"),
        ("A slip of the keyboard can carry a coefficient.", "一个录入错误就可能左右系数。"),
        "variables.yaml (unusable)",
    ),
    "unused": (
        ("Columns left out", "未使用的列"),
        ("Nothing is computed from them.", "程序没有使用它们。"),
        "variables.yaml",
    ),
    "data": (
        ("The file", "数据文件"),
        ("An editor asks for rights and citation.", "期刊会要求说明数据的使用权与出处。"),
        "sources.yaml",
    ),
}


def topics(plan: Plan, theory: Theory) -> list[Topic]:
    """Every topic with points, in the order of importance."""
    points = {
        "indices": _indices(plan),
        "directions": [_said(plan, one) for one in plan.cast.variables if one.direction == -1]
        + _turned(plan),
        "transforms": _transforms(plan),
        "overlaps": _overlaps(plan),
        "claims": _claims(plan, theory),
        "missing": _missing(plan),
        "outliers": _outliers(plan),
        "unused": _unused(plan),
        "data": _data(plan),
    }
    return [_topic(plan, name, found) for name, found in points.items() if found]


def _topic(plan: Plan, name: str, points: Iterable[str]) -> Topic:
    title, why, where = TITLES[name]
    return Topic(plan.say(title), plan.say(why), where, tuple(map(shown, points)))


def _said(plan: Plan, one: Draft) -> str:
    header = one.column.header if one.column else one.name
    return plan.say(
        (f"{header} ({one.name}): less is taken to be better", f"{header}（{one.name}）：假定越小越好")
    )


def _turned(plan: Plan) -> list[str]:
    found = [one for one in plan.cast.variables if one.label[0].startswith("Minus ")]
    return [
        plan.say(
            (f"{one.name}: its sign is turned, so that more is better", f"{one.name}：已取负号，使其越大越好")
        )
        for one in found
    ]


def _indices(plan: Plan) -> list[str]:
    points = []
    if plan.stopgap:
        points.append(plan.say(STOPGAP))
    for role, (name, both) in INDICES.items():
        if role in plan.cast.guessed:
            told = (
                f"{name}: NO header was recognised; '{plan.cast.role(role)[0].name}' is a stopgap",
                f"{name}：没有识别出任何指标，“{plan.cast.role(role)[0].name}”仅为占位",
            )
            points.append(plan.say(told))
        for dimension, drafts in plan.indicators(role).items():
            names = ", ".join(one.column.header if one.column else one.name for one in drafts)
            points.append(f"{plan.say(both)} / {plan.say(DIMENSIONS[role][dimension])}: {names}")
        empty = [plan.say(DIMENSIONS[role][d]) for d in DIMENSIONS[role] if d not in plan.indicators(role)]
        if empty:
            points.append(plan.say(("no indicator found for: ", "没有指标的维度：")) + ", ".join(empty))
    return points


def _transforms(plan: Plan) -> list[str]:
    points = []
    for below in dict.fromkeys(one.of[1] for one in plan.cast.variables if _is_divided(one)):
        names = ", ".join(one.name for one in plan.cast.variables if _is_divided(one) and one.of[1] == below)
        header = plan.cast.series[below].header
        told = (
            f"divided by '{header}', since they are totals: {names}",
            f"属于总量，因此除以“{header}”：{names}",
        )
        points.append(plan.say(told))
    alone = [
        one.name for one in plan.cast.variables if any("no column to divide" in d[0] for d in one.doubts)
    ]
    told = ("totals that nothing divides: large units lead", "没有可相除的列的总量（规模大的地区占优）")
    return [*points, *([f"{plan.say(told)}: {', '.join(alone)}"] if alone else [])]


def _is_divided(one: Draft) -> bool:
    return any(doubt[0].startswith("a total, so it is divided") for doubt in one.doubts)


def _overlaps(plan: Plan) -> list[str]:
    return [
        f"{pair.first.name} ({pair.first.role}) - {pair.second.name} ({pair.second.role}): {plan.say(pair.why)}"
        for pair in kin(plan)
    ]


def _claims(plan: Plan, theory: Theory) -> list[str]:
    points = []
    for name, claim in theory.claims.items():
        if claim.kind not in ("channel", "path"):
            continue
        found = (plan.mediators if claim.kind == "channel" else plan.moderators).get(name)
        words = claim.words.zh if plan.language == "zh" else claim.words.en
        header = found.column.header if found and found.column else None
        points.append(f"{name} ({words}): {header or plan.say(('not observed', '未观测'))}")
    return points


def _missing(plan: Plan) -> list[str]:
    points: list[Both] = []
    if plan.shape.left_years:
        listed = ", ".join(map(str, plan.shape.left_years))
        points.append(
            (f"years outside the longest run without a gap: {listed}", f"不在最长连续区间内的年份：{listed}")
        )
    if plan.years != plan.shape.span:
        span = f"{plan.years[0]}-{plan.years[1]}"
        points.append((f"the indices are complete in {span} only", f"指数仅在 {span} 年间完整"))
    if plan.dropped_units:
        listed, count = ", ".join(plan.dropped_units[:SHOWN]), len(plan.dropped_units)
        more = "" if count <= SHOWN else " ..."
        points.append((f"{count} units left out: {listed}{more}", f"剔除了 {count} 个地区：{listed}{more}"))
    return [*map(plan.say, points), *_filled(plan), *_thin(plan)]


def _filled(plan: Plan) -> list[str]:
    """Variables with filled gaps, in one line."""
    names = [one.name for one in plan.cast.variables if one.gap]
    told = (
        "gaps of one or two years inside a series lie on straight lines (checks/imputed.csv lists every cell)",
        "序列内部一至两年的空缺按直线内插（逐格清单见 checks/imputed.csv）",
    )
    return [f"{plan.say(told)}: {', '.join(names)}"] if names else []


def _thin(plan: Plan) -> list[str]:
    """Variables that lost the part their name suggests."""
    why = ("an index needs all", "too thin")
    doubts = [(one, doubt) for one in plan.cast.variables for doubt in one.doubts]
    return [
        f"{one.name}: {plan.say(doubt)}" for one, doubt in doubts if any(part in doubt[0] for part in why)
    ]


def _outliers(plan: Plan) -> list[str]:
    odd = oddities(plan)
    points = [
        plan.say(
            (
                f"{one.header}: {one.unit} {one.year} holds {one.value:.4g}, its median is {one.usual:.4g}",
                f"{one.header}：{one.unit} {one.year} 年为 {one.value:.4g}，该地区中位数为 {one.usual:.4g}",
            )
        )
        for one in odd[:SHOWN]
    ]
    rest = len(odd) - SHOWN
    return [*points, *([plan.say((f"and {rest} more cells", f"另有 {rest} 个"))] if rest > 0 else [])]


def _unused(plan: Plan) -> list[str]:
    points = [f"{header}: {plan.say(why)}" for header, why in plan.cast.unused]
    points += [f"{header}: {plan.say(('text', '文本'))}" for header in plan.columns.texts]
    known = {one.column.header for one in plan.cast.variables if one.column}
    left = [
        column.header
        for column in plan.columns.numbers
        if column.kind == "number" and column.header not in known
    ]
    gone = {header for header, _ in plan.cast.unused}
    reason = plan.say(("beyond what a first study describes", "超出初始研究描述的范围"))
    return points + [f"{header}: {reason}" for header in left if header not in gone]


def _data(plan: Plan) -> list[str]:
    points = [plan.say(("licence and citation of the file", "数据文件的许可与引用"))]
    table = plan.shape.table
    if len(table.sheets) > 1:
        sheet = table.options.get("sheet")
        told = (
            f"the workbook has {len(table.sheets)} sheets; '{sheet}' was read",
            f"工作簿有 {len(table.sheets)} 个工作表，读取的是“{sheet}”",
        )
        points.append(plan.say(told))
    if plan.shape.totals:
        listed = ", ".join(plan.shape.totals)
        points.append(plan.say((f"taken for totals, not units: {listed}", f"视为合计项而非地区：{listed}")))
    return points


def page(plan: Plan, theory: Theory) -> str:
    """DECIDE.md: every topic, with where it is settled."""
    head = plan.say(
        (
            f"# What you must decide about {plan.name}\n\nEverything here was guessed from the headers of "
            f"`{shown(plan.shape.table.path.name)}`. Every guess is marked `# DECIDE:` in the files of this folder.\n",
            f"# 关于 {plan.name}，您需要决定的事项\n\n以下内容均由程序根据 `{shown(plan.shape.table.path.name)}` 的表头猜测。"
            "每处猜测在本文件夹的文件中都标有 `# DECIDE:`。\n",
        )
    )
    return head + "".join(_section(one) for one in topics(plan, theory))


def _section(topic: Topic) -> str:
    points = "".join(f"- [ ] {_escaped(point)}\n" for point in topic.points)
    return f"\n## {topic.title}\n\n{topic.why} ({topic.where})\n\n{points}"


def _escaped(text: str) -> str:
    """A text of the user's inside Markdown, where < opens a tag and | a column."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")


def summary(plan: Plan, theory: Theory) -> str:
    """What is told on the screen: what was read, the topics with their first points, the next commands."""
    file, unit, word = shown(plan.shape.table.path.name), shown(plan.shape.unit), plan.say(plan.unit_word)
    first, last = plan.years
    read = (
        f"Read {file}: {plan.count} units ('{unit}': {word}), {first} to {last}.",
        f"已读取 {file}：{plan.count} 个{word}（“{unit}”），{first}—{last} 年。",
    )
    study, copy = f"config/studies/{plan.name}", f"data/raw/{plan.name}/{plan.file}"
    command = f"snakemake --config study={plan.name}"
    written = (
        f"\nWritten: {study} (it loads; guesses are marked '# DECIDE:' and listed in DECIDE.md), {copy}"
        f"\nNext:    {command}",
        f"\n已写入：{study}（可以载入；猜测处标有“# DECIDE:”，清单见 DECIDE.md）、{copy}\n下一步：{command}",
    )
    told = [line for topic in topics(plan, theory) for line in _first_points(plan, topic)]
    return "\n".join([plan.say(read), *told, plan.say(written)])


def _first_points(plan: Plan, topic: Topic) -> list[str]:
    rest = len(topic.points) - SHOWN
    more = plan.say((f"  - and {rest} more, see DECIDE.md", f"  - 另有 {rest} 项，见 DECIDE.md"))
    lines = [f"\n{topic.title} [{topic.where}]", *(f"  - {point}" for point in topic.points[:SHOWN])]
    return [*lines, more] if rest > 0 else lines
