# ruff: noqa: E501 - sentences and words in two languages, one a line
"""The files that say what is estimated: study.yaml, indices/, samples/, models/, mechanisms/."""

from collections.abc import Mapping

from nqpf.new_study.drafts import Both
from nqpf.new_study.oddities import kin
from nqpf.new_study.plan import DIMENSIONS, INDICES, Plan
from nqpf.new_study.yaml_text import comment, decide, label, listed
from nqpf.specs.theory import Theory

STOPGAP: Both = (
    "An index of this study is a stopgap: no column was recognised for it, so no claim can rest on it.",
    "本研究的指数仅为占位：没有识别出相应的列，因此任何命题都不能以此为据。",
)
SHORT: Both = ("The panel is too short for last year's values.", "面板年份太短，无法使用滞后一年的值。")
DRAWS = 2000
LARGE = 20_000
"""Unit-years above which fewer draws are taken, so that the first run ends soon."""


def study(plan: Plan, theory: Theory) -> str:
    """The facts of the study, with what stands for every claim."""
    first, last = plan.years
    read = (plan.shape.span[0], plan.shape.span[1])
    en, zh = plan.unit_word
    text = decide(plan.say(("give the study a title of its own.", "请为研究拟定标题。")))
    text += f"title: {label((f'{plan.name}, {first} to {last}', f'{plan.name}，{first}—{last}年'))}\n"
    text += f"unit: {label((en, zh))}\n"
    if read != (first, last):
        text += decide(
            plan.say(
                (
                    "years at the ends are left out, since too many cells of the indices are missing there.",
                    "首尾年份因指数数据缺失过多而未纳入。",
                )
            )
        )
    text += f"years: [{first}, {last}]\n"
    text += f"read_years: [{read[0]}, {read[1]}]\n" if read != (first, last) else ""
    text += f"region: {plan.region}\n" if plan.region else ""
    text += "treatment: nqpf\noutcome: innovation\nmechanism: channels\nbaseline: baseline\nclaims:\n"
    text += "".join(
        _claim(plan, name, claim.kind) for name, claim in theory.claims.items() if claim.kind != "effect"
    )
    return text + _overlaps(plan) + _notes(plan)


def _claim(plan: Plan, name: str, kind: str) -> str:
    """The line of a claim, with what is uncertain above it."""
    line = f'  "{name}": '
    if kind == "total":
        return f"{line}{{model: twoway}}\n"
    if kind == "direction":
        judged = plan.long_enough and not plan.stopgap
        why = STOPGAP if plan.stopgap else SHORT
        return f"{line}{{analysis: two_way}}\n" if judged else line + _silent(why)
    found = plan.mediators.get(name) if kind == "channel" else plan.moderators.get(name)
    if found is None:
        told = (
            "does a column stand for it after all? then name it here.",
            "是否有列可以代表该命题？如有请在此写明。",
        )
        return decide(plan.say(told), 2) + line + _silent(_why_silent(plan))
    header = found.column.header if found.column else found.name
    doubt = (f"does '{header}' really stand for this claim?", f"“{header}”是否确实代表该命题？")
    path = f"variable: {found.name}_base, model: {_path(name)}"
    evidence = f"variable: {found.name}" if kind == "channel" else path
    return f"{decide(plan.say(doubt), 2)}{line}{{{evidence}}}\n"


def _why_silent(plan: Plan) -> Both:
    """Why nothing stands for a channel or a path."""
    file = plan.shape.table.path.name
    nobody = (
        f"No column of {file} was recognised as standing for it.",
        f"在 {file} 中没有识别出可代表该命题的列。",
    )
    return STOPGAP if plan.stopgap else nobody


def _silent(why: Both) -> str:
    return f"{{not_observed: {label(why)}}}\n"


def _path(claim: str) -> str:
    return f"path_{claim.rpartition('.')[2].lower()}"


def _overlaps(plan: Plan) -> str:
    text = ""
    for pair in kin(plan):
        first, second = pair.first, pair.second
        text += decide(
            plan.say(
                (
                    f"do {first.name} ({first.role}) and {second.name} ({second.role}) share raw numbers? {pair.why[0]}; "
                    "if so say part_of or contains in variables.yaml, and the loader will ask for a reason here.",
                    f"{first.name} 与 {second.name} 是否含有相同的原始数据？{pair.why[1]}；若是，请在 variables.yaml "
                    "中写明 part_of 或 contains，程序会要求在此说明理由。",
                )
            )
        )
    return text + "overlaps: []\n"


def _notes(plan: Plan) -> str:
    told = (
        "Roles, directions and dimensions were guessed from the headers of the file and are not confirmed.",
        "变量角色、方向与维度由程序根据表头猜测，尚未经人工确认。",
    )
    doubt = (
        "delete this note, which stands under every table, once all guesses are settled.",
        "全部确认后请删除这条表注。",
    )
    return f"notes:\n{decide(plan.say(doubt), 2)}  - {label(told)}\n"


def indices(plan: Plan) -> dict[str, str]:
    """Both indices by entropy and by equal weights."""
    files = {}
    for role, (name, both) in INDICES.items():
        files[name] = _index(plan, role, both)
        equal = (f"{both[0]}, equal weights", f"{both[1]}（等权）")
        files[f"{name}_equal"] = f"like: {name}\nlabel: {label(equal)}\nweights: equal\n"
    return files


