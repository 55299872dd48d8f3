"""Bring a raw file to its place: from a mirror folder or from its pinned address, checked by sha256.

This module touches disk and network.
"""

import hashlib
import time
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote, urlsplit

from nqpf.errors import DataError, SpecError
from nqpf.files import sha256, write_bytes
from nqpf.specs.sources import Source

TIMEOUT_SECONDS = 60.0
TRIES = 3
PAUSE_SECONDS = 2.0
SCHEMES = ("http", "https", "file")


def retrieve(source: Source, target: Path, mirror: Path | None = None) -> None:
    """Write the bytes of a source to `target`, whole and checked, or not at all.

    A target that already holds these bytes is left alone.
    Raises SpecError for a source without hash, and DataError when the file is not in the mirror,
    cannot be downloaded, is the user's own and absent, or differs from its pinned hash.
    """
    if source.sha256 is None:
        raise SpecError(
            f"{source.file}: the source has no sha256; its file is written by the study's simulation."
        )
    if target.is_file() and sha256(target) == source.sha256:
        return
    content = _download(source, _url(source, target)) if mirror is None else _from_mirror(source, mirror)
    origin = str(source.url) if mirror is None else f"the mirror {mirror}"
    _refuse_other(source, hashlib.sha256(content).hexdigest(), origin)
    write_bytes(target, content)


def _url(source: Source, target: Path) -> str:
    """The address of a source; a user's own file has none and must be laid in its place."""
    if source.url is None:
        raise DataError(
            f"{source.file}: a file of your own, which no address brings; lay the file with sha256 "
            f"{source.sha256} at {target}, or point --config mirror=<folder> at a folder that holds it."
        )
    return source.url


def verify(source: Source, path: Path) -> None:
    """Check that a raw file is there and is the pinned one.

    Raises DataError when it is missing, or differs from its pinned hash. A source without hash
    (simulated) only has to be there.
    """
    if not path.is_file():
        raise DataError(
            f"{path}: the raw file is missing; run the pipeline, whose rule 'retrieve' brings it."
        )
    if source.sha256 is not None:
        _refuse_other(source, sha256(path), str(path))


def _refuse_other(source: Source, found: str, origin: str) -> None:
    if found != source.sha256:
        raise DataError(
            f"{source.file}: the file from {origin} has sha256 {found}, expected {source.sha256}; "
            "it is another version or was changed: get the pinned one, or pin this one in sources.yaml."
        )


def _from_mirror(source: Source, mirror: Path) -> bytes:
    path = mirror / source.file
    if not mirror.is_dir():
        raise DataError(
            f"{source.file}: the mirror folder {mirror} does not exist; correct --config mirror=<folder>."
        )
    if not path.is_file():
        origin = f" from {source.url}" if source.url else ""
        raise DataError(
            f"{source.file}: the mirror folder {mirror} has no such file; put the file{origin} "
            f"(sha256 {source.sha256}) at {path}, or run without a mirror."
        )
    return path.read_bytes()


def _download(source: Source, url: str) -> bytes:
    """Ask a few times; a network may hiccup, but a plain 'no' (4xx) is final."""
    address = _address(source, url)
    for attempt in range(1, TRIES + 1):
        try:
            with urllib.request.urlopen(address, timeout=TIMEOUT_SECONDS) as answer:
                return bytes(answer.read())
        except (OSError, HTTPException) as error:
            refused = isinstance(error, urllib.error.HTTPError) and error.code < 500
            if refused or attempt == TRIES:
                raise DataError(_no_download(source, url, error)) from None
            time.sleep(PAUSE_SECONDS * attempt)
    raise AssertionError("the loop above returns or raises")


def _address(source: Source, url: str) -> str:
    if urlsplit(url).scheme not in SCHEMES:
        raise SpecError(f"{source.file}: the url '{url}' must begin with https://, http:// or file://.")
    return quote(url, safe=":/?&=%#+,;@~")


def _no_download(source: Source, url: str, error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    return (
        f"{source.file}: could not be downloaded from {url} ({reason}), expected a file with sha256 "
        f"{source.sha256}; check the network, or point --config mirror=<folder> at a folder that holds it."
    )
