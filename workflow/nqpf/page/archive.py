"""Zip archives that are the same bytes for the same content (docx, xlsx, replication packages)."""

import io
import zipfile
from collections.abc import Mapping

WHEN = (1980, 1, 1, 0, 0, 0)
"""The earliest date that an entry of a zip can bear; the date of the run would change every archive."""
MODE = 0o644 << 16
UNIX = 3
"""The system that made the entry, by the zip specification; else Python writes the one it runs on."""


def settled(archive: bytes) -> bytes:
    """Write an archive anew: its entries in their order, all of one date."""
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        return zipped({name: source.read(name) for name in source.namelist()})


def zipped(contents: Mapping[str, bytes]) -> bytes:
    """Make an archive of names and bytes, in the order given."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, WHEN)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, MODE
            entry.create_system = UNIX
            target.writestr(entry, content)
    return stream.getvalue()
