"""Archives: the same content gives the same bytes, whenever and wherever it was packed."""

import io
import time
import zipfile

from nqpf.page.archive import WHEN, settled, zipped

CONTENTS = {"b.txt": "二".encode(), "a/c.txt": b"1" * 1000}


def test_content_and_order_are_kept():
    with zipfile.ZipFile(io.BytesIO(zipped(CONTENTS))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == CONTENTS
        assert archive.namelist() == ["b.txt", "a/c.txt"]
        assert {entry.date_time for entry in archive.infolist()} == {WHEN}


def test_the_same_content_gives_the_same_bytes():
    assert zipped(CONTENTS) == zipped(dict(CONTENTS))


def test_an_archive_of_another_day_settles_to_the_same_bytes():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in CONTENTS.items():
            archive.writestr(zipfile.ZipInfo(name, time.gmtime()[:6]), content)
    assert stream.getvalue() != zipped(CONTENTS)
    assert settled(stream.getvalue()) == zipped(CONTENTS)


def test_files_unpack_readable():
    with zipfile.ZipFile(io.BytesIO(zipped(CONTENTS))) as archive:
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o644}
