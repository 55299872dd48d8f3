"""Which rule made a file, from what, and which rules stand before it. Snakemake tells; here it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Rule:
    """One rule: what it says it does, and where it is written (paths from the root of the project)."""

    name: str
    message: str
    file: str
    script: str


@dataclass(frozen=True)
class Trace:
    """makers: file -> rule; inputs: file -> the files it is made of; rules by name."""

    makers: Mapping[str, str]
    inputs: Mapping[str, tuple[str, ...]]
    rules: Mapping[str, Rule]

    def chain(self, file: str) -> tuple[str, ...]:
        """The rules behind a file, its own first, then breadth first; each once."""
        found: dict[str, None] = {}
        seen, waiting = {file}, [file]
        while waiting:
            current = waiting.pop(0)
            if current in self.makers:
                found[self.makers[current]] = None
            fresh = [path for path in self.inputs.get(current, ()) if path not in seen]
            seen.update(fresh)
            waiting += fresh
        return tuple(found)

    def edges(self) -> set[tuple[str, str]]:
        """Pairs (rule, rule that reads its files)."""
        return {
            (self.makers[path], self.makers[file])
            for file, paths in self.inputs.items()
            for path in paths
            if path in self.makers and file in self.makers and self.makers[path] != self.makers[file]
        }


def from_plain(found: Mapping[str, Any]) -> Trace:
    """Read what the workflow hands over: {"files": {file: [rule, [inputs]]}, "rules": {name: {...}}}."""
    files = found["files"]
    return Trace(
        makers={file: rule for file, (rule, _) in files.items()},
        inputs={file: tuple(inputs) for file, (_, inputs) in files.items()},
        rules={name: Rule(name=name, **facts) for name, facts in found["rules"].items()},
    )
