"""The organisation's inbox: what it was urged to do, and that it was read."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from api.away import NotFound
from api.clock import now
from api.web.digest import reminder
from api.web.visit import Facts, Visiting
from domain.office_time import local_day
from store.inbox import mark_read, notices_for

router = APIRouter()

_MOST = 100


@router.get("/inbox")
async def inbox(visit: Visiting) -> HTMLResponse:
    """Show today's reminder, then the newest messages, unread ones first."""
    at = now()

    def question(session: Session) -> Facts:
        return {
            "notices": notices_for(session, visit.person, limit=_MOST),
            "digest": reminder(session, visit, at=at),
            "is_of_today": lambda day: day == local_day(at),
        }

    return await visit.show("inbox.html", question)


@router.post("/inbox/{notice_id}/read")
async def read(visit: Visiting, notice_id: int) -> Response:
    """Mark a message as read."""
    at = now()
    if not await visit.resources.ask(lambda session: mark_read(session, visit.person, notice_id, at=at)):
        raise NotFound(str(notice_id))
    return visit.go("/inbox")
