"""The item list as a page: every item by its scenario, what it rests on, who has it in the visitor's district and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.items import ListedItemOut, items_of, listed_items
from api.web.catalogue import Words
from api.web.language import Language
from api.web.visit import Facts, Visiting
from domain.grounds import authority_words

router = APIRouter()


@dataclass(frozen=True)
class ItemShown:
    """An item in a row; `owner` is empty when the district has nobody, then `why` says so."""

    code: str
    title: str
    basis: str
    confidence: str
    owner: str
    authority: str
    why: Sequence[str]


Group = tuple[str, str, Sequence[ItemShown]]
"""A scenario, its title, and its items."""


@router.get("/items")
async def items(visit: Visiting, words: Words = "") -> HTMLResponse:
    """List the items, or those that are searched for."""
    listed = items_of(visit.resources)

    def facts(session: Session) -> Facts:
        found = listed_items(session, listed, visit.person, words.strip())
        groups = _grouped(visit.language, found)
        return {"groups": groups, "total": len(listed), "words": words.strip()}

    return await visit.show("items.html", facts)


def _grouped(language: Language, items: Sequence[ListedItemOut]) -> list[Group]:
    return [
        (
            scenario,
            language.pick(rows[0].scenario_title, rows[0].scenario_title_en),
            [_shown(language, row) for row in rows],
        )
        for scenario, group in groupby(items, lambda each: each.scenario)
        if (rows := list(group))
    ]


def _shown(language: Language, item: ListedItemOut) -> ItemShown:
    owner, nobody = item.owner, item.nobody
    said = owner.why if owner else [nobody] if nobody else []
    title = authority_words(owner.authority) if owner and owner.authority else None
    return ItemShown(
        code=item.code,
        title=language.pick(item.title, item.title_en),
        basis=item.basis or "",
        confidence=item.confidence,
        owner=owner.organisation.name if owner else "",
        authority=language.pick(title.zh, title.en) if title else "",
        why=[language.pick(each.zh, each.en) for each in said],
    )
