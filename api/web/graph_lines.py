"""Where the boxes of a plan's picture stand, layer by layer, and how the arrows between them run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BOX_WIDTH, BOX_HEIGHT = 148, 74
MARGIN = 12
_GAP, _ROW_GAP = 44, 20
_MOST_ROWS = 6
"""A layer with more tasks takes more than one column."""

Place = tuple[int, int]
"""Column and row."""


@dataclass(frozen=True)
class Edge:
    """An arrow from task to task, as an SVG path; `is_gone` when what stands before it is settled."""

    path: str
    is_gone: bool
    is_by_finding: bool


def left_of(column: int) -> int:
    """Return the left edge of a column."""
    return MARGIN + column * (BOX_WIDTH + _GAP)


def top_of(row: int) -> int:
    """Return the upper edge of a row."""
    return MARGIN + row * (BOX_HEIGHT + _ROW_GAP)


def layers_of(names: Sequence[str], before: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return the names in layers: each stands behind all that come before it."""
    depth: dict[str, int] = {}

    def deep(name: str) -> int:
        if name not in depth:
            depth[name] = 1 + max((deep(each) for each in before[name]), default=-1)
        return depth[name]

    for name in names:
        deep(name)
    return [[name for name in names if depth[name] == each] for each in range(max(depth.values()) + 1)]


def places_of(layers: Sequence[Sequence[str]], before: Mapping[str, Sequence[str]]) -> dict[str, Place]:
    """Return where each name stands: beside what comes before it, in as few columns as the rows allow."""
    places: dict[str, Place] = {}
    column = 0
    for layer in layers:
        columns = -(-len(layer) // _MOST_ROWS)
        rows = -(-len(layer) // columns)
        for nth, name in enumerate(sorted(layer, key=lambda each: _height(before[each], places))):
            places[name] = (column + nth // rows, nth % rows)
        column += columns
    return places


def _height(before: Sequence[str], places: Mapping[str, Place]) -> float:
    """Return about in which row a task would stand straight behind those before it."""
    return sum(places[each][1] for each in before) / len(before) if before else 0.0


def direct(before: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return what comes right before each name: who is waited for anyway, by way of another, needs no arrow."""
    known: dict[str, set[str]] = {}

    def all_before(name: str) -> set[str]:
        if name not in known:
            known[name] = {*before[name], *(far for near in before[name] for far in all_before(near))}
        return known[name]

    far = {name: {each for near in before[name] for each in all_before(near)} for name in before}
    return {name: tuple(each for each in before[name] if each not in far[name]) for name in before}


def path_between(start: Place, end: Place) -> str:
    """Return an arrow's way: over to the next column, or through the gap under the row and past those between."""
    x1, x2 = left_of(start[0]) + BOX_WIDTH, left_of(end[0])
    y1, y2 = (top_of(row) + BOX_HEIGHT // 2 for row in (start[1], end[1]))
    if end[0] == start[0] + 1:
        bend = (x1 + x2) // 2
        return f"M{x1} {y1} C{bend} {y1} {bend} {y2} {x2} {y2}"
    lane = top_of(start[1]) + BOX_HEIGHT + _ROW_GAP // 2
    out, back = x1 + _GAP // 2, x2 - _GAP // 2
    return (
        f"M{x1} {y1} C{out} {y1} {x1 + 8} {lane} {x1 + _GAP - 6} {lane} L{x2 - _GAP + 6} {lane} "
        f"C{x2 - 8} {lane} {back} {y2} {x2} {y2}"
    )
