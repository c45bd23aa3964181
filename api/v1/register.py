"""The register of an issuer's numbers: each letter with its status, and whether the numbers are whole."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from sqlmodel import Session

from api.clock import now
from api.identity import Asking
from api.letters import letters
from api.resources import Served
from api.tasks import BodyOut
from api.v1.cases import after, cursor_of
from domain.model import Model
from domain.office_time import local_day
from domain.organisation import Person
from store.register import (
    NumberSequence,
    Register,
    RegisterLine,
    issuer_for,
    number_sequences,
    register_rows,
    years_of,
)

router = APIRouter(tags=["letters"])

OWN = "own"
Status = Literal["issued", "served", "answered", "voided", "withdrawn"]
Code = Annotated[str, Query(max_length=64)]
Year = Annotated[int | None, Query(ge=1900, le=2999)]


class RegisterLineOut(Model):
    """A number with its letter; a letter that no longer stands keeps its number, with the reason."""

    id: str
    number: str
    kind: str
    title: str
    addressee: BodyOut
    issued_at: datetime
    case_id: str
    case_number: str
    case_title: str
    status: str
    reason: str | None = None
    ended_at: datetime | None = None


class SequenceOut(Model):
    """The numbers taken of one sequence in a year, from 1 to `last`; counted, not claimed.

    `is_whole` when each of them belongs to exactly one letter; `missing` names those that belong to none.
    """

    sequence: str
    kinds: list[str]
    title: str
    last: int
    issued: int
    ended: int
    is_whole: bool
    missing: list[int]


class RegisterOut(Model):
    """One page of a register; `cursor` asks for the next one and is absent on the last."""

    issuer: BodyOut
    year: int
    years: list[int]
    sequences: list[SequenceOut]
    items: list[RegisterLineOut]
    cursor: str | None


@router.get("/register")
async def register(
    resources: Served,
    person: Asking,
    issuer: Code = OWN,
    kind: Code | None = None,
    year: Year = None,
    status: Status | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> RegisterOut:
    """Return the register of the caller's organisation, or of another one of the region that the caller supervises.

    Without a year it is this year's.
    """
    asked = Register(
        issuer=person.org_code if issuer == OWN else issuer,
        year=year or local_day(now()).year,
        kinds=(kind,) if kind else (),
        status=status,
        after=after(cursor),
        limit=limit,
    )
    return await resources.read(lambda session: register_page(session, person, asked))


def register_page(session: Session, person: Person, asked: Register) -> RegisterOut:
    """Return one page of a register with the sequences that it shows."""
    body = issuer_for(session, person, asked.issuer)
    year = asked.year or local_day(now()).year
    rows = register_rows(session, asked)
    shown = rows[: asked.limit]
    return RegisterOut(
        issuer=BodyOut(code=body.code, name=body.short_name),
        year=year,
        years=sorted({year, *years_of(session, body.code)}, reverse=True),
        sequences=[
            _sequence_out(each)
            for each in number_sequences(session, body.code, year, _sequences(asked.kinds))
        ],
        items=[_line_out(each) for each in shown],
        cursor=cursor_of(shown[-1].issued_at, shown[-1].id) if len(rows) > len(shown) else None,
    )


def _sequences(kinds: tuple[str, ...]) -> dict[str, str]:
    """Return in which sequence each kind is numbered; of chosen kinds only, with those that share their numbers."""
    every = {name: kind.sequence for name, kind in letters().kinds.items()}
    chosen = {every[kind] for kind in kinds if kind in every} if kinds else set(every.values())
    return {name: sequence for name, sequence in every.items() if sequence in chosen}


def _sequence_out(counted: NumberSequence) -> SequenceOut:
    kinds = {name: kind for name, kind in letters().kinds.items() if kind.sequence == counted.sequence}
    return SequenceOut(
        sequence=counted.sequence,
        kinds=list(kinds),
        title="、".join(dict.fromkeys(kind.title.partition("（")[0] for kind in kinds.values())),
        last=counted.last,
        issued=counted.issued,
        ended=counted.ended,
        is_whole=counted.is_whole,
        missing=list(counted.missing),
    )


def _line_out(line: RegisterLine) -> RegisterLineOut:
    said = {name: getattr(line, name) for name in RegisterLineOut.model_fields if name != "addressee"}
    return RegisterLineOut(**said, addressee=BodyOut(code=line.addressee, name=line.addressee_name))
