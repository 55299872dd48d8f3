"""Fixed words of tables and figures in both languages, and the labels of regressors."""

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from nqpf.specs.base import Label
from nqpf.specs.study import Study

_LAG = re.compile(r"(?P<name>.+)_lag(?P<years>\d+)")
INTERACTION = " x "
INDENT = "\N{EM SPACE}"
NO_BREAK = "\N{NO-BREAK SPACE}"


class Marks(NamedTuple):
    """The punctuation of a language, with its blanks."""

    comma: str
    colon: str
    stop: str
    brackets: tuple[str, str]

    def bracketed(self, text: str) -> str:
        """Put a text in brackets."""
        return f"{self.brackets[0]}{text}{self.brackets[1]}"


MARKS: Mapping[Literal["en", "zh"], Marks] = {
    "en": Marks(", ", ": ", ".", (" (", ")")),
    "zh": Marks("，", "：", "。", ("（", "）")),
}
_PAIRS = {
    "variable": ("Variable", "变量"),
    "unit": ("Unit", "单位"),
    "n": ("N", "样本量"),
    "mean": ("Mean", "均值"),
    "sd": ("SD", "标准差"),
    "sd_within": ("SD within", "组内标准差"),
    "min": ("Min", "最小值"),
    "p25": ("P25", "25%分位"),
    "median": ("Median", "中位数"),
    "p75": ("P75", "75%分位"),
    "max": ("Max", "最大值"),
    "zeros": ("Zeros", "零值占比"),
    "missing": ("Missing", "缺失数"),
    "indicator": ("Indicator", "指标"),
    "direction": ("Direction", "方向"),
    "entropy": ("e", "信息熵 e"),
    "divergence": ("d", "差异系数 d"),
    "weight": ("w", "权重 w"),
    "theil": ("Theil", "泰尔指数"),
    "skewness": ("Skewness", "偏度"),
    "effective": ("Effective", "有效权重"),
    "flag": ("w > 25%", "权重>25%"),
    "score": ("index score", "指数得分"),
    "dependent": ("Dependent variable", "被解释变量"),
    "truth_row": ("truth (index scale)", "真值（指数尺度）"),
    "truth": ("truth", "真值"),
    "standardised": ("Standardised effect of the treatment", "核心解释变量的标准化效应"),
    "wild_p": ("Wild cluster bootstrap p", "Wild自助法 p 值"),
    "year_effects": ("Year effects", "年份固定效应"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "observations": ("Observations", "观测值"),
    "years": ("Years", "年数"),
    "clusters": ("Clusters (G)", "聚类数 G"),
    "singletons": ("Singletons dropped", "剔除的单点观测"),
    "rows_missing": ("Rows dropped: missing cells", "因缺失剔除的行"),
    "r2_within": ("Within R²", "组内 R²"),
    "r2": ("R²", "R²"),
    "mean_outcome": ("Mean of y", "被解释变量均值"),
    "diagnostics": ("Diagnostics", "诊断"),
    "vif": ("Largest VIF, pooled", "最大 VIF（混合）"),
    "vif_within": ("Largest VIF, unit and year effects out", "最大 VIF（去除双向效应）"),
    "mundlak": ("Hausman test, Mundlak form, p", "豪斯曼检验（Mundlak）p"),
    "wooldridge": ("Wooldridge serial correlation, p", "Wooldridge 序列相关 p"),
    "pesaran_cd": ("Pesaran CD, p", "Pesaran CD p"),
    "unit_root": ("Panel unit root, p", "面板单位根 p"),
    "channel": ("Channel", "机制"),
    "layer_1": ("layer 1, design-based", "第一层：基于设计"),
    "layer_2": ("layer 2, sequential ignorability", "第二层：序贯可忽略性"),
    "layer_3": ("layer 3, how fragile", "第三层：脆弱程度"),
    "layer_4": ("layer 4, alternatives", "第四层：替代方案"),
    "a": ("a: x → m", "a：x → m"),
    "holm": ("Holm p", "Holm p"),
    "bh": ("BH p", "BH p"),
    "rw": ("RW p", "RW p"),
    "permutation": ("Perm. p", "置换 p"),
    "b": ("b: m → y", "b：m → y"),
    "indirect": ("Indirect", "间接效应"),
    "direct": ("Direct", "直接效应"),
    "total": ("Total", "总效应"),
    "share": ("Share", "占比"),
    "estimate": ("estimate", "估计值"),
    "not_observed": ("not observed", "未观测"),
    "other_mediators": ("Other mediators", "其他中介变量"),
}


def word(key: str) -> Label:
    """Look up one fixed word in both languages."""
    en, zh = _PAIRS[key]
    return Label(en=en, zh=zh)


def both(en: str, zh: str) -> Label:
    """Put a sentence in both languages."""
    return Label(en=en, zh=zh)


def indented(text: str | Label) -> Label:
    """Set a stub under the one before it."""
    label = text if isinstance(text, Label) else Label(en=text, zh=text)
    return Label.model_construct(en=INDENT + label.en, zh=INDENT + label.zh)


def term_label(study: Study, term: str) -> Label:
    """Label a regressor: a variable, its lag (`x_lag1`), or an interaction (`x x moderator`)."""
    if INTERACTION in term:
        left, right = (term_label(study, part) for part in term.split(INTERACTION, 1))
        return Label(en=f"{left.en} × {right.en}", zh=f"{left.zh} × {right.zh}")
    if is_known(study, term):
        return study.label(term)
    lagged = _LAG.fullmatch(term)
    if lagged is None:
        return Label(en=term, zh=term)
    return lagged_label(term_label(study, lagged["name"]), int(lagged["years"]))


def lagged_label(label: Label, years: int) -> Label:
    """Say that a variable is of so many years before; the bracket is never broken between lines."""
    when = f"t{NO_BREAK}−{NO_BREAK}{years}"
    return both(f"{label.en} ({when})", f"{label.zh}（{when}）")


def is_known(study: Study, name: str) -> bool:
    """Say whether a name is a variable or an index of the study."""
    return name in study.indices or name in study.codebook.variables
