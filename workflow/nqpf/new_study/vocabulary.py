# ruff: noqa: E501 - sentences and words in two languages, one a line
"""The words of the field in both languages: what a header probably means and where it stands in the theory.

A guess and no more: every role taken from here is marked for the user to confirm. The longest word that a
header contains decides, so that 互联网 (internet) is not taken for 网络 (network).
"""

import re
from dataclasses import dataclass
from functools import cache

ROLES = ("treatment", "outcome", "mediator", "moderator", "control", "base", "other")


@dataclass(frozen=True)
class Entry:
    """One notion: its labels, the words that tell it, its role and place, what a total is divided by.

    slot: dimension of an index, claim of a channel or path, "" else. per: gdp, population or "".
    direction: -1 where less is better. flow: en words are regular expressions, matched in lower case.
    """

    key: str
    en: str
    zh: str
    words_zh: str
    words_en: str
    role: str
    slot: str = ""
    per: str = ""
    direction: int = 1


def _entries(role: str, rows: str) -> list[Entry]:
    """Read rows of `key | en | zh | Chinese words | English words | slot | per | direction`."""
    cells = [[part.strip() for part in re.split(r"\s\|(?=\s)", row)] for row in rows.strip().splitlines()]
    return [Entry(c[0], c[1], c[2], c[3], c[4], role, c[5], c[6], -1 if c[7] == "-" else 1) for c in cells]


TREATMENT = _entries(
    "treatment",
    """
students | College students | 在校大学生 | 在校大学生,高校在校,高等学校在校,高等教育在校,大学生,高校学生 | college students?,university students?,students? | labourers | population | +
schooling | Years of schooling | 受教育年限 | 受教育年限,教育年限 | schooling,years? of education,edu years | labourers | | +
education_spending | Education spending | 教育支出 | 教育支出,教育经费,教育投入 | education (?:spending|expenditures?|expenses?) | labourers | gdp | +
human_capital | Human capital | 人力资本 | 人力资本,高技能,技能人才,人才 | human capital,skilled,talents? | labourers | population | +
wages | Wages | 工资 | 工资,劳动报酬 | wages?,salar(?:y|ies) | labourers | | +
startups | Start-ups | 创业企业 | 创业,新注册企业,新登记企业,新增企业 | start ?ups?,new (?:firms|enterprises|businesses),entrepreneurs? | labourers | population | +
broadband | Internet users | 互联网用户 | 宽带,互联网,网民 | broadband,internet | means | population | +
mobile | Mobile phones | 移动电话 | 移动电话,手机,电话用户 | mobile(?: phones?)?,telephones? | means | population | +
telecom | Telecom business | 电信业务 | 电信,邮电 | telecom(?:munications?)? | means | gdp | +
robots | Industrial robots | 工业机器人 | 机器人 | robots? | means | population | +
smart_plants | Smart plants | 智能工厂 | 智能制造,智能工厂 | smart (?:plants?|factor(?:y|ies)|manufactur\\w*) | means | population | +
cables | Optical cables | 光缆 | 光缆,光纤,基站 | optical (?:cables?|fib\\w+),fib(?:re|er),base stations? | means | population | +
so2 | Sulphur dioxide | 二氧化硫 | 二氧化硫 | so2(?: emissions?)?,sul(?:ph|f)ur(?: dioxide)?(?: emissions?)? | objects | gdp | -
wastewater | Waste water | 废水 | 废水,污水排放 | waste ?water(?: discharge)?,sewage discharge | objects | gdp | -
dust | Smoke and dust | 烟粉尘 | 烟尘,粉尘,烟粉尘,颗粒物 | dust(?: emissions?)?,soot(?: emissions?)?,smoke | objects | gdp | -
nox | Nitrogen oxides | 氮氧化物 | 氮氧化物 | nox(?: emissions?)?,nitrogen oxides? | objects | gdp | -
pm25 | PM2.5 | PM2.5 | pm2.5,细颗粒物 | pm ?2[._ ]?5,pm25 | objects | | -
co2 | Carbon emissions | 碳排放 | 二氧化碳,碳排放,碳强度 | (?:co2|carbon)(?: dioxide)?(?: emissions?)? | objects | gdp | -
pollution | Pollution | 污染 | 污染,废气 | pollut\\w*,emissions? | objects | gdp | -
waste_reuse | Reuse of solid waste | 固体废物综合利用率 | 固体废物综合利用,固废综合利用,综合利用率 | (?:waste|solid).*(?:reuse|utili[sz]ation|recycl\\w+) | objects | | +
solid_waste | Solid waste | 固体废物 | 固体废物,固废,固体废弃物 | solid waste | objects | gdp | -
treatment_rate | Treatment of waste | 污染治理率 | 污水处理率,无害化处理率,污水集中处理 | (?:sewage|garbage|waste ?water) treat\\w* | objects | | +
new_materials | New materials | 新材料 | 新材料 | new materials? | objects | gdp | +
green_space | Green space | 绿化 | 绿化,绿地 | green (?:space|cover\\w*|land) | objects | | +
energy | Energy use | 能源消费 | 能源消费,能源消耗,能耗总量 | energy (?:consumption|use)(?: total)? | objects | gdp | -
""",
)

