"""The key 'read' of a source is checked when the spec is read."""

import pytest

from nqpf.errors import SpecError
from nqpf.specs.base import check
from nqpf.specs.sources import Reading

WIDE = {"reader": "csv", "unit": "city", "time": "year"}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"reader": "csvv"}, "did you mean 'csv'"),
        ({"options": {"encodng": "gb18030"}}, "csv knows no option 'encodng'; did you mean 'encoding'"),
        ({"options": {"skip_rows": "one"}}, "csv cannot use the option 'skip_rows': 'one'"),
        ({"shape": "long"}, "a file of shape 'long' needs the key 'variable'"),
    ],
)
def test_a_reading_that_does_not_fit_is_refused(change, problem):
    with pytest.raises(SpecError, match=problem):
        check(WIDE | change, Reading, where="sources.yaml")
