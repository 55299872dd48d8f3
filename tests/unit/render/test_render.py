"""Every format of a table: what is escaped, and what stands in it."""

import io
import re
import zipfile
from html import unescape
from html.parser import HTMLParser

import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from unit.tables import fake_study as fake

from nqpf.page.table import Cell, Panel, Table, row, say
from nqpf.registry import load, names
from nqpf.render import csv, docx, html, tex, xlsx

FORMATS = names("nqpf.render")
NASTY = "<script>alert(1)</script> & a_b % # $ { } ~ ^ \\ 100% 新质生产力 [0.1]"


def nasty_table():
    frame = pd.DataFrame(
        {"name": ["=cmd()", "+1", "@x", "-2", "plain"], "value": [-0.5, 1 / 3, 2.0, 3.0, 4.0]}
    )
    panel = Panel((row(NASTY, "1"), row("[x]", Cell("2"))), title=NASTY, rule=True)
    return Table(fake.label(NASTY, NASTY), (row(NASTY, "a"),), (panel,), (NASTY,), frame, simulated=False)


class Structure(HTMLParser):
    """Count tags, and check that they close in order."""

    EMPTY = ("meta", "!doctype")

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def printed(name, table, language="en"):
    """What a format holds as text; archives are opened, tags left out."""
    content = load("nqpf.render", name).render(table, language)
    if isinstance(content, str):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [archive.read(one).decode() for one in archive.namelist() if one.endswith(".xml")]
    return unescape(re.sub(r"<[^>]*>", " ", " ".join(parts)))


def parsed(page):
    structure = Structure()
    structure.feed(page)
    assert structure.open == []
    return structure


def unescaped(text):
    """LaTeX with escaped braces taken out."""
    return re.sub(r"\\[{}]", "", text)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", fake.TABLE_KINDS)
def test_every_format_prints_every_kind_and_says_simulated(name, kind):
    render = load("nqpf.render", name).render
    assert "SIMULATED" in printed(name, fake.build(kind))
    assert render(fake.build(kind)) == render(fake.build(kind))


@pytest.mark.parametrize("kind", fake.TABLE_KINDS)
def test_real_data_are_not_called_simulated(kind):
    for name in FORMATS:
        assert "SIMULATED" not in printed(name, fake.build(kind, simulated=False))


def test_html_escapes_what_a_name_may_hold():
    page = html.render(nasty_table())
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") == 6  # title of the page, caption, head, panel, stub, note
    assert "a_b" in page
    parsed(page)


@pytest.mark.parametrize("kind", fake.TABLE_KINDS)
def test_html_has_a_row_per_row_and_fetches_nothing(kind):
    table = fake.build(kind)
    page = html.render(table)
    tags = [tag for tag, _ in parsed(page).seen]
    titled = sum(panel.title is not None for panel in table.panels)
    assert tags.count("tr") == len(table.header) + titled + sum(len(panel.rows) for panel in table.panels)
    assert not {"script", "link", "img", "iframe"} & set(tags)
    assert "http" not in page


@pytest.mark.parametrize("kind", fake.TABLE_KINDS)
def test_every_html_row_is_as_wide_as_the_table(kind):
    table = fake.build(kind)
    for line in re.findall(r"<tr.*?</tr>", html.render(table), flags=re.DOTALL):
        cells = [attributes for tag, attributes in parsed(line).seen if tag in ("td", "th")]
        assert sum(int(one.get("colspan", 1)) for one in cells) == table.width


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", fake.TABLE_KINDS)
def test_tex_is_a_three_line_table_with_balanced_braces(kind, language):
    text = tex.render(fake.build(kind), language)
    for command in ("toprule", "midrule", "bottomrule", "begin{table}", "end{table}"):
        assert len(re.findall(rf"\\{re.escape(command)}", text)) == 1
    plain = unescaped(text)
    assert plain.count("{") == plain.count("}")
    assert plain.count("$") % 2 == 0


@pytest.mark.parametrize("kind", fake.TABLE_KINDS)
def test_every_tex_row_is_as_wide_as_the_table(kind):
    table = fake.build(kind)
    body = tex.render(table).split(r"\toprule")[1].split(r"\bottomrule")[0]
    body = re.sub(r"\\shortstack\[.\]\{.*?\}(?= [&\\]|\})", "stack", body)
    for line in (line for line in body.splitlines() if line.endswith(r"\\")):
        cells = re.split(r"(?<!\\)&", line)
        spans = [int(span) - 1 for span in re.findall(r"\\multicolumn\{(\d+)\}", line)]
        assert len(cells) + sum(spans) == table.width