OUTCOME = _entries(
    "outcome",
    """
science_spending | Public science spending | 科学技术支出 | 科学技术支出,科技支出,科学支出,科技投入,科学技术财政 | (?:science|s&t|technology).*(?:spending|expenditures?|expenses?) | governance | gdp | +
platforms | Innovation platforms | 创新平台 | 创新平台,重点实验室,孵化器,研发机构,研究机构 | platforms?,incubators?,laborator(?:y|ies),research institut(?:es?|ions?) | governance | population | +
basic_research | Basic research | 基础研究 | 基础研究 | basic research | original | gdp | +
papers | Scientific papers | 科技论文 | 论文 | papers?,publications? | original | population | +
grants | Patents granted | 专利授权 | 专利授权,授权专利,发明授权,发明专利授权 | patents? grant\\w*,grants?,grant(?:ed)? patents?,invention grants? | technological | population | +
patents | Patents | 专利 | 专利,发明专利 | patents?,inventions? | technological | population | +
rd_spending | R&D spending | 研发经费 | 研发经费,研发投入,研发强度,研发支出,r&d经费,rd经费,r&d投入,r&d,研发,试验发展,经费内部支出 | r ?& ?d (?:spending|expenditures?|funds?|intensity),r ?& ?d,rd (?:spending|exp\\w*|intensity),research and development | technological | gdp | +
rd_staff | R&D staff | 研发人员 | 研发人员,r&d人员,rd人员,科研人员,研究人员,全时当量,科技人员 | r ?& ?d (?:staff|personnel|workers?),rd (?:staff|personnel),researchers?,scientists? | technological | population | +
contracts | Technology contracts | 技术合同 | 技术合同,技术市场成交,技术交易 | tech\\w* (?:contracts?|market|transactions?),contracts? | transformation | gdp | +
new_products | New product sales | 新产品销售 | 新产品 | new products? | transformation | gdp | +
hightech_firms | High-tech firms | 高新技术企业 | 高新技术企业,高技术企业,独角兽,专精特新,科技型企业 | high ?tech (?:firms?|enterprises?|compan\\w+),unicorns? | driving | population | +
hightech | High-tech industry | 高技术产业 | 高技术产业,高新技术产业,高技术 | high ?tech(?:nology)? | driving | gdp | +
innovation | Innovation | 创新 | 创新 | innovati(?:on|ve) | driving | | +
""",
)

