"""Hold a run against the manifest that came with a replication package."""

from collections.abc import Mapping
from typing import Any

from nqpf.errors import DataError


def compare(published: Mapping[str, Any], own: Mapping[str, Any]) -> str:
    """Say that all files are the same; both are manifests (`nqpf.provenance.manifest`).

    Raises DataError that names the files which differ or are gone, and versions that may be why.
    """
    wrong = different(published["outputs"], own["outputs"])
    if wrong:
        raise DataError(
            f"{len(wrong)} of {len(published['outputs'])} files are not as published: {', '.join(wrong)}; "
            f"{_why(published, own)}."
        )
    return f"All {len(published['outputs'])} files are identical to the published ones."


def different(published: Mapping[str, str], own: Mapping[str, str]) -> list[str]:
    """Published files whose hash is another one here, or that are not here."""
    return [name for name, known in published.items() if own.get(name) != known]


def _why(published: Mapping[str, Any], own: Mapping[str, Any]) -> str:
    """What else differs: raw files first, then versions."""
    raw = different(published["inputs"], own["inputs"])
    if raw:
        return f"these raw files are not the same either: {', '.join(raw)}"
    then, now = ({"Python": one["python"], **one["packages"]} for one in (published, own))
    versions = [f"{name} {then[name]} (here {now.get(name)})" for name in then if now.get(name) != then[name]]
    if versions:
        return f"published with {', '.join(versions)}; install workflow/envs/constraints.txt"
    return "raw files and versions are the same; code or specs were edited"
