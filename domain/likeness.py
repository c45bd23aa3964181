"""How much two texts have in common: pairs of neighbouring characters in Chinese, whole words in English."""

import re

_RUN = re.compile(r"[一-鿿]+|[a-z0-9]+")
_SMALL = re.compile(r"或者|以及|[的了被在和与及把给将]")
"""Words that join others; a pair of characters across one of them says nothing."""
_SMALL_EN = frozenset({"the", "and", "for", "with", "without", "not", "from", "into", "other", "than"})
_SHORTEST = 3
_LEAST_COMMON, _LEAST_SHARE = 2, 0.3

Parts = frozenset[str]


def parts_of(text: str) -> Parts:
    """Return the pairs of characters and the words of which a text consists."""
    found: set[str] = set()
    for run in _RUN.findall(_SMALL.sub(" ", text.casefold())):
        if run.isascii():
            found |= {run} if len(run) >= _SHORTEST and run not in _SMALL_EN else set()
        else:
            found |= {run[at : at + 2] for at in range(len(run) - 1)}
    return frozenset(found)


def share(said: Parts, phrase: Parts) -> float:
    """Return how much of a phrase was said, from 0 to 1."""
    return len(said & phrase) / len(phrase) if phrase else 0.0


def is_said(said: Parts, phrase: Parts) -> bool:
    """Return whether enough of a phrase was said: two parts and three of ten, or all of a shorter one."""
    common = len(said & phrase)
    return common > 0 and (
        common == len(phrase) or (common >= _LEAST_COMMON and common / len(phrase) >= _LEAST_SHARE)
    )


def is_alike(one: Parts, other: Parts) -> bool:
    """Return whether two texts speak of the same: enough of the shorter one is in the longer one."""
    shorter, longer = sorted((one, other), key=len)
    return is_said(longer, shorter)
