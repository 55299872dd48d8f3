# ruff: noqa: E501 - sentences and words in two languages, one a line
"""What can be wrong with a user's panel, each in one sentence and in both languages."""

from typing import Any

from nqpf.errors import DataError

SENTENCES = {
    "bad_name": (
        "'{name}' cannot be the name of a study; take small letters, digits and _, a letter first, as in my_cities.",
        "“{name}”不能作为研究名称；请用小写字母、数字和下划线，并以字母开头，例如 my_cities。",
    ),
    "exists": (
        "{path} exists already and nothing is overwritten; take another name, or remove it yourself.",
        "{path} 已经存在，程序不会覆盖任何文件；请换一个名称，或自行删除。",
    ),
    "no_project": (
        "{path} holds no config/theory.yaml; go to the folder of the project, or name it with --project.",
        "{path} 中没有 config/theory.yaml；请进入项目文件夹，或用 --project 指明。",
    ),
    "no_file": (
        "{path}: the file does not exist; correct the path after --from.",
        "{path}：文件不存在；请更正 --from 后面的路径。",
    ),
    "file_type": (
        "{path}: files ending in '{ending}' are not known; save the panel as one of {known}.",
        "{path}：无法识别以“{ending}”结尾的文件；请把面板数据另存为以下格式之一：{known}。",
    ),
    "encoding": (
        "{path}: the text is neither UTF-8 nor GB18030; save it as 'CSV UTF-8'.",
        "{path}：文本编码既不是 UTF-8 也不是 GB18030；请另存为“CSV UTF-8”。",
    ),
    "no_sheet": (
        "{path}: there is no sheet '{sheet}'; the workbook has: {known}.",
        "{path}：没有名为“{sheet}”的工作表；该工作簿有：{known}。",
    ),
    "sheet_without_book": (
        "{path}: only a workbook has sheets; leave --sheet out.",
        "{path}：只有 Excel 工作簿才有工作表；请去掉 --sheet。",
    ),
    "no_year": (
        "{path}: no column holds years (1949 to 2100, in four of five rows); name it with --year. If years stand "
        "across the top, bring the panel to one row per unit and year first. Columns: {known}.",
        "{path}：没有找到年份列（五分之四以上的行应为 1949 至 2100 的年份）；请用 --year 指明。若年份横排在表头，"
        "请先整理成“每个地区每年一行”。现有列：{known}。",
    ),
    "no_unit": (
        "{path}: no column names the units (city, province ...); name it with --unit. Columns: {known}.",
        "{path}：没有找到地区（城市、省份等）列；请用 --unit 指明。现有列：{known}。",
    ),
    "no_column": (
        "{path}: there is no column '{column}'; columns: {known}.",
        "{path}：没有名为“{column}”的列；现有列：{known}。",
    ),
    "two_headers": (
        "{path}: the header '{column}' stands over two columns; give each its own name.",
        "{path}：表头“{column}”出现了两次；请给每一列不同的名称。",
    ),
    "no_name": (
        "{path}, row {row}, column '{column}': the unit's name is empty; fill it in or delete the row.",
        "{path} 第 {row} 行“{column}”列：地区名称为空；请补上或删除该行。",
    ),
    "not_a_year": (
        "{path}, row {row}, column '{column}': '{cell}' is no year; correct it or delete the row.",
        "{path} 第 {row} 行“{column}”列：“{cell}”不是年份；请更正或删除该行。",
    ),
    "duplicates": (
        "{path}: {count} unit-years stand in more than one row, among them {shown}; keep one row each, or name the "
        "column that tells the units apart with --unit.",
        "{path}：有 {count} 个“地区—年份”重复出现，例如 {shown}；请各保留一行，或用 --unit 指明能区分地区的列。",
    ),
    "one_year": (
        "{path}: the panel needs two years in a row or more, found {years}; add years.",
        "{path}：面板数据至少需要连续两年，现有：{years}；请补充年份。",
    ),
    "few_units": (
        "{path}: the panel needs {least} units or more, found {count}; clustered errors mean nothing below that.",
        "{path}：面板数据至少需要 {least} 个地区，现有 {count} 个；更少时聚类标准误没有意义。",
    ),
    "text_cell": (
        "{path}, row {row}, column '{column}': '{cell}' is no number ({count} such cells in the column); write the "
        "number alone, or leave the cell empty if it is missing.",
        "{path} 第 {row} 行“{column}”列：“{cell}”不是数字（该列共有 {count} 个这样的单元格）；请只写数字，缺失则留空。",
    ),
    "few_columns": (
        "{path}: {count} usable columns of numbers were found, and a study needs three (treatment, mediator, "
        "outcome){why}; add columns.",
        "{path}：只找到 {count} 个可用的数值列，而一项研究至少需要三个（解释变量、中介变量、被解释变量）{why}；请补充数据。",
    ),
    "too_thin": (
        "{path}: so many cells are missing that no indicator, unit and pair of years is complete; fill gaps, or "
        "leave out thin columns.",
        "{path}：缺失单元格过多，找不到完整的指标、地区和年份；请补充数据，或删去缺失严重的列。",
    ),
}


class Refusal(DataError):  # noqa: N818 - it is no failure of the program
    """A panel that cannot become a study; `told` gives its sentence in a language."""

    def __init__(self, key: str, **facts: Any) -> None:
        """Keep the key of the sentence and what is filled in; str() gives English."""
        self.key = key
        self.facts = facts
        super().__init__(self.told("en"))

    def told(self, language: str) -> str:
        """The sentence in `en` or `zh`."""
        return SENTENCES[self.key][1 if language == "zh" else 0].format(**self.facts)
