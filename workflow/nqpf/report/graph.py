"""The rules of a run as a layered drawing (Sugiyama, Tagawa & Toda 1981, in its simplest form), as SVG.

Layers by longest path from the raw files; order inside a layer by the mean place of what is read;
edges that a longer way implies are left out. Same edges, same bytes.
"""

from collections.abc import Iterable, Mapping
from html import escape
from itertools import pairwise

WIDTH, HEIGHT, GAP, STEP, PASS = 136.0, 30.0, 16.0, 66.0, 22.0  # all in pixels
FAMILIES = "Verdana, DejaVu Sans, Libertinus Serif, sans-serif"
Edge = tuple[str, str]


def draw(edges: Iterable[Edge], messages: Mapping[str, str], *, title: str) -> str:
    """Draw the graph. messages: what each rule says it does, shown when a box is pointed at."""
    kept = reduced(set(edges))
    depth = depths(kept)
    ways = {edge: _way(edge, depth) for edge in sorted(kept)}
    layers = ordered(depth, ways)
    height = len(layers) * STEP + GAP
    places = _places(layers)
    lines = [_line([places[point] for point in way]) for way in ways.values()]
    boxes = [_box(name, places[name], messages.get(name, "")) for name in sorted(depth)]
    width = max((x for x, _ in places.values()), default=0.0) + WIDTH / 2 + GAP
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-label="{escape(title)}">'
    )
    return "\n".join([head, _ARROW, *lines, *boxes, "</svg>"])


def mermaid(edges: Iterable[Edge]) -> str:
    """The same graph as Mermaid text, for whoever wants to draw it anew."""
    return "\n".join(["flowchart TB", *(f"  {a} --> {b}" for a, b in sorted(reduced(set(edges))))])


def reduced(edges: set[Edge]) -> set[Edge]:
    """Leave out every edge that a longer way implies (transitive reduction)."""
    below = {a: {b for start, b in edges if start == a} for a, _ in edges}
    return {(a, b) for a, b in edges if not any(_reaches(c, b, below) for c in below[a] if c != b)}


def depths(edges: set[Edge]) -> dict[str, int]:
    """How many rules stand above each rule on the longest way to it."""
    above: dict[str, set[str]] = {}
    for a, b in sorted(edges):
        above.setdefault(a, set())
        above.setdefault(b, set()).add(a)
    depth: dict[str, int] = {}

    def deep(name: str) -> int:
        if name not in depth:
            depth[name] = 1 + max((deep(one) for one in sorted(above[name])), default=-1)
        return depth[name]

    return {name: deep(name) for name in sorted(above)}


def ordered(depth: Mapping[str, int], ways: Mapping[Edge, list[str]]) -> list[list[str]]:
    """The points of every layer, by the mean place of what stands above them, so that fewer lines cross."""
    layers: list[list[str]] = [[] for _ in range(1 + max(depth.values(), default=-1))]
    above: dict[str, list[str]] = {}
    for way in ways.values():
        for high, low in pairwise(way):
            above.setdefault(low, []).append(high)
        for step, point in enumerate(way[1:-1], start=depth[way[0]] + 1):
            layers[step].append(point)
    for name, row in depth.items():
        layers[row].append(name)
    place: dict[str, float] = {}
    for row, layer in enumerate(layers):
        layers[row] = sorted(layer, key=lambda one: (_mean([place[a] for a in above.get(one, [])]), one))
        place |= {name: (i + 0.5) / len(layer) for i, name in enumerate(layers[row])}
    return layers


def _way(edge: Edge, depth: Mapping[str, int]) -> list[str]:
    """The points that a line passes: its ends, and one in every layer between, so that it meets no box."""
    start, end = edge
    return [start, *(f"{start} {end} {row}" for row in range(depth[start] + 1, depth[end])), end]


_ARROW = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" '
    'orient="auto"><path d="M0 0L8 4L0 8z" fill="#767676"/></marker></defs>'
)


def _reaches(start: str, end: str, below: Mapping[str, set[str]]) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        current = waiting.pop()
        if current == end:
            return True
        fresh = below.get(current, set()) - seen
        seen |= fresh
        waiting += sorted(fresh)
    return False


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.5


def _places(layers: list[list[str]]) -> dict[str, tuple[float, float]]:
    """The middle of the top edge of every box; a point where a line passes takes less room than a box."""
    rooms = [[WIDTH + GAP if " " not in name else PASS for name in layer] for layer in layers]
    width = max((sum(room) for room in rooms), default=0.0) + GAP
    places: dict[str, tuple[float, float]] = {}
    for row, (layer, room) in enumerate(zip(layers, rooms, strict=True)):
        left = (width - sum(room)) / 2
        for name, own in zip(layer, room, strict=True):
            places[name] = (left + own / 2, GAP / 2 + row * STEP)
            left += own
    return places


def _line(points: list[tuple[float, float]]) -> str:
    """A curve from the bottom of a box to the top of another, upright where it passes a layer."""
    way = f"M{points[0][0]:.1f} {points[0][1] + HEIGHT:.1f}"
    for (x1, y1), (x2, y2) in pairwise(points):
        middle = (y1 + HEIGHT + y2) / 2
        way += f"C{x1:.1f} {middle:.1f} {x2:.1f} {middle:.1f} {x2:.1f} {y2:.1f}"
        way += f"L{x2:.1f} {y2 + HEIGHT:.1f}" if (x2, y2) != points[-1] else ""
    return f'<path d="{way}" fill="none" stroke="#767676" stroke-width="1" marker-end="url(#tip)"/>'


def _box(name: str, place: tuple[float, float], message: str) -> str:
    x, y = place
    return (
        f"<g><title>{escape(message or name)}</title>"
        f'<rect x="{x - WIDTH / 2:.1f}" y="{y:.1f}" width="{WIDTH:g}" height="{HEIGHT:g}" rx="4" '
        f'fill="#eef4f9" stroke="#0072B2"/><text x="{x:.1f}" y="{y + 19:.1f}" font-size="11.5" '
        f'text-anchor="middle" fill="#222" font-family="{FAMILIES}">{escape(name)}</text></g>'
    )
