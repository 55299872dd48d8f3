"""From a study and its material to a document: one function per section, in the order of the paper."""

from collections.abc import Callable, Sequence

from nqpf.claims.page import doubts
from nqpf.claims.verdict import rule_in_words
from nqpf.page.table import SIMULATED, Language, say
from nqpf.page.words import MARKS
from nqpf.report import graph, listings, outline, prose
from nqpf.report.document import (
    Block,
    Bullets,
    Document,
    Drawing,
    FigureExhibit,
    Link,
    Listing,
    Paragraph,
    Section,
    Specs,
    SpecText,
    TableExhibit,
)
from nqpf.report.material import Material, Picture, Printed
from nqpf.report.origins import UP, origin_of_exhibit, origin_of_files, spec_key
from nqpf.report.said import message
from nqpf.report.trace import Trace
from nqpf.report.words import tell
from nqpf.specs.study import Study

JUDGED = {
    "baseline": ("total",),
    "effects": ("effect", "channel"),
    "twoway": ("direction",),
    "paths": ("path",),
}
"""Section -> kinds of claims whose rows of the ledger are told at its head."""


def compose(study: Study, material: Material, language: Language) -> Document:
    """Make the whole document. Tables and figures are numbered in the order in which they stand."""
    counter = _Counter(language)
    sections = [
        Section(key, _title(key, language), tuple(blocks))
        for key in outline.SECTIONS
        if (blocks := _blocks(key)(study, material, language, counter))
    ]
    return Document(
        title=tell("title", language, title=say(study.facts.title, language)),
        subtitle=say(SIMULATED, language) if study.simulated else "",
        banner=tell("banner", language) if study.simulated else "",
        language=language,
        sections=tuple(sections),
    )


class _Counter:
    """Numbers of tables and figures, counted up as they are placed."""

    def __init__(self, language: Language) -> None:
        self._language, self._last = language, {"table": 0, "figure": 0}
        self.labels: dict[str, str] = {}

    def next(self, kind: str, path: str) -> str:
        self._last[kind] += 1
        self.labels[path] = f"{tell(kind, self._language)} {self._last[kind]}"
        return self.labels[path]


Maker = Callable[[Study, Material, Language, _Counter], list[Block]]


def _title(key: str, language: Language) -> str:
    return tell("specs_section" if key == "specs" else key, language)


def _blocks(key: str) -> Maker:
    """The function that makes a section."""
    own: dict[str, Maker] = {
        "about": lambda study, material, language, _: [*prose.about(study, material, language)],
        "data": _data,
        "robustness": _robustness,
        "verify": _verify,
        "ledger": _ledger,
        "making": _making,
        "specs": _specs,
    }
    return own.get(key, _results(key))


def _results(key: str) -> Maker:
    """A section of exhibits: what was done, what the ledger says, then tables and figures."""

    def make(study: Study, material: Material, language: Language, counter: _Counter) -> list[Block]:
        shown = _exhibits(key, study, material, language, counter)
        if not shown:
            return []
        judged: list[Block] = []
        if key in JUDGED:
            said = prose.verdicts(study, material.ledger, JUDGED[key], language)
            judged = [Paragraph(tell("judged", language)), said] if said.items else []
        return [Paragraph(tell(f"{key}_intro", language)), *judged, *shown]

    return make


def _data(study: Study, material: Material, language: Language, counter: _Counter) -> list[Block]:
    made = [listings.dropped, listings.imputed, listings.unjoined, listings.unusable, listings.breaks]
    audit = [listings.overlaps, listings.placebo, listings.denominators]
    none = [] if study.facts.overlaps else [Paragraph(tell("no_overlaps", language))]
    return [
        Paragraph(tell("data_intro", language)),
        listings.sources(study, language),
        *_filled(made, study, material, language),
        *_exhibits("data", study, material, language, counter),
        *none,
        *_filled(audit, study, material, language),
    ]


def _filled(
    makers: Sequence[Callable[[Study, Material, Language], Listing]],
    study: Study,
    material: Material,
    language: Language,
) -> list[Block]:
    """The listings that have rows; an empty one is told by its count alone."""
    return [one for one in (make(study, material, language) for make in makers) if one.rows]


