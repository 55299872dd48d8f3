"""The raw files of a study as a data editor asks for them: what, whence, by what right, provided or not."""

from collections.abc import Mapping
from typing import Any

from nqpf.specs.sources import Source
from nqpf.specs.study import Study


def datasets(study: Study, hashes: Mapping[str, str]) -> list[dict[str, Any]]:
    """One row per source, in the order of `sources.yaml`.

    hashes: path of a raw file -> sha256 in the run at hand, for files that the specs do not pin.
    """
    used = variables_by_source(study)
    return [
        {
            "name": name,
            "path": f"data/raw/{study.name}/{source.file}",
            "source": source,
            "sha256": source.sha256 or hashes.get(f"data/raw/{study.name}/{source.file}", ""),
            "how": how_to_get(study, source),
            "variables": used.get(name, []),
        }
        for name, source in study.sources.sources.items()
    ]


def how_to_get(study: Study, source: Source) -> str:
    """Where a file comes from, in one sentence."""
    if source.url:
        return (
            f"The workflow retrieves it from {source.url} and refuses it unless its sha256 is the one below."
        )
    if study.simulated:
        return f"The rule `simulate` draws it from config/studies/{study.name}/simulation.yaml."
    if source.redistribute:
        return "It lies in this package."
    return "No address is recorded: ask the authors, and lay it at its path."


def variables_by_source(study: Study) -> dict[str, list[str]]:
    """Source -> variables that are made of one of its series, in the order of the codebook."""
    found: dict[str, list[str]] = {}
    for name in study.codebook.variables:
        series = study.codebook.series_of(name)
        for source in sorted({study.codebook.series[one].source for one in series}):
            found.setdefault(source, []).append(name)
    return found


def availability(study: Study) -> str:
    """Which data are in the package, and where the rest is, in one to three sentences."""
    sources = list(study.sources.sources.values())
    kept = [one for one in sources if not one.redistribute]
    if not kept:
        return "All raw data are in this package."
    public = sum(bool(one.url) for one in kept)
    said = [f"Of {len(sources)} raw files, {len(sources) - len(kept)} lie in this package."]
    if public:
        said.append(f"The workflow retrieves {public} from public addresses.")
    if public < len(kept):
        said.append(f"For {len(kept) - public} no address is recorded.")
    return " ".join(said)


def held(study: Study) -> str:
    """What the raw folder of a package holds, in a few words."""
    provided = [one.redistribute for one in study.sources.sources.values()]
    if all(provided):
        return "the raw files"
    return (
        "the raw files that may be passed on; a run adds the others"
        if any(provided)
        else "not here; a run fills it"
    )
