"""Questions about cases: one case with its file, and the lists that pages show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, func, or_, tuple_
from sqlalchemy.orm import Mapped, QueryableAttribute, defer
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from domain.light import Light
from domain.organisation import Person
from store.overdue import Age, of_age, overdue_for
from store.supervision import issued_by
from store.tables import CasePartyRow, CaseRow, EntryRow, EvidenceRow, LetterRow, OrganisationRow, WatchRow
from store.visibility import visible_to

# A list shows neither where each date comes from nor what each letter says; they are read when somebody asks.
_NOT_IN_LISTS = tuple(
    defer(cast("QueryableAttribute[Any]", each)) for each in (CaseRow.state, CaseRow.derivation)
)
_NOT_IN_HEADINGS = tuple(
    defer(cast("QueryableAttribute[Any]", each)) for each in (LetterRow.words, LetterRow.facts)
)


@dataclass(frozen=True)
class Filter:
    """What a list asks for: a box, and what narrows it. `after` is the last row of the page before."""

    box: str
    now: datetime
    definition: str | None = None
    light: Light | None = None
    is_overdue: bool | None = None
    holder: str | None = None
    words: str | None = None
    after: tuple[datetime, str] | None = None
    limit: int = 50
    stage: str | None = None
    age: Age | None = None


def case_for(session: Session, person: Person, case_id: str) -> CaseRow | None:
    """Return the case with this id or number if the person's organisation may read it."""
    named = or_(col(CaseRow.id) == case_id, col(CaseRow.number) == case_id)
    return session.exec(select(CaseRow).where(named, visible_to(person))).first()


def cases_in(session: Session, person: Person, asked: Filter) -> Sequence[CaseRow]:
    """Return one page of a box: todo, overdue and supervision by due date, opened and watched with the newest first."""
    statement = _box(select(CaseRow), person, asked.box)
    statement = _narrowed(statement, asked)
    name, descends = _order(asked.box)
    key: Mapped[Any] = col(getattr(CaseRow, name))
    row_key = tuple_(key, col(CaseRow.id))
    if asked.after is not None:
        statement = statement.where(row_key < asked.after if descends else row_key > asked.after)
    ordered = (key.desc(), col(CaseRow.id).desc()) if descends else (key, col(CaseRow.id))
    page = statement.order_by(*ordered).limit(asked.limit + 1)
    return session.exec(page.options(*_NOT_IN_LISTS)).all()


def count_in(session: Session, person: Person, asked: Filter, *, most: int = 1000) -> int:
    """Return how many cases a box holds; stops counting at `most`."""
    inner = (
        _narrowed(_box(select(CaseRow), person, asked.box), asked)
        .with_only_columns(col(CaseRow.id))
        .limit(most)
    )
    return session.scalar(select(func.count()).select_from(inner.subquery())) or 0


def sort_key(row: CaseRow, box: str) -> datetime:
    """Return the moment by which the box sorts this row."""
    name, _ = _order(box)
    moment: datetime | None = getattr(row, name)
    return moment or row.opened_at


def _order(box: str) -> tuple[str, bool]:
    """Return the column by which a box is sorted, and whether from the newest."""
    match box:
        case "todo" | "supervision":
            return "due_at", False
        case "overdue":
            return "overdue_at", False  # the due date that has passed; its index holds nothing else
        case _:
            return "opened_at", True


def _box(statement: SelectOfScalar[CaseRow], person: Person, box: str) -> SelectOfScalar[CaseRow]:
    match box:
        case "todo":
            return statement.where(col(CaseRow.holder) == person.org_code, col(CaseRow.outcome).is_(None))
        case "opened":
            return statement.where(col(CaseRow.opened_org) == person.org_code)
        case "watch":
            watched = select(WatchRow.case_id).where(WatchRow.login == person.login)
            return statement.where(col(CaseRow.id).in_(watched), visible_to(person))
        case "overdue":
            return statement.where(overdue_for(person))
        case "supervision":
            return statement.where(issued_by(person))
        case _:
            return statement.where(visible_to(person))


def _narrowed(statement: SelectOfScalar[CaseRow], asked: Filter) -> SelectOfScalar[CaseRow]:
    if asked.definition:
        statement = statement.where(col(CaseRow.definition) == asked.definition)
    if asked.holder:
        statement = statement.where(col(CaseRow.holder) == asked.holder)
    if asked.is_overdue is not None:
        overdue = col(CaseRow.overdue_at)
        statement = statement.where(overdue.is_not(None) if asked.is_overdue else overdue.is_(None))
    if asked.stage:
        statement = statement.where(col(CaseRow.stage) == asked.stage)
    if asked.age is not None:
        statement = statement.where(of_age(asked.age, asked.now))
    if asked.light is not None:
        statement = statement.where(_has_light(asked.light, asked.now))
    if asked.words:
        statement = statement.where(col(CaseRow.search).icontains(asked.words, autoescape=True))
    return statement


def _has_light(light: Light, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a row shows this light now; the moments were computed when it was recorded."""
    row_open = col(CaseRow.outcome).is_(None)
    grey = func.coalesce(col(CaseRow.suspended_until) > now, False)
    yellow, red, dark = col(CaseRow.yellow_at), col(CaseRow.due_at), col(CaseRow.dark_red_at)
    match light:
        case Light.GREY:
            return and_(row_open, grey)
        case Light.GREEN:
            return and_(row_open, ~grey, yellow > now)
        case Light.YELLOW:
            return and_(row_open, ~grey, yellow <= now, red > now)
        case Light.RED:
            return and_(row_open, ~grey, red <= now, dark > now)
        case Light.DARK_RED:
            return and_(row_open, ~grey, dark <= now)


def entries_of(session: Session, case_id: str) -> Sequence[EntryRow]:
    """Return the case file in its order."""
    return session.exec(select(EntryRow).where(EntryRow.case_id == case_id).order_by(col(EntryRow.seq))).all()


def entry_of_act(session: Session, case_id: str, act_id: str) -> EntryRow | None:
    """Return the entry that an act has become, if it has."""
    return session.exec(
        select(EntryRow).where(EntryRow.case_id == case_id, EntryRow.act_id == act_id)
    ).first()


def letters_of(session: Session, case_id: str) -> Sequence[LetterRow]:
    """Return the letters of a case in the order of their entries."""
    return session.exec(
        select(LetterRow)
        .where(LetterRow.case_id == case_id)
        .order_by(col(LetterRow.seq))
        .options(*_NOT_IN_HEADINGS)
    ).all()


def evidence_of(session: Session, case_id: str) -> Sequence[EvidenceRow]:
    """Return the manifest of a case."""
    statement = select(EvidenceRow).where(EvidenceRow.case_id == case_id)
    return session.exec(statement.order_by(col(EvidenceRow.seq), col(EvidenceRow.name))).all()


def parties_of(session: Session, case_id: str) -> list[tuple[CasePartyRow, OrganisationRow]]:
    """Return who is and was party, with the organisations."""
    statement = (
        select(CasePartyRow, OrganisationRow)
        .join(OrganisationRow, col(OrganisationRow.code) == CasePartyRow.org)
        .where(CasePartyRow.case_id == case_id)
        .order_by(col(CasePartyRow.since_seq), col(CasePartyRow.role))
    )
    return [(party, organisation) for party, organisation in session.exec(statement).all()]


def names_of(session: Session, codes: set[str]) -> dict[str, str]:
    """Return the short names of organisations by their codes."""
    rows = session.exec(
        select(OrganisationRow.code, OrganisationRow.short_name).where(col(OrganisationRow.code).in_(codes))
    ).all()
    return dict(rows)
