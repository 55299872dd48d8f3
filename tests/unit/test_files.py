"""Files: whole or not at all, full precision, names stay text."""

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nqpf import files


def test_folders_are_made_and_nothing_temporary_stays(tmp_path):
    path = tmp_path / "a" / "b" / "c.txt"
    files.write_text(path, "数\n")
    assert path.read_bytes() == "数\n".encode()
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path, monkeypatch, step):
    path = tmp_path / "c.txt"
    files.write_text(path, "old")

    def fail(*_):
        raise OSError("disk full")

    if step == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    else:
        monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        files.write_text(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupted_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "c.txt"
    files.write_text(path, "old")

    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        files.write_text(path, "new")
    assert [p.read_text() for p in tmp_path.iterdir()] == ["old"]


def test_content_that_is_no_json_leaves_the_old_file(tmp_path):
    path = tmp_path / "c.json"
    files.write_json(path, {"a": 1})
    with pytest.raises(TypeError):
        files.write_json(path, {"a": object()})
    assert files.read_json(path) == {"a": 1}


def test_others_may_read_a_result(tmp_path):
    path = tmp_path / "c.txt"
    files.write_text(path, "x")
    assert path.stat().st_mode & 0o777 == 0o644


@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=20))
def test_numbers_come_back_to_the_last_bit(tmp_path_factory, numbers):
    path = tmp_path_factory.mktemp("f") / "f.csv"
    files.write_frame(path, pd.DataFrame({"x": numbers}))
    np.testing.assert_array_equal(files.read_frame(path)["x"].to_numpy(float), numbers)
    files.write_json(path.with_suffix(".json"), numbers)
    assert files.read_json(path.with_suffix(".json")) == numbers


NAMES = ["NA", "001", "nan", "null", "None", "N/A", "1e5", "True", "-", "a,b", 'a"b', "北京", "a\nb", " a "]


@pytest.mark.parametrize("column", ["unit", "claim", "name"])
def test_names_stay_text(tmp_path, column):
    path = tmp_path / "f.csv"
    files.write_frame(path, pd.DataFrame({column: NAMES, "x": 1.0}))
    assert files.read_frame(path)[column].tolist() == NAMES


def test_names_that_all_look_like_numbers_stay_text(tmp_path):
    path = tmp_path / "f.csv"
    files.write_frame(path, pd.DataFrame({"unit": ["001", "010"], "claim": ["1", "2"], "year": [2011, 2012]}))
    back = files.read_frame(path)
    assert back["unit"].tolist() == ["001", "010"]
    assert back["claim"].tolist() == ["1", "2"]
    assert back["year"].dtype == np.int64


@pytest.mark.parametrize("text", ["NA", "nan", "null", "None"])
def test_only_an_empty_cell_is_missing(tmp_path, text):
    path = tmp_path / "f.csv"
    path.write_text(f"group,x\n{text},\n,1\n")
    back = files.read_frame(path)
    assert back["group"].iloc[0] == text
    assert back["group"].isna().tolist() == [False, True]
    assert back["x"].isna().tolist() == [True, False]


def test_missing_numbers_are_empty_cells(tmp_path):
    path = tmp_path / "f.csv"
    files.write_frame(path, pd.DataFrame({"unit": ["A", "B"], "x": [np.nan, 0.1]}))
    assert path.read_text() == "unit,x\nA,\nB,0.1\n"


def test_a_panel_comes_back_sorted_by_unit_and_year(tmp_path):
    path = tmp_path / "f.csv"
    files.write_frame(path, pd.DataFrame({"unit": ["B", "A", "A"], "year": [1, 2, 1], "x": [3.0, 2.0, 1.0]}))
    back = files.read_panel(path)
    assert back.index.tolist() == [("A", 1), ("A", 2), ("B", 1)]
    assert back["x"].tolist() == [1, 2, 3]


def test_json_knows_no_nan_numpy_or_tuples(tmp_path):
    path = tmp_path / "f.json"
    content = {
        1: np.float64("nan"),
        "n": np.int64(3),
        "f": np.float64(0.1),
        "b": np.bool_(True),
        "t": (1, np.nan),
        "s": {"b", "a", "c"},
        "d": {"x": None, "y": float("nan")},
    }
    files.write_json(path, content)
    back = files.read_json(path)
    assert back == {
        "1": None,
        "n": 3,
        "f": 0.1,
        "b": True,
        "t": [1, None],
        "s": ["a", "b", "c"],
        "d": {"x": None, "y": None},
    }
    assert "NaN" not in path.read_text()
    assert isinstance(back["n"], int)


def test_json_keeps_chinese_legible_and_the_writers_order(tmp_path):
    path = tmp_path / "f.json"
    files.write_json(path, {"数": 1, "b": 2, "a": 3})
    assert "数" in path.read_text(encoding="utf-8")
    assert list(json.loads(path.read_text(encoding="utf-8"))) == ["数", "b", "a"]


def test_the_same_content_is_the_same_bytes(tmp_path):
    frame = pd.DataFrame({"unit": ["A"], "x": [1 / 3]})
    for name in ("1.csv", "2.csv"):
        files.write_frame(tmp_path / name, frame)
    assert files.sha256(tmp_path / "1.csv") == files.sha256(tmp_path / "2.csv")


def test_sha256_of_known_bytes(tmp_path):
    (tmp_path / "f").write_bytes(b"abc")
    assert files.sha256(tmp_path / "f") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_read_any(tmp_path):
    files.write_json(tmp_path / "a.json", {"x": 1})
    files.write_frame(tmp_path / "b.csv", pd.DataFrame({"x": [1]}))
    assert files.read_any(tmp_path / "a.json") == {"x": 1}
    both = files.read_any([tmp_path / "a.json", tmp_path / "b.csv"])
    assert list(both) == ["a", "b"]
    assert both["b"]["x"].tolist() == [1]
