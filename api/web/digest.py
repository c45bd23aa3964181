"""The daily reminder on the pages: shown until it is read or another working day has passed."""

from datetime import date, datetime
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response
from sqlmodel import Session

from api.clock import now
from api.v1.digest import DigestOut, digest_out
from api.web.addresses import own_address
from api.web.visit import Visit, Visiting
from domain.office_time import local_day
from scenarios.body_calendars import calendars
from store.dating import CalendarFor
from store.digests import mark_digests_read, newest_digest
from store.tables import DigestRow

router = APIRouter()


@router.post("/digest/read")
async def read(visit: Visiting, day: Annotated[date, Form()], back: Annotated[str, Form()] = "/") -> Response:
    """Mark the reminder of this day, and those before it, as read."""
    at, login = now(), visit.person.login
    await visit.resources.ask(lambda session: mark_digests_read(session, login, until=day, at=at))
    return visit.go(own_address(back))


def reminder(session: Session, visit: Visit, *, at: datetime) -> DigestOut | None:
    """Return the visitor's digest of today or of the last working day if something of it still waits."""
    row = newest_digest(session, visit.person.login)
    return None if row is None else _shown(session, visit, row, at=at)


def unread_reminder(session: Session, visit: Visit, *, at: datetime) -> DigestOut | None:
    """Return the reminder as long as the visitor has not read it."""
    row = newest_digest(session, visit.person.login)
    return None if row is None or row.read_at else _shown(session, visit, row, at=at)


def _shown(session: Session, visit: Visit, row: DigestRow, *, at: datetime) -> DigestOut | None:
    if row.day < _last_working_day(visit, local_day(at)):
        return None
    found = digest_out(session, visit.person, row, at=at)
    return found if found.cases else None


@cache
def _calendar_for() -> CalendarFor:
    return calendars()


def _last_working_day(visit: Visit, today: date) -> date:
    calendar = _calendar_for()(visit.person.region, visit.person.org_code)
    return calendar.nth_working_day(today, -1)
