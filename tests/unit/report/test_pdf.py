"""The PDF: compiles with any name in it, in both languages, with a font that has Chinese letters."""

import shutil
import subprocess

import pytest
from unit.report import cases

from nqpf.errors import DataError
from nqpf.report import pdf as printer
from nqpf.report.compose import compose
from nqpf.report.document import Cell, Listing, Origin, TableExhibit

pytest.importorskip("typst")


@pytest.fixture(scope="module", params=["en", "zh"])
def printed(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pdf")
    study = cases.study()
    document = compose(study, cases.material(folder, request.param, study), request.param)
    return document, folder, printer.pdf(document, folder)


def test_it_is_a_pdf_and_the_same_one_twice(printed):
    document, folder, made = printed
    assert made.startswith(b"%PDF")
    assert printer.pdf(document, folder) == made


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the PDF back")
def test_names_are_printed_as_they_are(printed, tmp_path):
    _, _, made = printed
    (tmp_path / "one.pdf").write_bytes(made)
    done = subprocess.run(
        ["pdftotext", tmp_path / "one.pdf", "-"], capture_output=True, text=True, check=True
    )
    flat = "".join(done.stdout.split()).replace("\u200b", "")
    assert '<script>alert("x")</script>&a_b#set$x$\\"quoted"[link]' in flat
    assert "虚构市" in flat


def test_without_a_chinese_font_one_sentence_says_what_to_do(monkeypatch):
    monkeypatch.setattr(printer, "_package", lambda: None)
    monkeypatch.setattr(printer, "FAMILIES", ("No Such Font",))
    with pytest.raises(DataError, match="no font with Chinese letters was found; install one with"):
        printer.chinese_fonts()


def test_a_column_is_never_narrower_than_its_longest_word():
    rows = ((Cell("a"), Cell("word " * 40), Cell("indivisible")),)
    one = Listing("k", "t", ("h", "h", "h"), rows, Origin(()))
    narrow, broad, word = printer.shares(one)
    assert narrow == printer.LEAST
    assert broad > word >= len("indivisible")


@pytest.mark.parametrize(("letters", "sideways"), [(60, False), (printer.LANDSCAPE + 1, True)])
def test_a_wide_table_lies_on_its_side(letters, sideways):
    one = TableExhibit("k", "Table 1", "", f"// letters wide: {letters}\n", sortable=True, origin=Origin(()))
    assert printer.wide(one) is sideways
