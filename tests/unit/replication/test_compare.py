"""A run held against a published manifest: the same, another result, another raw file, another version."""

import pytest

from nqpf.errors import DataError
from nqpf.replication.compare import compare, different

PUBLISHED = {
    "python": "3.11.7",
    "packages": {"numpy": "2.4.6"},
    "inputs": {"data/raw/a.csv": "1"},
    "outputs": {"results/t.csv": "x", "results/u.csv": "y"},
}


def test_the_same_hashes_are_said_to_be_the_same():
    own = {**PUBLISHED, "outputs": {**PUBLISHED["outputs"], "results/new.csv": "z"}}
    assert compare(PUBLISHED, own) == "All 2 files are identical to the published ones."


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"outputs": {"results/t.csv": "x"}}, "1 of 2 files are not as published: results/u.csv;"),
        ({"inputs": {"data/raw/a.csv": "2"}}, "these raw files are not the same either: data/raw/a.csv."),
        ({"python": "3.12.1"}, "published with Python 3.11.7 (here 3.12.1)"),
        ({"packages": {"numpy": "2.5.0"}}, "published with numpy 2.4.6 (here 2.5.0)"),
        ({}, "code or specs were edited"),
    ],
)
def test_a_difference_is_named_with_what_may_be_why(own, said):
    changed = {**PUBLISHED, "outputs": {"results/t.csv": "x"}, **own}
    with pytest.raises(DataError) as told:
        compare(PUBLISHED, changed)
    assert said in str(told.value)


def test_a_file_that_is_gone_differs():
    assert different({"a": "1", "b": "2"}, {"a": "1"}) == ["b"]