def _index(plan: Plan, role: str, both: Both) -> str:
    first, last = plan.years
    text = decide(
        plan.say(
            (
                "is every indicator in the right dimension, and does none belong to the other index?",
                "每个指标的维度是否正确？是否有指标应属于另一指数？",
            )
        )
    )
    if role in plan.cast.guessed:
        told = (
            "no header was recognised for this index: the indicator is a stopgap.",
            "没有识别出该指数的指标：此处仅为占位。",
        )
        text += decide(plan.say(told))
    text += f"label: {label(both)}\nrole: {role}\nbase_window: [{first}, {last}]\ndimensions:\n"
    for name, drafts in plan.indicators(role).items():
        text += f"  {name}:\n    label: {label(DIMENSIONS[role][name])}\n"
        text += f"    indicators: {listed(one.name for one in drafts)}\n"
    for name in [name for name in DIMENSIONS[role] if name not in plan.indicators(role)]:
        told = (
            f"no indicator was found for the dimension '{name}'.",
            f"维度“{DIMENSIONS[role][name][1]}”没有指标。",
        )
        text += decide(plan.say(told), 2)
    return text


def samples(plan: Plan) -> dict[str, str]:
    """The main sample: rows complete in all that the baseline needs."""
    first, last = plan.years
    both = (f"All units, {first} to {last}", f"全部地区，{first}—{last}年")
    return {"main": f"label: {label(both)}\ncomplete: {listed(['nqpf', 'innovation', *plan.controls])}\n"}


def models(plan: Plan) -> dict[str, str]:
    """The baseline columns, the same under equal weights, and the paths."""
    roles = "outcome: innovation\ntreatment: nqpf\n"
    controls = f"controls: {listed(plan.controls)}\n" if plan.controls else ""
    both_effects = "effects: [unit, time]\n"
    found = {
        "pooled": ("Pooled", "混合回归", f"{roles}effects: []\n"),
        "controls": ("Controls", "加入控制变量", f"{roles}{controls}effects: []\n"),
        "unit_fe": ("Unit effects", "地区固定效应", f"{roles}{controls}effects: [unit]\n"),
        "twoway": ("Two-way effects", "双向固定效应", f"{roles}{controls}{both_effects}{_diagnostics(plan)}"),
        "twoway_equal": (
            "Two-way effects, equal weights",
            "双向固定效应（等权指数）",
            f"outcome: innovation_equal\ntreatment: nqpf_equal\n{controls}{both_effects}",
        ),
        **_paths(plan, roles, controls + both_effects),
    }
    if not plan.controls:
        del found["controls"]
    check = f"design_check: {label(STOPGAP)}\n" if plan.stopgap else ""
    return {name: f"label: {label((en, zh))}\n{text}{check}" for name, (en, zh, text) in found.items()}


def _diagnostics(plan: Plan) -> str:
    chosen = (
        ["vif", "mundlak", "wooldridge", "pesaran_cd", "unit_root"]
        if plan.long_enough
        else ["vif", "mundlak"]
    )
    return f"diagnostics: {listed(chosen if plan.controls else chosen[1:])}\n"


def _paths(plan: Plan, roles: str, rest: str) -> dict[str, tuple[str, str, str]]:
    return {
        _path(claim): (
            f"Path {claim.rpartition('.')[2]}: {one.label[0]}",
            f"路径{claim[-1]}：{one.label[1]}",
            f"{roles}moderator: {one.name}_base\n{rest}",
        )
        for claim, one in plan.moderators.items()
    }


def mechanisms(plan: Plan) -> dict[str, str]:
    """One mechanism: the observed channels, or a stopgap where none was recognised."""
    text, mediators = "", "channels"
    if not plan.mediators:
        mediators = listed(one.name for one in plan.cast.role("mediator"))
        told = (
            "no channel of the theory was recognised: the mediator is a stopgap, and no claim rests on it.",
            "没有识别出理论中的任何渠道：此处的中介变量仅为占位，不支撑任何命题。",
        )
        text += decide(plan.say(told))
    size = plan.count * (plan.years[1] - plan.years[0] + 1)
    draws = DRAWS if size <= LARGE else DRAWS // 4
    moderators = [f"{one.name}_base" for one in plan.moderators.values()]
    text += f"label: {label(('The observed channels', '可观测的作用渠道'))}\ntreatment: nqpf\noutcome: innovation\n"
    text += f"mediators: {mediators}\n"
    text += f"controls: {listed(plan.controls)}\n" if plan.controls else ""
    text += f"moderators: {listed(moderators)}\n" if moderators else ""
    told = (
        "more draws take longer; a final version wants 2000 or more.",
        "抽样次数越多越慢；定稿建议不少于 2000 次。",
    )
    return {
        "channels": f"{text}index_uncertainty: true\n{comment(plan.say(told))}draws: {draws}\nseed: 2024\n"
    }


def files(plan: Plan, theory: Theory) -> Mapping[str, str]:
    """Every file of this module by its path in the study folder."""
    folders = {
        "indices": indices(plan),
        "samples": samples(plan),
        "models": models(plan),
        "mechanisms": mechanisms(plan),
    }
    found = {
        f"{folder}/{name}.yaml": text for folder, texts in folders.items() for name, text in texts.items()
    }
    return {"study.yaml": study(plan, theory), **found}
