"""Questions about cases: one case with its file, and the lists that pages show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import sqlalchemy
from sqlalchemy import ColumnElement, and_, false, func, or_, tuple_
from sqlalchemy.orm import Mapped, QueryableAttribute, defer
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from domain.light import Light
from domain.organisation import OrganisationKind, Person
from store.tables import CasePartyRow, CaseRow, EntryRow, EvidenceRow, LetterRow, OrganisationRow, WatchRow
from store.visibility import visible_to, within

_MOST = 100
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


def case_for(session: Session, person: Person, case_id: str) -> CaseRow | None:
    """Return the case with this id or number if the person's organisation may read it."""
    named = or_(col(CaseRow.id) == case_id, col(CaseRow.number) == case_id)
    return session.exec(select(CaseRow).where(named, visible_to(person))).first()


def cases_in(session: Session, person: Person, asked: Filter) -> Sequence[CaseRow]:
    """Return one page of a box: todo and overdue by due date, opened and watched with the newest first."""
    statement = _box(select(CaseRow), person, asked.box)
    statement = _narrowed(statement, asked)
    key, descends = _order(asked.box)
    row_key = tuple_(key, col(CaseRow.id))
    if asked.after is not None:
        statement = statement.where(row_key < asked.after if descends else row_key > asked.after)
    ordered = (key.desc(), col(CaseRow.id).desc()) if descends else (key, col(CaseRow.id))
    page = statement.order_by(*ordered).limit(min(asked.limit, _MOST) + 1)
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
    moment = row.opened_at if _order(box)[1] else row.due_at
    return moment or row.opened_at


def _order(box: str) -> tuple[Mapped[datetime | None] | Mapped[datetime], bool]:
    if box in ("todo", "overdue"):
        return col(CaseRow.due_at), False
    return col(CaseRow.opened_at), True


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
            return statement.where(_overdue_for(person))
        case _:
            return statement.where(visible_to(person))


def _overdue_for(person: Person) -> ColumnElement[bool]:
    """Return the condition of the supervisor's list: overdue, and the holder is of the supervised region."""
    if person.kind is not OrganisationKind.SUPERVISION:
        return false()
    return and_(col(CaseRow.overdue_at).is_not(None), within(col(CaseRow.holder_region), person.region))


def _narrowed(statement: SelectOfScalar[CaseRow], asked: Filter) -> SelectOfScalar[CaseRow]:
    if asked.definition:
        statement = statement.where(col(CaseRow.definition) == asked.definition)
    if asked.holder:
        statement = statement.where(col(CaseRow.holder) == asked.holder)
    if asked.is_overdue is not None:
        overdue = col(CaseRow.overdue_at)
        statement = statement.where(overdue.is_not(None) if asked.is_overdue else overdue.is_(None))
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


@dataclass(frozen=True)
class OverdueBody:
    """How many overdue cases a body holds, by how many whole days: up to 5, 6 to 20, and more."""

    org: str
    name: str
    short: int
    middle: int
    long: int
    oldest_at: datetime


def overdue_by_body(session: Session, person: Person, *, now: datetime) -> list[OverdueBody]:
    """Return the supervised bodies with overdue cases, the worst first; ages are calendar days since the due date."""
    days = func.extract("epoch", now - col(CaseRow.overdue_at)) / 86400
    count = func.count()
    statement = (
        sqlalchemy.select(
            col(OrganisationRow.code),
            col(OrganisationRow.short_name),
            count.filter(days < 6),
            count.filter(and_(days >= 6, days < 21)),
            count.filter(days >= 21),
            func.min(col(CaseRow.overdue_at)),
        )
        .join(CaseRow, col(CaseRow.holder) == OrganisationRow.code)
        .where(_overdue_for(person))
        .group_by(col(OrganisationRow.code), col(OrganisationRow.short_name))
        .order_by(count.desc())
    )
    return [OverdueBody(*row) for row in session.execute(statement).all()]


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
