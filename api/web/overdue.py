"""What is overdue in the supervised region: by body and age, and the cases themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.clock import now
from api.v1.cases import list_cases
from api.web.lights import time_left
from api.web.visit import Facts, Visiting
from domain.case import NotEntitled
from domain.organisation import OrganisationKind
from store.cases import OverdueBody, overdue_by_body
from store.organisations import organisation

router = APIRouter()

_PAGE = 20
_BODIES = 50
"""How many bodies are drawn, the worst first; a municipality has a thousand."""
_BAR = 240
"""Width of the longest bar, in pixels."""


@dataclass(frozen=True)
class Bar:
    """How many overdue cases a body has, as widths: up to 5 days, up to 20, more."""

    body: OverdueBody
    total: int
    widths: tuple[int, int, int]


@router.get("/overdue")
async def overdue(
    visit: Visiting,
    holder: Annotated[str, Query(max_length=64)] = "",
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """Show the supervision office what is overdue."""
    if visit.person.kind is not OrganisationKind.SUPERVISION:
        raise NotEntitled("本页供行政执法监督机构使用", "this page is for supervision offices")
    found = await list_cases(
        visit.resources,
        visit.person,
        box="overdue",
        holder=holder or None,
        cursor=cursor or None,
        limit=_PAGE,
    )

    def question(session: Session) -> Facts:
        at = now()
        bodies = overdue_by_body(session, visit.person, now=at)
        chosen = organisation(session, holder) if holder else None
        return {
            "bars": bars(bodies[:_BODIES]),
            "bodies_left": len(bodies[_BODIES:]),
            "ages": _ages(bodies),
            "cases": found,
            "holder": holder,
            "holder_name": chosen.short_name if chosen else "",
            "time_left": lambda due_at: time_left(visit.language, due_at, at),
        }

    return await visit.show("overdue.html", question)


def bars(bodies: Sequence[OverdueBody]) -> list[Bar]:
    """Return the bodies with bars in proportion to the one that has most; a single case is still seen."""
    most = max((each.short + each.middle + each.long for each in bodies), default=0)
    return [_bar(each, most) for each in bodies]


def _bar(body: OverdueBody, most: int) -> Bar:
    counts = (body.short, body.middle, body.long)
    short, middle, long = (max(4, count * _BAR // most) if count else 0 for count in counts)
    return Bar(body, sum(counts), (short, middle, long))


def _ages(bodies: Sequence[OverdueBody]) -> tuple[int, int, int]:
    return (
        sum(each.short for each in bodies),
        sum(each.middle for each in bodies),
        sum(each.long for each in bodies),
    )
