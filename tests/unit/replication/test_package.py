"""Which files a package holds, under which names, and what it refuses."""

import pytest

from nqpf.errors import DataError
from nqpf.replication.package import configuration, folder, members, refuse_places

CONFIGURATION = b"# Which study.\nstudy: another\n\nmirror: /home/someone/files\n"
FILES = {
    "README.md": b"the project's own",
    "config/config.yaml": CONFIGURATION,
    "data/raw/simulated_cities/cities.csv": b"a,b\n",
    "results/simulated_cities/tables/gini.csv": b"1\n",
    "results/simulated_cities/verify/tables/size.html": b"2\n",
    "workflow/nqpf/results/x.py": b"",
}


@pytest.fixture
def packed(simulated):
    return members(simulated, FILES, "# The page\n")


def test_results_are_published_and_the_readme_is_the_packages_own(packed, simulated):
    top = folder(simulated)
    assert packed[f"{top}/README.md"] == b"# The page\n"
    assert packed[f"{top}/docs/project_readme.md"] == b"the project's own"
    assert packed[f"{top}/published/simulated_cities/tables/gini.csv"] == b"1\n"
    assert packed[f"{top}/results/simulated_cities/verify/tables/size.html"] == b"2\n"  # not measured anew
    assert packed[f"{top}/workflow/nqpf/results/x.py"] == b""
    assert list(packed) == sorted(packed)


def test_the_configuration_names_this_study_its_language_and_no_folder(packed, simulated):
    text = packed[f"{folder(simulated)}/config/config.yaml"].decode()
    assert text == '# Which study.\nstudy: simulated_cities\n\nmirror: ""\n\nlanguage: en\n'


def test_a_value_that_is_there_is_replaced_in_its_place():
    assert configuration("language: en\nmirror: x\n", language="zh") == "language: zh\nmirror: x\n"


def test_a_raw_file_that_may_not_be_passed_on_is_refused(provinces):
    files = {**FILES, "data/raw/china_provinces/techme/PublicBudget.rda": b"x"}
    with pytest.raises(DataError, match=r"PublicBudget\.rda: the source 'budget' may not be passed on"):
        members(provinces, files, "")


def test_a_file_that_names_a_folder_of_this_computer_is_refused():
    refuse_places({"a.csv": b"a path/to/x"}, ["/somewhere/deep", "/"])
    with pytest.raises(DataError, match=r"^a\.csv: it names the folder /somewhere/deep "):
        refuse_places({"a.csv": b"see /somewhere/deep/x"}, ["/somewhere/deep", "/"])
