"""The picture of a procedure: its stages as boxes along the usual way, and the way that this case has gone.

The usual way follows each stage's primary action to the target that needs no condition; every other stage
stands below it, as near as there is room to where it is entered from.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from api.web.flow_lines import BOX_HEIGHT, BOX_WIDTH, MARGIN, Arrow, arrow, column_x, row_y
from api.web.flow_words import wrapped
from api.web.language import Language
from domain.procedure import Action, Definition, Procedure

Place = tuple[int, int]
Move = tuple[str | None, str]
"""From which stage to which; the opening comes from none."""


@dataclass(frozen=True)
class Box:
    """A stage as a box; `lines` is its title, broken where it does not fit."""

    x: int
    y: int
    lines: Sequence[str]
    party: str
    is_current: bool
    is_visited: bool
    is_end: bool


@dataclass(frozen=True)
class Flow:
    """The picture, in pixels."""

    width: int
    height: int
    boxes: Sequence[Box]
    arrows: Sequence[Arrow]


def flow_of(definition: Definition, language: Language, stage: str, moves: Sequence[Move]) -> Flow:
    """Return the picture of a case's procedure, with where the case stands and the moves that brought it there."""
    procedure = definition.procedure
    places = _places(procedure, stage)
    gone = {(start, end) for start, end in moves if start != end}
    visited = {end for _, end in moves}
    boxes = [
        _box(procedure, language, name, place, is_current=name == stage, is_visited=name in visited)
        for name, place in places.items()
    ]
    arrows = [
        arrow(places[start], places[end], title=title, is_gone=(start, end) in gone)
        for start, end, title in _ways(procedure, language, places)
    ]
    columns = max(column for column, _ in places.values()) + 1
    rows = max(row for _, row in places.values()) + 1
    return Flow(
        width=column_x(columns - 1) + BOX_WIDTH + MARGIN,
        height=row_y(rows - 1) + BOX_HEIGHT + (MARGIN if rows == 1 else MARGIN + 8),
        boxes=boxes,
        # What the case has gone is drawn last, over the ways it might have.
        arrows=sorted(arrows, key=lambda each: each.is_gone),
    )


def _box(
    procedure: Procedure, language: Language, name: str, place: Place, *, is_current: bool, is_visited: bool
) -> Box:
    stage = procedure.stages.get(name)
    return Box(
        x=column_x(place[0]),
        y=row_y(place[1]),
        lines=wrapped(language.title(procedure.stage_title(name))),
        party=language.title(procedure.parties[stage.who]) if stage else language.say("办结"),
        is_current=is_current,
        is_visited=is_visited,
        is_end=stage is None,
    )


def usual_way(procedure: Procedure) -> list[str]:
    """Return the stages on the usual way, in order, with the ending it leads to."""
    start = procedure.opens.targets[-1].to
    way, here = [start], start
    while here in procedure.stages:
        ahead = next(iter(_ahead(procedure.stages[here].actions.values(), way)), None)
        if ahead is None:
            break
        way.append(ahead)
        here = ahead
    return way


def _ahead(actions: Iterable[Action], way: Sequence[str]) -> Iterator[str]:
    """Yield where a stage usually leads: primary actions first, targets without a condition first."""
    for action in sorted(actions, key=lambda each: each.look != "primary"):
        for target in sorted(action.targets, key=lambda each: each.when is not None):
            if target.to not in way:
                yield target.to


def _places(procedure: Procedure, stage: str) -> dict[str, Place]:
    """Return column and row of each box: the usual way above, the rest below; an ending only where it belongs."""
    way = usual_way(procedure)
    places: dict[str, Place] = {name: (column, 0) for column, name in enumerate(way)}
    aside = [name for name in procedure.stages if name not in places]
    if stage not in places and stage in procedure.closed:
        aside.append(stage)
    column = -1
    for name in aside:
        column = max(column + 1, _entered_at(procedure, name, places))
        places[name] = (column, 1)
    return places


def _entered_at(procedure: Procedure, name: str, places: dict[str, Place]) -> int:
    """Return the first column from which a stage is entered."""
    return min(
        (
            places[start][0]
            for start, stage in procedure.stages.items()
            if start in places
            and any(name == target.to for a in stage.actions.values() for target in a.targets)
        ),
        default=0,
    )


def _ways(
    procedure: Procedure, language: Language, places: dict[str, Place]
) -> Iterator[tuple[str, str, str]]:
    """Yield each pair of boxes that some action joins, with the titles of those actions."""
    titles: dict[tuple[str, str], list[str]] = {}
    for start, stage in procedure.stages.items():
        for action in stage.actions.values():
            for target in action.targets:
                if target.to in places:
                    titles.setdefault((start, target.to), []).append(language.title(action))
    for (start, end), names in titles.items():
        yield start, end, language.pick("、", ", ").join(names)