def _robustness(study: Study, material: Material, language: Language, counter: _Counter) -> list[Block]:
    shown = _exhibits("robustness", study, material, language, counter)
    return [Paragraph(tell("robustness_intro", language)), *shown, prose.engines(material, language)]


def _verify(study: Study, material: Material, language: Language, counter: _Counter) -> list[Block]:
    found = material.verified
    tables = [
        _table(study, material, f"verify/tables/{name}", one, counter) for name, one in found.tables.items()
    ]
    figures = [
        _figure(study, material, f"verify/figures/{name}", name, one, counter)
        for name, one in found.figures.items()
    ]
    intro: list[Block] = [Paragraph(tell("verify_intro", language))]
    return [*intro, *tables, *figures] if tables or figures else []


def _ledger(study: Study, material: Material, language: Language, counter: _Counter) -> list[Block]:
    stop = MARKS[language].stop
    rule = [Paragraph(f"{sentence}{stop}") for sentence in rule_in_words(study.theory.rule, language)]
    noted = [Paragraph(note) for note in doubts(material.ledger, language)]
    last: list[Block] = [Paragraph(tell("doubts", language)), Bullets(tuple(noted))] if noted else []
    return [
        Paragraph(f"{tell('ledger_intro', language)} {prose.counts(material.ledger, language)}"),
        listings.ledger(study, material, language, counter.labels),
        Paragraph(tell("rule_heading", language)),
        Bullets(tuple(rule), ordered=True),
        *last,
    ]


def _making(study: Study, material: Material, language: Language, counter: _Counter) -> list[Block]:
    trace, title = material.trace, tell("graph", language)
    edges, messages = trace.edges(), _messages(trace, language)
    alt = f"{title}: {', '.join(messages)}"
    drawn = Drawing(
        "graph",
        counter.next("figure", "graph"),
        title,
        alt,
        graph.draw(edges, messages, title=title),
        graph.mermaid(edges),
    )
    intro = Paragraph(tell("making_intro", language), (Link("manifest.json", "manifest.json"),))
    return [intro, drawn, listings.rules(trace, language), listings.seeds(study, language)]


def _messages(trace: Trace, language: Language) -> dict[str, str]:
    return {name: message(name, rule.message, language) for name, rule in trace.rules.items()}


def _specs(study: Study, material: Material, language: Language, _: _Counter) -> list[Block]:
    own = f"studies/{study.name}/"
    items = [
        SpecText(spec_key(path.removeprefix(own)), path.removeprefix(own), f"{UP}config/{path}", text)
        for path, text in material.specs.items()
    ]
    return [Paragraph(tell("specs_intro", language)), Specs(tuple(items))]


def _exhibits(
    key: str, study: Study, material: Material, language: Language, counter: _Counter
) -> list[Block]:
    found: list[Block] = []
    for folder, name in outline.exhibits_of(study, key):
        path = f"{folder}/{name}"
        if folder == "tables":
            found.append(_table(study, material, path, material.tables[name], counter))
        else:
            title = say(study.figures[name].title, language)
            found.append(_figure(study, material, path, title, material.figures[name], counter))
    return found


def _table(study: Study, material: Material, path: str, printed: Printed, counter: _Counter) -> TableExhibit:
    folder, _, name = path.rpartition("/")
    own = study.tables.get(name) if folder == "tables" else None
    return TableExhibit(
        key=path.replace("/", "-"),
        label=counter.next("table", path),
        html=printed.html,
        typ=printed.typ,
        sortable=own is None or own.kind not in outline.FIXED,
        origin=origin_of_exhibit(study, material.trace, "tables", name)
        if own
        else origin_of_files(
            study, material.trace, [f"{path}.{ending}" for ending in ("csv", "html", "tex")]
        ),
    )


def _figure(
    study: Study, material: Material, path: str, title: str, picture: Picture, counter: _Counter
) -> FigureExhibit:
    folder, _, name = path.rpartition("/")
    label = counter.next("figure", path)
    return FigureExhibit(
        key=path.replace("/", "-"),
        label=label,
        title=title,
        alt=f"{label}: {title}. {path}.csv",
        png=picture.png,
        pdf=picture.pdf,
        origin=origin_of_exhibit(study, material.trace, "figures", name)
        if folder == "figures"
        else origin_of_files(study, material.trace, [f"{path}.{ending}" for ending in ("csv", "pdf", "png")]),
    )
