"""Breaks a title into lines: words stay whole, and the lines make a trapezoid or a diamond (GB/T 9704-2012, 7.3.1)."""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, combinations, pairwise

import rjieba

LONGEST_LINE = 18
"""Characters of 22 pt; the type area holds 20, and a title keeps away from its edges."""

_NOT_AT_START = set("的函、，。；：》”’）〕！？等")
_NOT_AT_END = set("《“‘（〔关于对和与及未无不没被将把在已所")
_UNEVEN, _WAIST, _SPLIT_ISSUER, _ONE_LINE_MORE, _SHORT_END = 1.0, 60.0, 80.0, 12.0, 40.0


def title_lines(title: str, issuer: str = "", names: Sequence[str] = ()) -> tuple[str, ...]:
    """Break the title; a line after the issuer's name is the best of breaks, and names are not torn."""
    if len(title) <= LONGEST_LINE:
        return (title,)
    breaks = _breaks(title, {issuer, *names} - {""})
    fewest = -(-len(title) // LONGEST_LINE)
    found = [
        (_ugliness(ways, len(issuer) if title.startswith(issuer) else 0) + _ONE_LINE_MORE * more, ways)
        for more in (0, 1)
        for ways in _ways(len(title), breaks, fewest + more)
    ]
    if not found:
        return _evenly(title, fewest)
    _, best = min(found)
    return tuple(title[start:end] for start, end in zip((0, *best), best, strict=False))


def _breaks(title: str, names: set[str]) -> list[int]:
    """Return where a line may end: between words, and not where punctuation or 的 would start the next."""
    short = sorted((name for name in names if len(name) <= LONGEST_LINE - 4), key=len, reverse=True)
    parts = re.split(f"({'|'.join(map(re.escape, short))})", title) if short else [title]
    words = [word for part in parts for word in ([part] if part in short else rjieba.cut(part))]
    ends = list(accumulate(len(word) for word in words if word))[:-1]
    return [end for end in ends if title[end] not in _NOT_AT_START and title[end - 1] not in _NOT_AT_END]


def _ways(length: int, breaks: Sequence[int], count: int) -> Iterator[tuple[int, ...]]:
    """Yield the ends of the lines for each way that keeps every line short enough."""
    for chosen in combinations(breaks, count - 1):
        ends = (*chosen, length)
        if all(end - start <= LONGEST_LINE for start, end in zip((0, *chosen), ends, strict=True)):
            yield ends


def _ugliness(ends: Sequence[int], issuer: int) -> float:
    lengths = [end - start for start, end in zip((0, *ends), ends, strict=False)]
    rises = [after - before for before, after in pairwise(lengths)]
    has_waist = any(first < 0 < second for first, second in pairwise(rises))
    uneven = sum(rise * rise for rise in rises) + sum(2 for rise in rises if rise == 0)
    splits_issuer = bool(issuer) and issuer <= LONGEST_LINE and issuer not in ends
    short_end = lengths[-1] < 4
    return _UNEVEN * uneven + _WAIST * has_waist + _SPLIT_ISSUER * splits_issuer + _SHORT_END * short_end


def _evenly(title: str, count: int) -> tuple[str, ...]:
    """Cut a title that has no way between its words into equal lines."""
    step = -(-len(title) // count)
    return tuple(title[start : start + step] for start in range(0, len(title), step))
