"""Recipes of errors and references of tests, which the engines state in English, in Chinese as well."""

import re

from nqpf.page.words import both
from nqpf.specs.base import Label

_RECIPE = re.compile(
    r"clustered by (?P<cluster>\S+) \(G = (?P<groups>[\d,]+)\), CR1, (?P<convention>\w+) convention, "
    r"(?P<t>t\(\d+\))"
)
_CLUSTERS = {"unit": "单位", "region": "地区", "province": "省份"}
_TESTS = {
    "vif": "方差膨胀因子（VIF）",
    "mundlak": "豪斯曼检验（Mundlak 形式）",
    "wooldridge": "Wooldridge 检验",
    "pesaran_cd": "Pesaran CD",
    "unit_root": "面板单位根",
}
_REFERENCES = {
    "largest over the regressors; above 10 is usually called high": "取各变量最大值，通常以大于 10 为高",
    "F, clustered by unit; H0: unit effects unrelated to the regressors": (
        "F 检验，按单位聚类；H0：个体效应与解释变量无关"
    ),
    "F(1, units - 1), clustered by unit; H0: no first-order correlation of the errors": (
        "F(1, 单位数 − 1)，按单位聚类；H0：误差无一阶序列相关"
    ),
    "N(0, 1), two-sided; H0: no cross-sectional dependence": "N(0, 1)，双侧；H0：无截面相关",
    "N(0, 1), lower tail; H0: every unit has a unit root": "N(0, 1)，左尾；H0：所有单位均有单位根",
}
_CAUTIONS = {
    "year effects are taken out, which pulls CD below zero (Juodis & Reese 2022): "
    "read a small p with a negative CD as an effect of that": (
        "年份效应已剔除，会使 CD 偏负（Juodis & Reese 2022）；CD 为负而 p 值小时应作此理解"
    ),
}


def recipe(text: str) -> Label:
    """Say a recipe of clustered errors in both languages; another sentence stays as it is."""
    found = _RECIPE.fullmatch(text)
    if found is None:
        return both(text, text)
    cluster = _CLUSTERS.get(found["cluster"], found["cluster"])
    zh = f"按{cluster}聚类（G = {found['groups']}），CR1，{found['convention']} 口径，{found['t']}"
    return both(text, zh)


def test(name: str, reference: str, note: str) -> Label:
    """Say what a diagnostic's p refers to, and its caution, in both languages."""
    plain = "VIF" if name == "vif" else name.replace("_", " ").capitalize()
    parts = [f"{plain}: {reference}", note[:1].upper() + note[1:]]
    chinese = [
        f"{_TESTS.get(name, plain)}：{_REFERENCES.get(reference, reference)}",
        _CAUTIONS.get(note, note),
    ]
    return both(
        f"{'. '.join(part for part in parts if part).rstrip('.')}.",
        f"{'。'.join(part for part in chinese if part).rstrip('。')}。",
    )
