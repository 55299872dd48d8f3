"""What lies in a replication package, and under which name."""

import re
from collections.abc import Iterable, Mapping

from nqpf.errors import DataError
from nqpf.specs.study import Study

CONFIGURATION = "config/config.yaml"
OWN_README = "docs/project_readme.md"
VERIFIED = r"results/[^/]+/verify/"


def members(study: Study, files: Mapping[str, bytes], readme: str, language: str = "en") -> dict[str, bytes]:
    """Name in the package -> content, sorted; `readme` is the page that opens it.

    files: path in the project -> content, of code, specs, results and raw files. Results go to
    `published/`, so that a run in the package makes its own and can be held against them.
    Raises DataError where a raw file may not be passed on.
    """
    refuse_kept(study, files)
    chosen = configuration(files[CONFIGURATION].decode(), study=study.name, mirror='""', language=language)
    settled = {**files, CONFIGURATION: chosen.encode()}
    named = {_name(path): content for path, content in settled.items()} | {"README.md": readme.encode()}
    return {f"{folder(study)}/{name}": named[name] for name in sorted(named)}


def folder(study: Study) -> str:
    """The one folder at the top of the package."""
    return f"{study.name}_replication"


def configuration(text: str, **values: str) -> str:
    """The configuration with these values: what was packed is what plain `snakemake` makes again."""
    for key, value in values.items():
        line, pattern = f"{key}: {value}", rf"(?m)^{key}:.*$"
        text = re.sub(pattern, line, text) if re.search(pattern, text) else f"{text}\n{line}\n"
    return text


def refuse_kept(study: Study, files: Iterable[str]) -> None:
    """Raise DataError when a raw file is among `files` that `sources.yaml` does not let pass on."""
    kept = {
        f"data/raw/{study.name}/{one.file}": name
        for name, one in study.sources.sources.items()
        if not one.redistribute
    }
    for path in files:
        if path in kept:
            raise DataError(
                f"{path}: the source '{kept[path]}' may not be passed on; leave it out, or write "
                "'redistribute: true' in sources.yaml if its licence allows it."
            )


def refuse_places(contents: Mapping[str, bytes], places: Iterable[str]) -> None:
    """Raise DataError when a file names a folder of this computer, such as the home folder."""
    marks = [place.encode() for place in places if len(place) > 1]
    for name, content in contents.items():
        found = [mark.decode() for mark in marks if mark in content]
        if found:
            raise DataError(
                f"{name}: it names the folder {found[0]} of this computer; write a relative path."
            )


def _name(path: str) -> str:
    """What `verify` measured stays in its place: the report shows it, a rerun does not measure it."""
    if path == "README.md":
        return OWN_README
    return path if re.match(VERIFIED, path) else re.sub(r"^results/", "published/", path)
