"""What the workflow and its files say in English - messages of rules, reasons, seeds - in Chinese as well.

Each function takes the English text and a language; a text that is not known here stays as it is.
"""

from nqpf.page.table import Language
from nqpf.panel.roster import LEFT_OUT, LISTED

MESSAGES_ZH = {
    "retrieve": "取得 <file> 并核对其 sha256",
    "simulate": "生成模拟研究并写出其原始文件",
    "build_panel": "读取来源、匹配名称、构造变量、处理缺失",
    "build_sample": "把面板与指数合并为样本 <sample>",
    "build_index": "构建指数 <index>：处理极端值、标准化、赋权、合成",
    "audit_overlap": "列出核心解释变量、机制变量、控制变量与被解释变量共用的原始序列",
    "audit_placebo": "剔除重叠后重新估计，并抽取仅凭重叠即可产生的结果",
    "audit_denominators": "为每个共用的分母单独加入一项",
    "fit_models": "估计表 <table> 的各列",
    "compare_engines": "写下 linearmodels 与精确引擎的最大差异",
    "study_mechanism": "研究机制 <mechanism>：路径、间接效应、脆弱程度、替代设计",
    "analyse_index": "分析：<analysis>",
    "state_truth": "把已知真值换算为所建指数的尺度",
    "judge_claims": "逐条以证据检验理论的命题",
    "print_ledger_zh": "以中文输出命题台账",
    "write_manifest": "以哈希值签署输入与输出",
    "render_table": "输出表 <table>",
    "render_table_zh": "输出表 <table>（中文）",
    "draw_figure": "绘制图 <figure>",
    "draw_figure_zh": "绘制图 <figure>（中文）",
    "build_report": "把 <study> 的来龙去脉写成一个无需联网的页面",
    "build_report_zh": "以中文写出 <study> 的报告",
    "build_pdf": "排印 <study> 的报告",
    "build_pdf_zh": "排印 <study> 的中文报告",
}
"""Rule -> its message; names in angle brackets are its wildcards."""
_SEEDS = {"analysis": "分析", "mechanism": "机制", "model": "模型"}
_PLACES = {"simulation": "模拟", "placebo of overlaps": "重叠的安慰剂"}
_FILLINGS = {"interpolate": "线性插值", "zero": "记为零", "leave": "保留缺失"}
_OUTSIDE = {LISTED: "列于 not_units", LEFT_OUT: "名册中有，未列入研究单位"}


def message(rule: str, said: str, language: Language) -> str:
    """What a rule says it does."""
    return MESSAGES_ZH.get(rule, said) if language == "zh" else said


def use_of_seed(said: str, language: Language) -> str:
    """What a seed serves, as `Study.seeds` names it."""
    kind, _, name = said.partition(" ")
    if language == "en" or said in _PLACES:
        return said if language == "en" else _PLACES[said]
    return f"{_SEEDS[kind]} {name}" if kind in _SEEDS else said


def way_of_filling(said: str, language: Language) -> str:
    """How a cell was filled: a policy with its options, as `checks/imputed.csv` names it."""
    policy, _, options = said.partition(" (")
    if language == "en" or policy not in _FILLINGS:
        return said
    return f"{_FILLINGS[policy]}（{options.rstrip(')')}）" if options else _FILLINGS[policy]


def outside(said: str, language: Language) -> str:
    """Why a name is no unit of the study, as `checks/unjoined.csv` says it."""
    return _OUTSIDE.get(said, said) if language == "zh" else said
