"""The organisation's inbox."""

from datetime import datetime

from fastapi import APIRouter
from sqlmodel import Session

from api.away import NotFound
from api.clock import now
from api.identity import Asking
from api.resources import Served
from domain.model import Model
from store.inbox import mark_read, notices_for

router = APIRouter(tags=["inbox"])


class NoticeOut(Model):
    """A message to the organisation."""

    id: int
    case_id: str
    kind: str
    text: str
    text_en: str
    at: datetime
    read_at: datetime | None


@router.get("/notices")
async def notices(resources: Served, person: Asking) -> list[NoticeOut]:
    """Return the newest messages, unread ones first."""

    def question(session: Session) -> list[NoticeOut]:
        rows = notices_for(session, person)
        return [NoticeOut(**row.model_dump(include=set(NoticeOut.model_fields))) for row in rows]

    return await resources.ask(question)


@router.post("/notices/{notice_id}/read", status_code=204)
async def read(resources: Served, person: Asking, notice_id: int) -> None:
    """Mark a message as read."""
    at = now()
    if not await resources.ask(lambda session: mark_read(session, person, notice_id, at=at)):
        raise NotFound(str(notice_id))
