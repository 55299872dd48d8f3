"""The way from a file back to the raw data."""

from nqpf.report.trace import from_plain

PLACE = {"message": "", "file": "f", "script": "s"}
TRACE = from_plain(
    {
        "files": {
            "t.html": ["print", ["e.csv", "i.csv"]],
            "e.csv": ["fit", ["i.csv"]],
            "i.csv": ["index", ["raw"]],
        },
        "rules": dict.fromkeys(("print", "fit", "index"), PLACE),
    }
)


def test_a_chain_names_every_rule_once_its_own_first():
    assert TRACE.chain("t.html") == ("print", "fit", "index")


def test_a_file_that_nobody_makes_has_no_chain():
    assert TRACE.chain("raw") == ()


def test_edges_join_rules_that_read_from_each_other():
    assert TRACE.edges() == {("index", "fit"), ("index", "print"), ("fit", "print")}
