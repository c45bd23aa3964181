"""Whom a township may want to whistle for: owners of the items it speaks of, and those who answered similar whistles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.grounds import Words, basis_words, item_words
from domain.item_list import ListedItem
from domain.likeness import Parts, is_alike, is_said, parts_of, share
from domain.limit import Confidence
from domain.organisation import OrganisationKind
from domain.whose import Body, Found

MOST = 5
_MOST_HITS = 12
_SCENARIO_WORDS = ("执法监管", "一件事", "综合查一次", "一次")
_NAMED = 0.5
"""From this share of a scenario's title on, one part of an item's title is enough."""
_A_WHISTLE, _WHISTLES = 0.2, 1.0
"""What one similar whistle weighs beside an item that was named whole, and how much all of them together at most."""


@dataclass(frozen=True)
class Hit:
    """An item of which the words speak, and how much."""

    listed: ListedItem
    weight: float


@dataclass(frozen=True)
class Earlier:
    """An earlier whistle: what it was about, without its place, and the bodies that answered it."""

    about: Parts
    answered: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """A body that is proposed, with the reasons in words: the item that was said most clearly, and similar whistles."""

    body: Body
    reasons: tuple[Words, ...]


def items_said(items: Mapping[str, ListedItem], words: str) -> list[Hit]:
    """Return the items of which the words speak, the most likely first."""
    said = parts_of(words)
    hits = [Hit(each, weight) for each in items.values() if (weight := _weight(each, said)) > 0]
    return sorted(hits, key=lambda hit: (-hit.weight, hit.listed.code))[:_MOST_HITS]


def _weight(listed: ListedItem, said: Parts) -> float:
    """Return how much was said of an item: of its title or everyday words, and of its scenario's title."""
    scenario = share(said, _parts(_bare(listed.procedure.title))) or share(
        said, _parts(listed.procedure.title_en)
    )
    phrases = [_parts(each) for each in (listed.item.title, listed.item.title_en, *listed.item.also)]
    heard = [
        share(said, each) for each in phrases if is_said(said, each) or (scenario >= _NAMED and said & each)
    ]
    return max(heard) + scenario / 10 if heard else 0.0


def _bare(title: str) -> str:
    for words in _SCENARIO_WORDS:
        title = title.replace(words, " ")
    return title


@lru_cache(maxsize=2048)
def _parts(text: str) -> Parts:
    return parts_of(text)


def similar(earlier: Iterable[Earlier], words: str) -> list[Earlier]:
    """Return the earlier whistles that speak of the same as the words."""
    said = parts_of(words)
    return [each for each in earlier if is_alike(said, each.about)]


def proposed(
    hits: Sequence[tuple[Hit, Found]],
    whistles: Sequence[Earlier],
    bodies: Mapping[str, Body],
    kinds: Sequence[OrganisationKind],
) -> list[Proposal]:
    """Return the bodies of these kinds that are proposed, the most likely first, each once with its reasons."""
    weights: dict[str, float] = {}
    reasons: dict[str, list[Words]] = {}
    known = dict(bodies)
    for hit, found in hits:
        known[found.body.code] = found.body
        weights[found.body.code] = max(weights.get(found.body.code, 0), hit.weight)
        reasons.setdefault(found.body.code, [_of_item(hit.listed)])
    for code, times in _times(whistles).items():
        weights[code] = weights.get(code, 0) + min(times * _A_WHISTLE, _WHISTLES)
        reasons.setdefault(code, []).append(_of_whistles(times))
    likely = sorted(weights, key=lambda code: (-weights[code], code))
    fitting = [code for code in likely if code in known and (not kinds or known[code].kind in kinds)]
    return [Proposal(known[code], tuple(reasons[code])) for code in fitting[:MOST]]


def _times(whistles: Iterable[Earlier]) -> dict[str, int]:
    times: dict[str, int] = {}
    for each in whistles:
        for code in dict.fromkeys(each.answered):
            times[code] = times.get(code, 0) + 1
    return times


def _of_item(listed: ListedItem) -> Words:
    what, basis = item_words(listed.item), basis_words(listed.item.basis, listed.item.confidence)
    if listed.item.confidence is Confidence.C:
        return Words(zh=f"{what.zh}（{basis.zh}）", en=f"{what.en} ({basis.en})")
    return Words(zh=f"{what.zh}：{basis.zh}", en=f"{what.en}: {basis.en}")


def _of_whistles(times: int) -> Words:
    return Words(zh=f"{times}件类似吹哨", en=f"{times} similar whistle{'' if times == 1 else 's'}")