def test_tex_escapes_what_a_name_may_hold():
    text = tex.render(nasty_table())
    assert r"\textless{}script\textgreater{}" in text
    assert r"a\_b \% \# \$ \{ \} \textasciitilde{} \textasciicircum{} \textbackslash{}" in text.replace(
        "\n", " "
    )
    assert "新质生产力" in text
    assert not re.search(r"(?<!\\)[#%](?! Needs)", text)
    assert not re.search(r"\\\\\s*\[", text)  # would be read as the option of a line break


def test_english_tex_needs_no_chinese_font():
    for kind in fake.TABLE_KINDS:
        assert not re.search(r"[\u2e80-\u9fff]", tex.render(fake.build(kind)))


def test_csv_is_the_tidy_frame_at_full_precision():
    text = csv.render(fake.build("regression"))
    back = pd.read_csv(io.StringIO(text))
    tidy = fake.build("regression").tidy
    assert back["coef"].tolist() == tidy["coef"].tolist()
    assert set(back["data"]) == {"SIMULATED"}
    assert len(back) == len(tidy) == 10


def test_csv_runs_no_formula_and_leaves_numbers_alone():
    lines = csv.render(nasty_table()).splitlines()
    assert lines[1:] == ["'=cmd(),-0.5", f"'+1,{1 / 3}", "'@x,2.0", "'-2,3.0", "plain,4.0"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", fake.TABLE_KINDS)
def test_word_holds_a_real_table_in_three_lines(kind, language):
    table = fake.build(kind)
    document = word(docx.render(table, language))
    (grid,) = document.tables
    titled = sum(panel.title is not None for panel in table.panels)
    assert len(grid.rows) == len(table.header) + titled + sum(len(panel.rows) for panel in table.panels)
    assert len(grid.columns) == table.width
    assert document.paragraphs[0].text == table.heading(language)
    assert borders(grid.rows[0], "top") == borders(grid.rows[-1], "bottom") == {"12"}
    assert borders(grid.rows[len(table.header) - 1], "bottom") == {"6"}
    assert not any(borders(line, edge) for line in grid.rows for edge in ("left", "right"))
    run = grid.rows[0].cells[-1].paragraphs[0].runs[0]
    assert run.font.name == "Times New Roman"
    assert run._element.rPr.rFonts.get(qn("w:eastAsia")) == "SimSun"


def word(content):
    return Document(io.BytesIO(content))


def borders(line, edge):
    """Widths of one edge over the cells of a row."""
    found = (cell._element.find(f".//{qn('w:tcBorders')}/{qn(f'w:{edge}')}") for cell in line.cells)
    return {one.get(qn("w:sz")) for one in found if one is not None}


def test_word_prints_what_a_name_may_hold():
    (grid,) = word(docx.render(nasty_table())).tables
    assert grid.rows[2].cells[0].text == NASTY
    table = nasty_table()
    odd = Table(table.title, table.header, table.panels, ("bell \x07",), table.tidy, simulated=False)
    assert "bell" in word(docx.render(odd)).paragraphs[-1].text  # XML has no such letter


def test_excel_prints_the_table_and_lists_its_numbers():
    table = fake.build("regression")
    book = load_workbook(io.BytesIO(xlsx.render(table)))
    sheet, data = book["Table"], book["Data"]
    assert sheet["A1"].value == table.heading()
    first = [cell.value for cell in sheet[2]]
    assert first[0] == say(table.header[0][0].text)
    head, *rows = data.iter_rows(values_only=True)
    assert list(head) == [*table.tidy.columns, "data"]
    assert [line[head.index("coef")] for line in rows] == table.tidy["coef"].tolist()
    assert load_workbook(io.BytesIO(xlsx.render(table, "zh"))).sheetnames == ["表", "数据"]


def test_excel_runs_no_formula_and_follows_no_link():
    book = load_workbook(io.BytesIO(xlsx.render(nasty_table())))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert "=cmd()" in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
