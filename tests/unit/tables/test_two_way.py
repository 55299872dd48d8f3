"""The table of both directions: what it says of its tests is computed."""

from unit.analyses import material
from unit.tables import fake_study as fake

from nqpf.dynamics.sizes import Size
from nqpf.page.table import say
from nqpf.tables import two_way


def _cells(table):
    return {
        say(line[0].text).strip(): [say(cell.text) for cell in line[1:]]
        for p in table.panels
        for line in p.rows
    }


def _notes(table, language="en"):
    return " ".join(say(note, language) for note in table.notes)


def _inputs(**changes):
    given = material.inputs("two_way")
    first = given["facts"]["directions"]["forward"]
    altered = first | {"cross_lagged": first["cross_lagged"] | changes}
    directions = given["facts"]["directions"] | {"forward": altered}
    return given | {"facts": given["facts"] | {"directions": directions}}


def test_directions_stand_side_by_side():
    table, rows = fake.build("two_way"), material.inputs("two_way")["rows"]
    assert [say(cell.text) for cell in table.header[0]][1:] == ["Forward", "Backward"]
    cells = _cells(table)
    for place, direction in enumerate(["forward", "backward"]):
        line = rows[(rows["direction"] == direction) & (rows["method"] == "adjusted")].iloc[0]
        assert f"{line['coef']:.3f}".lstrip("-0")[:3] in cells["Adjusted equations"][place]
    assert len(cells["Dumitrescu-Hurlin, Ztilde"]) == 2


def test_the_note_says_where_the_adjusted_equations_have_no_solution():
    assert "have a solution here, and one in 40.0%" in _notes(
        fake.build("two_way", **_inputs(solved=True, solved_share=0.4))
    )
    assert "have no solution here" in _notes(fake.build("two_way", **_inputs(solved=False, solved_share=0.1)))
    assert "for one lag only" in _notes(fake.build("two_way", **_inputs(solved=None, solved_share=None)))


def test_the_errors_of_the_record_are_tested():
    cells = _cells(fake.build("two_way", **_inputs(serial_p=0.0123)))
    assert cells["no serial correlation, p"][0] == "0.012"
    assert "which is tested (Born & Breitung 2016" in _notes(fake.build("two_way"))


def test_an_explosive_own_past_is_said():
    given = material.inputs("two_way")
    rows = given["rows"].copy()
    rows.loc[rows["method"] == "adjusted", "own_coef"] = 0.9
    assert "no long run" not in _notes(fake.build("two_way", rows=rows))
    rows.loc[rows["method"] == "adjusted", "own_coef"] = 1.2
    assert "An own past of 1.200" in _notes(fake.build("two_way", rows=rows))


def test_every_test_stands_beside_its_measured_size(monkeypatch):
    found = {
        "adjusted": Size(30, 11, 0.04, 0.06),
        "dh_zbar": Size(30, 11, 0.5, 0.62),
        "unknown": Size(30, 11, 0, 0),
    }
    monkeypatch.setattr(two_way, "measured", lambda _: found)
    notes = _notes(fake.build("two_way"))
    assert "simulated panels of 30 units and 11 years" in notes
    assert "the other way: near 5% - Adjusted equations 4.0%–6.0%." in notes
    assert "Above it: Dumitrescu-Hurlin, Zbar 50.0%–62.0%." in notes
    monkeypatch.setattr(two_way, "measured", lambda _: {})
    assert "true null" not in _notes(fake.build("two_way"))
