"""Typst fragments: they compile by themselves, fit the width they are given, and hold no markup of a name."""

import pytest
from unit.report import cases
from unit.tables import fake_study as fake

from nqpf.page.table import row
from nqpf.page.words import INDENT
from nqpf.registry import names
from nqpf.render import typ

typst = pytest.importorskip("typst")


@pytest.mark.parametrize("kind", names("nqpf.tables"))
def test_every_kind_of_table_compiles(kind):
    made = typ.render(fake.build(kind))
    assert typst.compile(made.encode(), format="pdf").startswith(b"%PDF")


@pytest.mark.parametrize("width", ["4cm", "17cm"])
def test_a_table_fits_the_page_that_it_stands_on(width):
    page = f"#set page(width: {width}, height: auto, margin: 0pt)\n"
    probe = typ.render(cases.table("one")).replace(
        "align(center, grid)",
        "context assert(measure(grid).width <= space.width + 0.1pt); align(center, grid)",
    )
    typst.compile((page + probe).encode(), format="pdf")


@pytest.mark.parametrize("text", ['a"b', "a\\b", "#panic()", "$x$", "*b* _i_ @ref <label>", "a\nb"])
def test_any_text_is_a_string_that_says_itself(text):
    shown = text.replace("\n", " ")
    code = f"#assert.eq(({typ.text(text)}).len(), {len(shown.encode())})"
    typst.compile(code.encode(), format="pdf")


def test_a_long_stub_is_broken_and_its_indent_stays():
    lines = typ.broken(f"{INDENT}one two three four", 10)
    assert len(lines) > 1
    assert all(line.startswith(INDENT) for line in lines)


def test_chinese_breaks_anywhere_and_counts_double():
    lines = typ.broken("新质生产力与创新型城市建设", 10)
    assert "".join(lines) == "新质生产力与创新型城市建设"
    assert max(map(typ.breadth, lines)) <= 10


def test_the_first_line_tells_how_wide_it_is():
    table = cases.table("one")
    first = typ.render(table).partition("\n")[0]
    body = [row("b channel", "0.2", "−3.0"), row("a channel", "<0.001", "1 200"), row("c", "", "4.2e−5")]
    widest = [max(typ.breadth(line[place].text) for line in body) for place in range(3)]
    assert first == f"// letters wide: {sum(widest) + 4}"