MEDIATOR = _entries(
    "mediator",
    """
digital | Digital economy | 数字经济 | 数字化,数字经济,数字普惠,数字金融,数字,电子商务 | digital\\w*,e ?commerce,online | 1.technology.digital | | +
intelligent | Intelligent application | 智能化 | 智能化,智能,人工智能 | artificial intelligence,ai,intelligen\\w+,smart | 1.technology.intelligent | | +
green_patents | Green patents | 绿色专利 | 绿色专利,绿色发明,绿色发明专利授权,绿色发明专利,绿色专利授权,绿色实用新型专利授权,绿色创新,绿色技术 | green (?:patents?|innovation|inventions?|utility|technology) | 1.technology.green | population | +
clean_energy | Clean energy | 清洁能源 | 清洁能源,可再生能源,非化石,新能源,可再生 | clean energy,renewables?(?: energy)?,non ?fossil,new energy | 1.technology.green | | +
energy_intensity | Energy intensity | 能源强度 | 能源强度,能耗强度,单位gdp能耗,单位地区生产总值能耗,万元gdp能耗 | energy intensity,energy per gdp | 1.technology.green | | -
tfp | Total factor productivity | 全要素生产率 | 全要素生产率,劳动生产率,tfp,gtfp,生产率 | (?:green )?total factor productivity,g?tfp(?: \\w+)?,productivity,gml(?: index)? | 1.dynamics.efficiency | | +
science_services | Science services | 科技服务业 | 科技服务,技术改造,创业投资,风险投资,消化吸收,技术引进 | science services?,venture capital,business services | 1.dynamics.driving_force | gdp | +
structure | Industrial structure | 产业结构 | 产业结构,第三产业,高级化,合理化,服务业占比,三产 | tertiary,industrial structure,industry structure,upgrading,sophistication,services? share | 1.dynamics.quality | gdp | +
network | Networks of innovators | 创新网络 | 合作网络,创新网络,网络化,网络中心,网络 | network\\w*,links?,connectivity | 1.model.networked | population | +
joint | Joint innovation | 协同创新 | 产学研,联合申请,合作专利,合作申请,协同,合著,合作 | joint(?:ly)?(?: \\w+)?,co ?patents?,collaborat\\w+,university industry,cooperation | 1.model.collaborative | population | +
chain | Chains | 产业链 | 产业链,供应链,资金链,创新链,链式,集聚 | (?:supply |industr\\w+ )?chains?,local supply\\w*,agglomeration | 1.model.chained | | +
""",
)

MODERATOR = _entries(
    "moderator",
    """
universities | Universities | 高等学校数 | 高等学校数,高校数,高校数量,双一流 | universities,number of (?:universities|colleges) | 2.P1 | population | +
emerging | Emerging industries | 新兴产业 | 新兴产业,战略性新兴,新旧动能 | emerging industr\\w+,new industr\\w+,new drivers? | 2.P2 | | +
coal | Coal share | 煤炭占比 | 煤炭,煤炭占比,煤炭消费 | coal(?: share)? | 2.P2 | | -
market | Market index | 市场化指数 | 市场化,营商环境,制度,法治,知识产权保护 | marketi[sz]ation,market index,institution\\w*,business environment,property rights | 2.P3 | | +
alliances | Alliances | 创新联盟 | 联盟,众创 | alliances?,makerspaces? | 2.P4 | population | +
""",
)

CONTROL = _entries(
    "control",
    """
gdp_pc | GDP per head | 人均地区生产总值 | 人均地区生产总值,人均gdp,人均生产总值,人均国内生产总值 | gdp (?:per (?:capita|head)|pc),per ?capita gdp,gdppc,pgdp,income per (?:capita|head) | gdp_pc | | +
urban | Urbanisation | 城镇化率 | 城镇化,城市化 | urbani[sz]ation(?: rate)?,urban (?:rate|share) | urban | | +
fdi | Foreign investment | 外商投资 | 外商,外资,fdi | fdi,foreign (?:direct )?(?:investment|capital) | fdi | gdp | +
fiscal | Public spending | 财政支出 | 财政支出,公共预算支出,一般公共预算,财政 | (?:public|government|fiscal|budget)\\w* (?:spending|expenditures?),fiscal\\w* | fiscal | gdp | +
finance | Loans and deposits | 金融发展 | 贷款,存款,金融发展,金融 | loans?,deposits?,financ\\w+ | finance | gdp | +
openness | Foreign trade | 进出口 | 进出口,出口,进口,对外开放 | exports?,imports?,(?:foreign )?trade,openness | openness | gdp | +
investment | Fixed investment | 固定资产投资 | 固定资产,投资额 | fixed (?:asset )?investment,investment,gfcf | investment | gdp | +
retail | Retail sales | 社会消费品零售 | 消费品零售,零售总额 | retail(?: sales)?,consumption | retail | gdp | +
unemployment | Unemployment | 失业率 | 失业 | unemp\\w* | unemployment | population | -
employment | Employment | 就业人员 | 就业,从业人员 | employ\\w*,emp,labou?r force | employment | population | +
roads | Roads | 道路 | 道路,公路 | roads?,highways?,hwy | roads | population | +
density | Population density | 人口密度 | 人口密度 | population density,density | density | | +
industry | Industry | 第二产业 | 第二产业,工业增加值,二产 | secondary (?:industry|sector)(?: value added| share)?,industrial value added | industry | gdp | +
""",
)

