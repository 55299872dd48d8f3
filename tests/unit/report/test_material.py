"""What a report reads: files of its own language, and a sentence where one is missing."""

import pytest

from nqpf.errors import DataError
from nqpf.report.material import picture


@pytest.fixture
def folder(tmp_path):
    for name in ("weights", "weights_zh"):
        (tmp_path / f"{name}.png").write_bytes(name.encode())
        (tmp_path / f"{name}.pdf").write_bytes(b"%PDF")
    return tmp_path


@pytest.mark.parametrize(("language", "stem"), [("en", "weights"), ("zh", "weights_zh")])
def test_a_report_shows_figures_of_its_language(folder, language, stem):
    found = picture(folder, "weights", language)
    assert found.png == stem.encode()
    assert found.pdf == folder / f"{stem}.pdf"


def test_a_missing_chinese_figure_is_one_sentence(folder):
    (folder / "weights_zh.png").unlink()
    with pytest.raises(DataError, match=r"weights_zh\.png"):
        picture(folder, "weights", "zh")
