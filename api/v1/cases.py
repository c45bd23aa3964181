"""Cases: open, list, read, act."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Header, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlmodel import Session

from api import casework
from api.casework import Wish
from api.clock import now
from api.errors import RequestInvalid
from api.identity import Asking
from api.resources import Resources, Served
from api.seen import case_seen
from api.shapes import CaseOut, CaseSummaryOut, EntryOut
from api.v1.definitions import definition_named
from api.views import entry_out, summary, whole
from domain.light import Light
from domain.model import Model
from domain.organisation import Person
from store import cases
from store.overdue import Age
from store.watching import set_watch

router = APIRouter(tags=["cases"])

Box = Literal["todo", "opened", "watch", "overdue", "supervision", "all"]
Name = Annotated[str, StringConstraints(max_length=64)]
Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]


class CaseIn(BaseModel):
    """A new case; parties that the registry finds by itself need not be named."""

    model_config = ConfigDict(extra="forbid")
    definition: str
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    parties: dict[Name, Name] = {}
    form: dict[Name, Any] = {}


class ActIn(BaseModel):
    """An act; `seq` is the entry on which the caller decided."""

    model_config = ConfigDict(extra="forbid")
    seq: Annotated[int, Field(ge=1)]
    form: dict[Name, Any] = {}


class CasesOut(Model):
    """One page of a list; `cursor` asks for the next one and is absent on the last."""

    items: list[CaseSummaryOut]
    cursor: str | None


@router.post("/cases", status_code=201)
async def open_case(
    resources: Served, person: Asking, body: CaseIn, response: Response, key: Key = None
) -> CaseOut:
    """Open a case. The same Idempotency-Key by the same officer opens it once."""
    definition = definition_named(resources, body.definition)
    wish = Wish(key=key or str(uuid4()), form=body.form)
    case_id = await casework.open_case(resources, person, definition, body.title, body.parties, wish)
    response.headers["Location"] = f"/api/v1/cases/{case_id}"
    return await _case(resources, person, case_id)


@router.get("/cases")
async def list_cases(
    resources: Served,
    person: Asking,
    box: Box = "todo",
    definition: str | None = None,
    light: Light | None = None,
    overdue: bool | None = None,  # noqa: FBT001  (a query parameter)
    holder: str | None = None,
    stage: str | None = None,
    age: Age | None = None,
    q: Annotated[str | None, Query(max_length=100)] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> CasesOut:
    """Return one page of a box: what waits for us, we opened, I watch, is overdue, we supervise; or all I may see."""
    asked = cases.Filter(
        box, now(), definition, light, overdue, holder, q or None, after(cursor), limit, stage, age
    )

    def question(session: Session) -> CasesOut:
        return page(resources, session, person, asked)

    return await resources.read(question)


def page(resources: Resources, session: Session, person: Person, asked: cases.Filter) -> CasesOut:
    """Return one page of a list with the cursor of the next."""
    rows = cases.cases_in(session, person, asked)
    shown = rows[: asked.limit]
    names = cases.names_of(session, {code for row in shown for code in (row.holder, row.opened_org) if code})
    items = [
        summary(row, resources.shelf.definition(session, row.digest), names, at=asked.now) for row in shown
    ]
    more = len(rows) > len(shown)
    cursor = cursor_of(cases.sort_key(shown[-1], asked.box), shown[-1].id) if more else None
    return CasesOut(items=items, cursor=cursor)


def cursor_of(at: datetime, row_id: str) -> str:
    """Return what asks for the page after a row."""
    return urlsafe_b64encode(f"{at.isoformat()} {row_id}".encode()).decode()


def after(cursor: str | None) -> tuple[datetime, str] | None:
    """Return the row after which a page begins.

    Raises:
        RequestInvalid: The cursor is none of ours.
    """
    if not cursor:
        return None
    try:
        at, case_id = urlsafe_b64decode(cursor.encode()).decode().split(" ")
        return datetime.fromisoformat(at), case_id
    except ValueError as error:
        raise RequestInvalid("翻页参数无效", "The cursor is not valid.") from error


@router.get("/cases/{case_id}")
async def case(resources: Served, person: Asking, case_id: str) -> CaseOut:
    """Return a case by its id or number."""
    return await _case(resources, person, case_id)


@router.get("/cases/{case_id}/entries")
async def entries(resources: Served, person: Asking, case_id: str) -> list[EntryOut]:
    """Return the case file."""

    def question(session: Session) -> list[EntryOut]:
        row = case_seen(session, person, case_id)
        return [entry_out(entry) for entry in cases.entries_of(session, row.id)]

    return await resources.read(question)


@router.post("/cases/{case_id}/actions/{action}")
async def act(
    resources: Served, person: Asking, case_id: str, action: str, body: ActIn, key: Key = None
) -> CaseOut:
    """Do one act. The same Idempotency-Key by the same officer on the same case does it once."""
    wish = Wish(key=key or str(uuid4()), form=body.form, seq=body.seq)

    def answer(session: Session, known_id: str) -> CaseOut:
        return _shown(resources, session, person, known_id)

    return await casework.act(resources, person, case_id, action, wish, answer)


@router.put("/cases/{case_id}/watch", status_code=204)
async def watch(resources: Served, person: Asking, case_id: str) -> None:
    """Follow a case."""
    await resources.ask(lambda session: _watch(session, person, case_id, is_on=True))


@router.delete("/cases/{case_id}/watch", status_code=204)
async def unwatch(resources: Served, person: Asking, case_id: str) -> None:
    """Stop following a case."""
    await resources.ask(lambda session: _watch(session, person, case_id, is_on=False))


def _watch(session: Session, person: Person, case_id: str, *, is_on: bool) -> None:
    set_watch(session, person, case_seen(session, person, case_id).id, is_on=is_on)


async def _case(resources: Resources, person: Person, case_id: str) -> CaseOut:
    return await resources.read(lambda session: _shown(resources, session, person, case_id))


def _shown(resources: Resources, session: Session, person: Person, case_id: str) -> CaseOut:
    return whole(resources, session, person, case_seen(session, person, case_id))
