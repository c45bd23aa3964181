"""A plan in miniature, for lists: its tasks as small blocks in their order, those by circumstance only outlined."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.web.graph_lines import direct, layers_of, places_of
from domain.plan import Plan

_WIDTH, _HEIGHT = 14, 7
_STEP_X, _STEP_Y = 22, 11


@dataclass(frozen=True)
class Block:
    """A task as a block."""

    x: int
    y: int
    is_conditional: bool


@dataclass(frozen=True)
class Thumbnail:
    """The picture in pixels; `lines` are SVG paths."""

    width: int
    height: int
    blocks: Sequence[Block]
    lines: Sequence[str]


def thumbnail(plan: Plan) -> Thumbnail | None:
    """Return the miniature of a plan; none of a single task, which says nothing."""
    if len(plan.tasks) < 2:
        return None
    before = {name: plan.before(name) for name in plan.tasks}
    places = places_of(layers_of(list(before), before), before)
    at = {name: (column * _STEP_X, row * _STEP_Y) for name, (column, row) in places.items()}
    return Thumbnail(
        width=max(x for x, _ in at.values()) + _WIDTH,
        height=max(y for _, y in at.values()) + _HEIGHT,
        blocks=[
            Block(
                x,
                y,
                is_conditional=plan.tasks[name].when is not None or plan.tasks[name].for_each is not None,
            )
            for name, (x, y) in at.items()
        ],
        lines=[_line(at[start], at[end]) for end, starts in direct(before).items() for start in starts],
    )


def _line(start: tuple[int, int], end: tuple[int, int]) -> str:
    middle = _HEIGHT // 2
    return f"M{start[0] + _WIDTH} {start[1] + middle} L{end[0]} {end[1] + middle}"