BASE = _entries(
    "base",
    """
gdp | GDP | 地区生产总值 | 地区生产总值,国内生产总值,gdp,生产总值 | (?:real |nominal |regional )?gdp,gross (?:domestic|regional|state) product,gsp,grp | gdp | | +
population | Population | 人口 | 常住人口,总人口,年末人口,户籍人口,人口数,人口,年均人口 | (?:total |resident |registered )?population,pop,inhabitants,residents | population | | +
urban_population | Urban population | 城镇人口 | 城镇人口,城镇常住人口,城市人口 | urban (?:resident )?population | urban_population | | +
""",
)

ENTRIES = (*TREATMENT, *OUTCOME, *MEDIATOR, *MODERATOR, *CONTROL, *BASE)
READY = (
    "占比,比重,比例,强度,人均,每万,每百,每千,每十万,每亿,率,指数,得分,密度,水平,效率,增速,增长,结构,程度,年限"
)
READY_EN = "per,pc,share,rate,ratio,intensity,index,score,percent\\w*,pct,growth,proportion,density,efficiency,degree,years"
ID = re.compile(
    r"(?:^|[^a-z])(?:id|uid|code|fips|no|nr|number|idn?)$|代码|编码|编号|序号|行政区划", re.IGNORECASE
)
RESCALED = re.compile(r"^(?:ln|log|l|z|d|std|lag|l1)[_ .(]|^ln(?=[a-z])|对数|标准化|滞后", re.IGNORECASE)
UNITS = "城市,地级市,市,地区,省份,省,省市,县,县域,企业,单位,city,cities,province,prov,prov name,region,county,state,prefecture,district,area,unit,country,firm,name"
YEARS = "年份,年度,年,时间,year,yr,time,period,date,years"
TOTALS = (
    "全国,全国合计,合计,总计,总和,平均,均值,中国,national,nation,total,sum,average,mean,china,all,overall"
)
GROUPS = {
    "region": "区域,地带,板块,大区,东中西,region,zone,area,belt",
    "province": "省,省份,所属省份,province,prov,state",
}


def words(listed: str) -> frozenset[str]:
    """Read a list of words."""
    return frozenset(word.strip() for word in listed.split(",") if word.strip())


def simple(text: str) -> str:
    """Lower case, with _ - . between letters read as blanks; what English words are matched in."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", " ", text)
    return " ".join(re.sub(r"[_\-.]+(?!\d)", " ", spaced).lower().split())


@cache
def _patterns(entry: Entry) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?<![a-z0-9])(?:{word})(?![a-z0-9])") for word in words(entry.words_en))


def find(text: str) -> Entry | None:
    """The notion whose longest word stands in a header; the earlier in the list among equals."""
    best, length = None, 0
    low, glued = simple(text), plain_zh(text)
    for entry in ENTRIES:
        found = [_weight(word) for word in words(entry.words_zh) if _stands(word, glued)]
        found += [len(hit[0]) for pattern in _patterns(entry) if (hit := pattern.search(low))]
        if found and max(found) > length:
            best, length = entry, max(found)
    return best


def _stands(word: str, text: str) -> bool:
    """Whether a word stands in a text; a Latin one not inside another (gdp is not in pgdp)."""
    if not word.isascii():
        return word in text
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text) is not None


def _weight(word: str) -> int:
    """A Chinese sign says as much as two letters."""
    return sum(1 if sign.isascii() else 2 for sign in word)


def plain_zh(text: str) -> str:
    """Lower case without blanks: what Chinese words are matched in."""
    return re.sub(r"[\s()\[\]]", "", text.lower())


def ready(text: str) -> bool:
    """Whether a header says that its numbers are already relative: a share, a rate, per head, an index."""
    low = simple(text)
    english = any(re.search(rf"(?<![a-z0-9])(?:{word})(?![a-z0-9])", low) for word in words(READY_EN))
    return english or any(word in text for word in words(READY))
