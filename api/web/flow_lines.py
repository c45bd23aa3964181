"""Where the boxes of a procedure's picture stand, and how the arrows between them run."""

from dataclasses import dataclass

BOX_WIDTH, BOX_HEIGHT = 106, 62
MARGIN = 16
_GAP, _ROW_GAP = 22, 46
_TOP = 30
"""Room above the first row for the arrows that skip a stage."""
_SIDE = 14
"""How far beside the middle of a box its arrows begin, so that there and back do not coincide."""


@dataclass(frozen=True)
class Arrow:
    """A line from box to box, as an SVG path; `title` names the actions that lead there."""

    path: str
    title: str
    is_gone: bool


def column_x(column: int) -> int:
    """Return the left edge of a column."""
    return MARGIN + column * (BOX_WIDTH + _GAP)


def row_y(row: int) -> int:
    """Return the upper edge of a row."""
    return _TOP + row * (BOX_HEIGHT + _ROW_GAP)


def arrow(start: tuple[int, int], end: tuple[int, int], *, title: str, is_gone: bool) -> Arrow:
    """Return the arrow between two places."""
    return Arrow(path=_path(start, end), title=title, is_gone=is_gone)


def _path(start: tuple[int, int], end: tuple[int, int]) -> str:
    (from_column, from_row), (to_column, to_row) = start, end
    if from_row == to_row:
        return _along(start, end)
    down = to_row > from_row
    x1 = _middle(from_column) + (_SIDE if down else -_SIDE)
    x2 = _middle(to_column) + (_SIDE if down else -_SIDE)
    y1 = row_y(from_row) + (BOX_HEIGHT if down else 0)
    y2 = row_y(to_row) + (0 if down else BOX_HEIGHT)
    between = (y1 + y2) // 2
    return f"M{x1} {y1} C{x1} {between} {x2} {between} {x2} {y2}"


def _along(start: tuple[int, int], end: tuple[int, int]) -> str:
    """Return a way inside a row: straight to the neighbour, else in an arc over what lies between."""
    (from_column, row), (to_column, _) = start, end
    if to_column == from_column + 1:
        y = row_y(row) + BOX_HEIGHT // 2
        return f"M{column_x(from_column) + BOX_WIDTH} {y} L{column_x(to_column)} {y}"
    over = row == 0
    y = row_y(row) + (0 if over else BOX_HEIGHT)
    peak = y - _TOP + 4 if over else y + _TOP - 4
    x1, x2 = _middle(from_column), _middle(to_column)
    return f"M{x1} {y} C{x1} {peak} {x2} {peak} {x2} {y}"


def _middle(column: int) -> int:
    return column_x(column) + BOX_WIDTH // 2
