"""Every way in which a panel cannot become a study is told in one sentence, in both languages."""

import string

import pytest

from nqpf.new_study.cli import main
from nqpf.new_study.refusal import SENTENCES, Refusal


def run(project, path, *more, language="en", name="mine"):
    return main(
        ["new-study", name, "--from", str(path), "--project", str(project), "--language", language, *more]
    )


def with_cell(frame, column, value, row=4):
    frame.loc[row, column] = value
    return frame


SPOILT = {
    "no_year": lambda frame: frame.drop(columns="Year"),
    "duplicates": lambda frame: with_cell(frame, "Year", 2012, row=1),
    "text_cell": lambda frame: with_cell(frame, "TFP", "about 3"),
    "one_year": lambda frame: frame[frame["Year"] == 2012],
    "few_units": lambda frame: frame[frame["City"] < "City D"],
    "no_name": lambda frame: with_cell(frame, "City", ""),
    "not_a_year": lambda frame: with_cell(frame, "Year", "20x3"),
    "few_columns": lambda frame: frame[["City", "Year", "TFP", "FDI (100 million yuan)"]],
    "no_unit": lambda frame: frame.drop(columns=["City", "Region"]),
    "two_headers": lambda frame: frame.rename(columns={"TFP": "Marketization index"}),
}


CASES = {
    "no_year": (["no column holds years", "--year"], ["年份列", "--year"]),
    "duplicates": (["City A 2012"], ["City A 2012", "重复"]),
    "text_cell": (["row 6", "'TFP'", "'about 3' is no number"], ["第 6 行", "“about 3”不是数字"]),
    "one_year": (["two years in a row", "2012"], ["至少需要连续两年"]),
    "few_units": (["6 units", "found 3"], ["至少需要 6 个地区"]),
    "no_name": (["row 6", "'City'", "empty"], ["第 6 行", "地区名称为空"]),
    "not_a_year": (["row 6", "'20x3' is no year"], ["“20x3”不是年份"]),
    "few_columns": (["2 usable columns"], ["2 个可用的数值列"]),
    "no_unit": (["names the units", "--unit"], ["地区", "--unit"]),
    "two_headers": (["'Marketization index' stands over two columns"], ["出现了两次"]),
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("case", CASES)
def test_a_panel_that_is_none(project, panel, saved, capsys, case, language):
    assert run(project, saved(SPOILT[case](panel.astype(object))), language=language) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    for part in CASES[case][language == "zh"]:
        assert part in said
    assert not (project / "config/studies/mine").exists()
    assert not (project / "data").exists()
    assert not list((project / "config").glob(".new_study_*"))


@pytest.mark.parametrize("name", ["Mine", "1a", "a b", "../x", "研究", "", "a" * 60])
def test_a_name_that_is_none(project, panel, saved, capsys, name):
    assert run(project, saved(panel), name=name) == 1
    assert "cannot be the name of a study" in capsys.readouterr().err


def test_nothing_is_overwritten(project, panel, saved, capsys):
    mine = project / "config/studies/mine"
    mine.mkdir()
    (mine / "study.yaml").write_text("precious", encoding="utf-8")
    assert run(project, saved(panel), language="zh") == 1
    assert "不会覆盖" in capsys.readouterr().err
    assert (mine / "study.yaml").read_text(encoding="utf-8") == "precious"


def test_a_file_that_is_absent_or_of_no_known_kind(project, tmp_path, capsys):
    assert run(project, tmp_path / "absent.csv") == 1
    (tmp_path / "panel.pdf").write_bytes(b"%PDF")
    assert run(project, tmp_path / "panel.pdf") == 1
    said = capsys.readouterr().err
    assert "does not exist" in said
    assert "'.pdf' are not known" in said


def test_a_sheet_that_is_absent(project, panel, tmp_path, capsys):
    path = tmp_path / "book.xlsx"
    panel.to_excel(path, sheet_name="面板", index=False)
    assert run(project, path, "--sheet", "Panel") == 1
    assert "there is no sheet 'Panel'; the workbook has: 面板" in capsys.readouterr().err


def test_a_sheet_of_a_text_file_and_a_column_that_is_absent(project, panel, saved, capsys):
    assert run(project, saved(panel), "--sheet", "x") == 1
    assert run(project, saved(panel), "--unit", "Town") == 1
    said = capsys.readouterr().err
    assert "only a workbook has sheets" in said
    assert "there is no column 'Town'; columns: City" in said


def test_a_folder_that_is_no_project(panel, saved, tmp_path, capsys):
    assert run(tmp_path, saved(panel)) == 1
    assert "config/theory.yaml" in capsys.readouterr().err


def test_text_that_is_neither_utf8_nor_gb18030(project, tmp_path, capsys):
    path = tmp_path / "odd.csv"
    path.write_bytes(b"City,Year\n\xff\xff\x80,2011\n")
    assert run(project, path) == 1
    assert "neither UTF-8 nor GB18030" in capsys.readouterr().err


@pytest.mark.parametrize("key", SENTENCES)
def test_both_languages_say_the_same_facts(key):
    en, zh = (
        {field for _, field, _, _ in string.Formatter().parse(text) if field} for text in SENTENCES[key]
    )
    assert en == zh


def test_a_refusal_reads_as_english():
    assert str(Refusal("bad_name", name="X")).startswith("'X' cannot be the name")
