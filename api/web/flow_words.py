"""Breaking a stage's title so that it fits into a box: SVG does not break lines by itself."""

from unicodedata import east_asian_width

_WIDEST = 14
"""Half-width columns in one line; a Chinese character takes two."""
_MOST = 3


def wrapped(title: str, widest: int = _WIDEST, most: int = _MOST) -> list[str]:
    """Return the lines of a title; words stay whole, Chinese breaks anywhere but before punctuation.

    `widest` is in half-width columns; what does not fit into `most` lines is left off.
    """
    lines = [""]
    for piece in _pieces(title):
        is_too_long = _width(lines[-1] + piece.rstrip()) > widest
        if lines[-1] and is_too_long and piece not in "，、。；":
            lines.append("")
        lines[-1] += piece
    kept = [line.strip() for line in lines]
    return kept if len(kept) <= most else [*kept[: most - 1], kept[most - 1] + "…"]


def _pieces(title: str) -> list[str]:
    pieces: list[str] = []
    for character in title:
        if pieces and character.isascii() and pieces[-1][-1].isascii() and not pieces[-1].endswith(" "):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
