"""Fixed words of the report in both languages. What was done stands here; what was found never does."""

from nqpf.page.table import Language, say
from nqpf.specs.base import Label

_PAIRS: dict[str, tuple[str, str]] = {
    "title": ("Report: {title}", "研究报告：{title}"),
    "banner": (
        "SIMULATED: every number in this report comes from data that the project drew itself. The "
        "cities are fictional.",
        "SIMULATED 模拟数据：本报告的全部数字来自项目自行生成的数据，城市均为虚构。",
    ),
    "contents": ("Contents", "目录"),
    "skip": ("Skip to the content", "跳到正文"),
    "table": ("Table", "表"),
    "figure": ("Figure", "图"),
    "sort_hint": (
        "Press a column heading to sort a table (Enter or Space on the keyboard); press again for "
        "the other direction.",
        "点击列标题（或按回车、空格键）可对表格排序，再按一次反向排序。",
    ),
    "origin": ("Where this comes from", "数据来源与生成过程"),
    "files": ("Files", "文件"),
    "specs": ("Specs", "设定文件"),
    "made_by": ("Made by", "生成程序"),
    "chain": ("Rules, last to first", "规则链（由后至前）"),
    "notes": ("Notes:", "注："),
    "about": ("What this is", "研究概述"),
    "data": ("Data and provenance", "数据与来源"),
    "index": ("The indices", "指数构建"),
    "baseline": ("Baseline", "基准回归"),
    "effects": ("Three effects, nine channels", "三大效应与九条机制"),
    "twoway": ("The two-way claim", "双向互构检验"),
    "paths": ("Four practice paths", "四条实践路径"),
    "who": ("Who gains", "异质性"),
    "robustness": ("Robustness and uncertainty", "稳健性与不确定性"),
    "further": ("Further results", "其他结果"),
    "verify": ("How well the inference works", "推断方法的验证"),
    "ledger": ("Ledger of claims", "命题台账"),
    "making": ("How this was made", "生成过程"),
    "specs_section": ("Specs in full", "设定文件全文"),
    "about_intro": (
        "The study tests one theory, claim by claim: new quality productive forces drive the "
        "building of innovative cities through three effects with three channels each, four practice "
        "paths strengthen the effect, and the two form each other. Treatment: {treatment}. Outcome: "
        "{outcome}. Units: {unit}; years: {first} to {last}.",
        "本研究逐条检验一个理论：新质生产力通过三大效应、九条机制推动创新型城市建设，四条实践路径强化"
        "这一作用，二者相互建构。核心解释变量：{treatment}；被解释变量：{outcome}；单位：{unit}；年份"
        "：{first}—{last}。",
    ),
    "about_sample": (
        "The regression “{model}”, last column of the baseline, uses {n} observations of {units} "
        "units in {years} years; {missing} rows were dropped for missing cells and {singletons} as "
        "singletons.",
        "基准回归最后一列“{model}”使用 {units} 个单位、{years} 年共 {n} 个观测值；因缺失剔除 {missing"
        "} 行，剔除单点观测 {singletons} 个。",
    ),
    "about_verdicts": ("Of {all} claims: {counts}.", "共 {all} 条命题：{counts}。"),
    "about_reading": (
        "Every verdict follows from a rule that is printed under the ledger. “Supported” means "
        "association under the stated design, not proof of cause. Nothing is left out, gated or "
        "highlighted by significance. Under every table and figure stand the files with the exact "
        "numbers, the specs they follow, and the rules and scripts that made them.",
        "每个判定均由台账下方列出的规则得出。“支持”指在所述设计下存在关联，并非因果证明。不按显著性取"
        "舍、隐藏或突出任何结果。每张图表下方列出精确数值文件、所依据的设定文件以及生成它们的规则与脚"
        "本。",
    ),
    "data_intro": (
        "Every raw file, with its address, hash and rights.",
        "全部原始文件及其地址、哈希值与使用权限。",
    ),
    "citation": ("Citation", "引用"),
    "note": ("Note", "说明"),
    "file": ("File", "文件"),
    "address": ("Address", "地址"),
    "sha256": ("SHA-256", "SHA-256"),
    "own_file": (
        "none: a file of the researcher's own, held against its hash",
        "无：研究者自有文件，按哈希值核对",
    ),
    "licence": ("Rights", "权限"),
    "vintage": ("Vintage", "版本日期"),
    "drawn_here": (
        "drawn by the simulation; its hash stands in the manifest",
        "由模拟程序生成；哈希值见清单",
    ),
    "dropped": ("What was filled, dropped or set missing", "填补、剔除与设为缺失的内容"),
    "what": ("What", "内容"),
    "count": ("Count", "数量"),
    "imputed": ("Cells filled, by the policy of the variable", "按变量策略填补的单元格"),
    "unjoined": ("Names in raw files that are no unit of the study", "原始文件中未匹配为研究单位的名称"),
    "unusable": ("Cells of raw series set missing, with a reason", "因故设为缺失的原始单元格"),
    "treated": ("Outlying values treated in the index {index}", "指数 {index} 中处理的极端值"),
    "imputed_by": ("Cells filled, by variable", "各变量填补的单元格"),
    "unusable_by": ("Cells set missing, with the reason", "设为缺失的单元格及原因"),
    "breaks": ("Breaks in the statistics: shown, not repaired", "统计口径变动：仅标示，不修补"),
    "variable": ("Variable", "变量"),
    "variables": ("Variables", "变量"),
    "source": ("Source", "来源"),
    "series": ("Raw series", "原始序列"),
    "policy": ("How", "方式"),
    "unit": ("Unit", "单位"),
    "years": ("Years", "年份"),
    "year": ("Year", "年份"),
    "why": ("Why", "原因"),
    "name": ("Name", "名称"),
    "rows": ("Rows", "行数"),
    "overlaps": (
        "Declared overlaps: raw series that two sides share",
        "已声明的重叠：双方共用的原始序列",
    ),
    "between": ("Between", "双方"),
    "reason": ("Why it is accepted", "接受理由"),
    "no_overlaps": (
        "No overlap is declared; the audit below says which raw series enter which role.",
        "未声明任何重叠；下方审计表列出各原始序列进入的角色。",
    ),
    "placebo": (
        "Overlap audit: the estimate, without the shared series, and what the overlap alone gives",
        "重叠审计：估计值、剔除共用序列后的估计值及仅由重叠产生的区间",
    ),
    "model": ("Model", "模型"),
    "path": ("path {name}", "路径 {name}"),
    "path_total": ("total effect", "总效应"),
    "estimate": ("Estimate", "估计值"),
    "leave_out": ("Without the shared series", "剔除共用序列"),
    "band": ("95% band of the placebo", "安慰剂 95% 区间"),
    "covers": ("Band covers the estimate", "区间含估计值"),
    "denominators": ("Shared denominators, each given its own term", "共用分母：逐一加入其倒数项"),
    "shared": ("Shared", "共用"),
    "with_reciprocals": ("With the reciprocals", "加入倒数项后"),
    "shift": ("Shift in standard errors", "变动（标准误倍数）"),
    "index_intro": (
        "How every indicator is weighed, what it weighs in effect, and what the index looks like.",
        "各指标的名义权重与有效权重，以及指数的分布特征。",
    ),
    "baseline_intro": (
        "The outcome on the treatment, from the pooled regression to unit and year effects. Standard "
        "errors carry their recipe under the table.",
        "被解释变量对核心解释变量的回归，从混合回归到双向固定效应。标准误的计算方法见表注。",
    ),
    "effects_intro": (
        "Each channel on four layers of assumptions: paths a (design-based), indirect effects "
        "(sequential ignorability), how fragile they are, and other designs. What each layer assumes "
        "stands under its tables. The ledger judges paths a.",
        "每条机制按四层假设呈现：路径 a（基于设计）、间接效应（序贯可忽略性）、脆弱程度、替代设计。各"
        "层假设见表注。台账依据路径 a 判定。",
    ),
    "twoway_intro": (
        "How the two indices go together, which is described and never regressed; then each side on the "
        "other's past with its own past held fixed, Granger tests, and a panel VAR.",
        "首先描述两指数的耦合协调（不作回归）；再考察各方对对方滞后项的回归（控制自身滞后项）、"
        "Granger 检验与面板 VAR。",
    ),
    "paths_intro": (
        "Each practice path as a moderator of the treatment: the effect over the moderator's range, and "
        "scenarios, which are predictions of the model and no forecasts.",
        "各实践路径作为核心解释变量的调节变量：调节变量取值范围内的边际效应，以及情景分析（模型预测，而非预报）。",
    ),
    "who_intro": (
        "Differences between groups of units, tested as differences: one model in which the effect may "
        "differ by group, with p from the interactions and from groups dealt to other units.",
        "各组之间的差异作为差异来检验：同一模型中允许效应随组别不同，p 值来自交互项与组别置换。",
    ),
    "robustness_intro": (
        "What other weights, normalisers, aggregators, imputations and left-out indicators do to "
        "scores, ranks and coefficients.",
        "替换权重、标准化、合成方式、填补方法及剔除指标对得分、排名与系数的影响。",
    ),
    "engines": (
        "Every column is estimated by two engines ({engines}); over {columns} columns their "
        "coefficients differ by at most {coef} and their standard errors by at most {se} {unit}.",
        "每一列由两个估计引擎（{engines}）分别计算；{columns} 列中系数最大差异为 {coef} 个标准误，标准"
        "误最大差异为 {se} 个标准误。",
    ),
    "further_intro": ("Results of kinds that have no section of their own.", "未单独设节的结果。"),
    "verify_intro": (
        "SIMULATED panels with known truth: what intervals and tests do where the answer is known.",
        "已知真值的模拟面板：在答案已知时区间与检验的表现。",
    ),
    "ledger_intro": (
        "All claims of the theory, none left out; one without data says so.",
        "理论的全部命题，无一遗漏；缺乏数据者如实标明。",
    ),
    "ledger_row": ("row of the ledger", "台账"),
    "claim": ("Claim", "命题"),
    "words": ("Words", "表述"),
    "stands": ("Stands for it", "对应变量"),
    "test": ("Test", "检验"),
    "tested": ("{variable} ({test})", "{variable}（{test}）"),
    "interval": ("95% interval", "95% 区间"),
    "p": ("Adjusted p", "校正 p 值"),
    "truth": ("Truth", "真值"),
    "verdict": ("Verdict", "判定"),
    "evidence": ("Evidence", "证据"),
    "rule_heading": ("The rule of the verdict, first match wins", "判定规则（首个满足者生效）"),
    "doubts": ("Notes on single rows", "对个别命题的说明"),
    "judged": ("What the ledger says here", "台账在此处的判定"),
    "making_intro": (
        "The rules of this run: an arrow leads from a rule to one that reads its files; arrows "
        "implied by a longer way are left out. The manifest signs every input and output; “snakemake "
        "verify_outputs” holds the files against it.",
        "本次运行的规则图：箭头由规则指向读取其文件的规则，已省略可由更长路径推出的箭头。清单记录全部"
        "输入与输出的哈希值；“snakemake verify_outputs” 据此核对文件。",
    ),
    "graph": ("From the raw files to this report", "从原始文件到本报告"),
    "mermaid": ("The same graph as Mermaid text", "同一规则图的 Mermaid 文本"),
    "rules": ("Rules, what they say they do, and where they are written", "规则、其说明及所在文件"),
    "rule": ("Rule", "规则"),
    "does": ("Says", "说明"),
    "script": ("Script", "脚本"),
    "seeds": ("Seeds, as the specs pass them down", "随机种子（由设定文件给出）"),
    "seed": ("Seed", "种子"),
    "of": ("Of", "用途"),
    "specs_intro": ("Every spec file of the study, as it stands.", "本研究全部设定文件原文。"),
    "specs_in_page": (
        "The texts of these files stand in the report's HTML version and in the folder itself.",
        "文件全文见本报告的 HTML 版及所在文件夹。",
    ),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
}


def tell(key: str, language: Language, **facts: object) -> str:
    """One fixed text with its facts filled in."""
    return say(Label(en=_PAIRS[key][0], zh=_PAIRS[key][1]), language).format(**facts)
