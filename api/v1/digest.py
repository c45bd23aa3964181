"""The officer's daily digest: what was due soon that morning and still waits."""

from datetime import date, datetime

from fastapi import APIRouter
from sqlmodel import Session

from api.clock import now
from api.identity import Asking
from api.light import light_of
from api.resources import Served
from api.shapes import TitledOut
from domain.light import Light
from domain.model import Model
from domain.organisation import Person
from store.digests import DueSoon, mark_digests_read, newest_digest, still_due
from store.tables import CaseRow, DigestRow

router = APIRouter(tags=["inbox"])


class DueSoonOut(Model):
    """A case that is due soon, with the due date and the light of now."""

    id: str
    number: str
    title: str
    stage: TitledOut
    due_at: datetime
    light: Light


class DigestOut(Model):
    """The reminder of one working day; a case that was moved on since is left out."""

    day: date
    at: datetime
    read_at: datetime | None
    cases: list[DueSoonOut]


@router.get("/digest")
async def digest(resources: Served, person: Asking) -> DigestOut | None:
    """Return the caller's newest digest; null when there is none."""
    at = now()

    def question(session: Session) -> DigestOut | None:
        row = newest_digest(session, person.login)
        return digest_out(session, person, row, at=at) if row else None

    return await resources.ask(question)


@router.post("/digest/read", status_code=204)
async def read(resources: Served, person: Asking, day: date | None = None) -> None:
    """Mark the caller's digests as read, those up to a day or all."""
    at = now()
    await resources.ask(lambda session: mark_digests_read(session, person.login, until=day, at=at))


def digest_out(session: Session, person: Person, row: DigestRow, *, at: datetime) -> DigestOut:
    """Return a digest with what still waits of it."""
    cases = [_due_soon(told, case, at) for told, case in still_due(session, person, row)]
    return DigestOut(day=row.day, at=row.at, read_at=row.read_at, cases=cases)


def _due_soon(told: DueSoon, row: CaseRow, at: datetime) -> DueSoonOut:
    return DueSoonOut(
        id=row.id,
        number=row.number,
        title=row.title,
        stage=TitledOut(id=told.stage, title=told.stage_title, title_en=told.stage_title_en),
        due_at=row.due_at or told.due_at,
        light=light_of(row, at) or told.light,
    )
