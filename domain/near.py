"""What somebody may have meant by a name that does not exist."""

from collections.abc import Iterable
from difflib import get_close_matches

_LIKENESS = 0.7


def or_meant(name: str, known: Iterable[str]) -> str:
    """Return a few words that name what is written almost like it; nothing when nothing is."""
    near = get_close_matches(name, sorted(known), n=2, cutoff=_LIKENESS)
    return f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
