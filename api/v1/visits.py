"""Visits on the spot: is this one genuine, how does the firm rate it, and how many has an object or a region seen."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlmodel import Session

from api.away import NotFound
from api.clock import now
from api.identity import Asking
from api.rate import NotTooOften
from api.resources import Resources, Served
from api.tasks import BodyOut
from api.visits import CheckedOut, checked
from domain.model import Model
from domain.office_time import local_day
from domain.visits import plain_code
from store import visits
from store.ratings import rate, visit_with

router = APIRouter(tags=["visits"])

_MOST = 200
Year = Annotated[int | None, Query(ge=2000, le=2999)]


class RatingIn(BaseModel):
    """How the firm rates the visit."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    score: Annotated[int, Field(ge=1, le=5)]
    comment: Annotated[str, StringConstraints(max_length=1000)] = ""


class SummaryOut(Model):
    """The joint visits made in a year and the visits that they spared: for each, the bodies that came less one."""

    region: str
    year: int
    visits: int
    bodies: int
    spared: int


class MadeOut(Model):
    """A visit in the history of an object. `on` is when it was made, or booked while it has not begun."""

    on: datetime
    is_begun: bool
    is_planned: bool
    is_freed: bool
    lead: BodyOut
    number: str
    code: str


class HistoryOut(Model):
    """The visits of an object: how many count in this year anywhere, and those that bodies of the caller's region have led."""

    object: str
    planned: int
    triggered: int
    items: list[MadeOut]


@router.get("/check/{token}")
async def check(resources: Served, _rate: NotTooOften, token: str) -> CheckedOut:
    """Say whether a visit is genuine, who comes and what is checked; needs no account and tells nothing personal."""
    return await resources.read(lambda session: checked(resources, session, token))


@router.post("/check/{token}/rating")
async def send_rating(resources: Served, _rate: NotTooOften, token: str, body: RatingIn) -> CheckedOut:
    """Rate a visit that has begun, once and in time; the same rating again changes nothing."""
    return await rated(resources, token, body)


async def rated(resources: Resources, token: str, body: RatingIn) -> CheckedOut:
    """Write down a rating and return the visit after it.

    Raises:
        NotFound: No visit has this token, or none of which the firm may know yet.
        Refusal: It is too early, too late, or was rated otherwise.
    """

    def change(session: Session) -> CheckedOut:
        checked(resources, session, token)
        row = visit_with(session, token)
        if row is None:
            raise NotFound(token)
        rate(session, row, body.score, body.comment, at=now())
        return checked(resources, session, token)

    return await resources.ask(change)


@router.get("/visits/summary")
async def summary(resources: Served, person: Asking, year: Year = None) -> SummaryOut:
    """Return what joint visits spared the firms of the caller's region; a municipality has its districts with it."""
    asked = year or local_day(now()).year
    found = await resources.read(lambda session: visits.saved(session, person.region, asked))
    return SummaryOut(
        region=person.region, year=found.year, visits=found.visits, bodies=found.bodies, spared=found.spared
    )


@router.get("/visits")
async def history(
    resources: Served,
    person: Asking,
    code: Annotated[str, Query(alias="object", min_length=1, max_length=100)],
) -> HistoryOut:
    """Return the visits of an object by its code."""
    known = plain_code(code)

    def question(session: Session) -> HistoryOut:
        counted = visits.counted(session, known, at=now())
        rows = visits.history(session, person.region, known, most=_MOST)
        return HistoryOut(
            object=known,
            planned=counted.planned,
            triggered=counted.triggered,
            items=[
                MadeOut(
                    on=row.begun_at or row.booked_at,
                    is_begun=row.begun_at is not None,
                    is_planned=row.is_planned,
                    is_freed=row.freed_at is not None,
                    lead=BodyOut(code=lead.code, name=lead.short_name),
                    number=number,
                    code=row.code,
                )
                for row, lead, number in rows
            ],
        )

    return await resources.read(question)
