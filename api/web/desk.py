"""My desk: what waits, what to do first, and the lists that one keeps an eye on."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.clock import now
from api.v1.cases import CasesOut, list_cases
from api.web.digest import unread_reminder
from api.web.letters_first import letters_first
from api.web.lights import time_left
from api.web.visit import Facts, Visit, Visiting
from domain.light import Light
from domain.office_time import local_day
from store.cases import Filter, count_in
from store.inbox import notices_for

router = APIRouter()

Box = Literal["todo", "opened", "watch", "all"]
_PAGE, _NOTICES, _MOST = 20, 5, 1000


@dataclass(frozen=True)
class Asked:
    """What the address asks for: a box, and what narrows it."""

    box: Box
    light: Light | None
    overdue: bool
    definition: str | None
    words: str | None
    cursor: str | None

    @property
    def is_whole(self) -> bool:
        """Return whether nothing narrows the box and its first page is shown."""
        return not (self.light or self.overdue or self.definition or self.words or self.cursor)

    def address(self, *, cursor: str | None = None) -> str:
        """Return the address of this list, from a row on."""
        return "/?" + self._query(overdue="1" if self.overdue else "", cursor=cursor or "")

    @property
    def export(self) -> str:
        """Return the address of the whole list as a spreadsheet."""
        return "/cases.xlsx?" + self._query(overdue="true" if self.overdue else "")

    def _query(self, **more: str) -> str:
        given = {
            "box": self.box,
            "light": self.light.value if self.light else "",
            "definition": self.definition or "",
            "q": self.words or "",
        } | more
        return urlencode({name: value for name, value in given.items() if value})


@router.get("/")
async def desk(
    visit: Visiting,
    box: Box = "todo",
    light: Light | Literal[""] = "",
    overdue: Annotated[str, Query(max_length=1)] = "",
    definition: str = "",
    q: Annotated[str, Query(max_length=100)] = "",
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """Show the desk."""
    asked = Asked(box, light or None, overdue == "1", definition or None, q.strip() or None, cursor or None)
    found = await list_cases(
        visit.resources,
        visit.person,
        box=box,
        definition=asked.definition,
        light=asked.light,
        overdue=asked.overdue or None,
        q=asked.words,
        cursor=asked.cursor,
        limit=_PAGE,
    )
    return await visit.show("desk.html", lambda session: _facts(session, visit, asked, found))


def _facts(session: Session, visit: Visit, asked: Asked, found: CasesOut) -> Facts:
    at = now()
    letters, letters_left = letters_first(session, visit, at=at)
    return {
        "asked": asked,
        "today": visit.language.day(local_day(at)),
        "cases": found,
        "next_page": asked.address(cursor=found.cursor) if found.cursor else None,
        "first": found.items[0] if asked.box == "todo" and asked.is_whole and found.items else None,
        "counts": _counts(session, visit, at),
        "letters_first": letters,
        "letters_left": letters_left,
        "notices": notices_for(session, visit.person, limit=_NOTICES),
        "digest": unread_reminder(session, visit, at=at),
        "is_of_today": lambda day: day == local_day(at),
        "definitions": [each.procedure for each in visit.resources.definitions.values()],
        "lights": list(Light),
        "time_left": lambda due_at: time_left(visit.language, due_at, at),
    }


def _counts(session: Session, visit: Visit, at: datetime) -> dict[str, int]:
    """Return how many cases each box holds, and how many of those that wait are late or nearly so."""
    todo = Filter("todo", at)
    asked = {
        "todo": todo,
        "late": replace(todo, is_overdue=True),
        "soon": replace(todo, light=Light.YELLOW),
        "opened": Filter("opened", at),
        "watch": Filter("watch", at),
    }
    return {name: count_in(session, visit.person, each, most=_MOST) for name, each in asked.items()}
