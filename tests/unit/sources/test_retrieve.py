"""A raw file arrives whole and checked, or not at all."""

import hashlib
import socket

import pytest

from nqpf.errors import DataError, SpecError
from nqpf.sources import retrieve as module
from nqpf.sources.retrieve import retrieve, verify
from nqpf.specs.sources import Source

CONTENT = "城市,gdp\n甲,1\n".encode("gb18030")
HASH = hashlib.sha256(CONTENT).hexdigest()
FACTS = {"file": "folder/a.csv", "licence": "none stated", "citation": "x", "date": "2020"}


def source(url="https://example.org/a.csv", sha256=HASH):
    return Source(**FACTS, url=url, sha256=sha256)


@pytest.fixture
def mirror(tmp_path):
    path = tmp_path / "mirror" / "folder" / "a.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    return tmp_path / "mirror"


@pytest.fixture
def target(tmp_path):
    return tmp_path / "raw" / "a.csv"


def test_the_mirror_gives_the_same_bytes(mirror, target):
    retrieve(source(), target, mirror)
    assert target.read_bytes() == CONTENT
    verify(source(), target)
    assert [path.name for path in target.parent.iterdir()] == ["a.csv"]


def test_a_file_url_is_downloaded(mirror, target):
    retrieve(source(url=(mirror / "folder" / "a.csv").as_uri()), target)
    assert target.read_bytes() == CONTENT


def test_a_right_target_is_left_alone(mirror, target):
    retrieve(source(), target, mirror)
    before = target.stat().st_mtime_ns
    retrieve(source(), target, mirror / "gone")
    assert target.stat().st_mtime_ns == before


def test_a_file_of_the_users_own_that_lies_there_is_left_alone(target):
    target.parent.mkdir(parents=True)
    target.write_bytes(CONTENT)
    before = target.stat().st_mtime_ns
    retrieve(source(url=None), target)
    assert (target.read_bytes(), target.stat().st_mtime_ns) == (CONTENT, before)
    verify(source(url=None), target)


def test_a_file_of_the_users_own_comes_from_a_mirror(mirror, target):
    retrieve(source(url=None), target, mirror)
    assert target.read_bytes() == CONTENT


@pytest.mark.parametrize("lies_there", [None, b"another edition"])
def test_a_file_of_the_users_own_that_is_absent_or_another_is_asked_for(target, lies_there):
    if lies_there is not None:
        target.parent.mkdir(parents=True)
        target.write_bytes(lies_there)
    with pytest.raises(DataError, match=rf"folder/a\.csv: a file of your own.*{HASH} at .*a\.csv.*mirror"):
        retrieve(source(url=None), target)
    assert (target.read_bytes() if target.exists() else None) == lies_there


def test_a_wrong_hash_shows_both_and_writes_nothing(mirror, target):
    wrong = "0" * 64
    with pytest.raises(DataError, match=rf"folder/a\.csv.*{HASH}.*expected {wrong}"):
        retrieve(source(sha256=wrong), target, mirror)
    assert not target.exists()


def test_a_missing_mirror_says_so(mirror, target):
    with pytest.raises(DataError, match=r"folder/a\.csv: the mirror folder .*gone does not exist"):
        retrieve(source(), target, mirror / "gone")


def test_a_file_missing_in_the_mirror_says_where_to_get_it(mirror, target):
    (mirror / "folder" / "a.csv").unlink()
    with pytest.raises(DataError, match=rf"no such file.*example\.org.*{HASH}"):
        retrieve(source(), target, mirror)


def test_no_network_says_so_after_three_tries(target, monkeypatch):
    pauses = []
    monkeypatch.setattr(module.time, "sleep", pauses.append)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    with pytest.raises(DataError, match=rf"folder/a\.csv: could not be downloaded.*{HASH}.*mirror"):
        retrieve(source(url=f"http://127.0.0.1:{port}/a.csv"), target)
    assert len(pauses) == module.TRIES - 1
    assert not target.exists()


def test_an_address_of_another_kind_is_refused(target):
    with pytest.raises(SpecError, match="must begin with https"):
        retrieve(source(url="ftp://example.org/a.csv"), target)


def test_a_simulated_file_is_not_retrieved(target):
    with pytest.raises(SpecError, match="simulation"):
        retrieve(Source(**FACTS), target)


def test_a_changed_file_is_noticed(mirror):
    path = mirror / "folder" / "a.csv"
    path.write_bytes(CONTENT + b" ")
    with pytest.raises(DataError, match=f"expected {HASH}"):
        verify(source(), path)


def test_a_missing_raw_file_is_noticed(tmp_path):
    with pytest.raises(DataError, match="missing"):
        verify(source(), tmp_path / "a.csv")
