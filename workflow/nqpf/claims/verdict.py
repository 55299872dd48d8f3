"""The verdict on a claim, by a rule that is data (config/theory.yaml). First match wins."""

from dataclasses import dataclass

from nqpf.page.table import Language, say
from nqpf.page.words import MARKS, both
from nqpf.specs.theory import Rule

SUPPORTED = "supported"
OPPOSITE = "opposite sign"
NEGLIGIBLE = "negligible"
INCONCLUSIVE = "inconclusive"
NOT_IDENTIFIED = "not identified"
NOT_OBSERVED = "not observed"
WORDS = {
    SUPPORTED: both(SUPPORTED, "支持"),
    OPPOSITE: both(OPPOSITE, "符号相反"),
    NEGLIGIBLE: both(NEGLIGIBLE, "可忽略"),
    INCONCLUSIVE: both(INCONCLUSIVE, "不能定论"),
    NOT_IDENTIFIED: both(NOT_IDENTIFIED, "未识别"),
    NOT_OBSERVED: both(NOT_OBSERVED, "未观测"),
}
"""Verdicts as they are printed; the files hold the English ones."""
MEANS = {
    SUPPORTED: both(
        "the data move as the claim says, by more than chance", "数据的变动与命题一致，超出偶然波动"
    ),
    OPPOSITE: both(
        "the data move against the claim, by more than chance", "数据的变动与命题相反，超出偶然波动"
    ),
    NEGLIGIBLE: both("whatever there is, it is too small to matter", "即使存在，也小到可以忽略"),
    INCONCLUSIVE: both("the data allow a yes as well as a no", "数据既不能肯定，也不能否定"),
    NOT_IDENTIFIED: both("this design cannot tell", "现有设计无法判断"),
    NOT_OBSERVED: both("nothing in the data stands for it", "数据中没有代表该命题的变量"),
}
"""What a verdict says to a reader who has no use for p-values."""
_UNSOUND = both(
    "undeclared overlap, a declared overlap whose placebo band covers the estimate or for which no band "
    "can be computed, or a failed design check",
    "存在未声明的重叠，或已声明重叠的安慰剂区间包含估计值或无法计算，或设计检验未通过",
)
_ADJUSTMENTS = {"holm": both("holm", "Holm"), "benjamini_hochberg": both("benjamini-hochberg", "BH")}


@dataclass(frozen=True)
class Finding:
    """What the rule looks at: the claimed sign, the standardised estimate with its interval, p, and doubts.

    low, high: limits of the interval at the rule's level, in within-SDs. doubt: why the design does
    not identify the claim ("" if nothing is known against it).
    """

    sign: int
    standardised: float
    low: float
    high: float
    p_adjusted: float
    doubt: str = ""


def verdict(finding: Finding | None, rule: Rule) -> str:
    """Judge one claim; None stands for a claim without a variable."""
    if finding is None:
        return NOT_OBSERVED
    if finding.doubt:
        return NOT_IDENTIFIED
    if -rule.negligible <= finding.low and finding.high <= rule.negligible:
        return NEGLIGIBLE
    if finding.p_adjusted < rule.level:
        return SUPPORTED if finding.standardised * finding.sign > 0 else OPPOSITE
    return INCONCLUSIVE


def verdict_in(judged: str, language: Language) -> str:
    """Print a verdict of the ledger in a language; one that is unknown stays as it is."""
    return say(WORDS.get(judged, judged), language)


def rule_in_words(rule: Rule, language: Language = "en") -> list[str]:
    """The rule as sentences without full stops, in the order in which it is applied."""
    name = _ADJUSTMENTS[rule.adjustment]
    p_en, p_zh = f"{name.en}-adjusted p < {rule.level:g}", f"{name.zh} 校正 p 值 < {rule.level:g}"
    conditions = {
        NOT_OBSERVED: both("no variable stands for the claim", "没有代表该命题的变量"),
        NOT_IDENTIFIED: _UNSOUND,
        NEGLIGIBLE: both(
            f"{rule.interval:.0%} interval inside ±{rule.negligible:g} within-SD",
            f"{rule.interval:.0%} 区间落在 ±{rule.negligible:g} 个组内标准差之内",
        ),
        SUPPORTED: both(f"{p_en} with the claimed sign", f"{p_zh} 且符号与命题一致"),
        OPPOSITE: both(f"{p_en} with the other sign", f"{p_zh} 但符号与命题相反"),
        INCONCLUSIVE: both("otherwise", "其余情形"),
    }
    told = {say(words, language): verdict_in(name, language) for name, words in conditions.items()}
    return [f"{condition}{MARKS[language].colon}{judged}" for condition, judged in told.items()]
