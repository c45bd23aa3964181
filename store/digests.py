"""Digests: which cases are due soon, kept once for each officer and day, and read by that officer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, cast

import sqlalchemy
from sqlalchemy import or_, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import QueryableAttribute, defer
from sqlmodel import Session, col, select, update

from domain.light import Light
from domain.model import Model
from domain.organisation import Person, Role
from store.tables import CaseRow, DigestRow, OfficerRow, OrganisationRow
from store.visibility import visible_to

_NOT_SHOWN = tuple(
    defer(cast("QueryableAttribute[Any]", each)) for each in (CaseRow.state, CaseRow.derivation)
)


class DueSoon(Model):
    """A case in a digest, as it stood when that was written."""

    id: str
    number: str
    title: str
    stage: str
    stage_title: str
    stage_title_en: str
    assignee: str | None
    due_at: datetime
    light: Light


@dataclass(frozen=True)
class Officer:
    """Who may be reminded: an active officer of an active body."""

    login: str
    org: str
    region: str
    roles: frozenset[Role]


class Near(NamedTuple):
    """What a digest has to know of a case that may be due soon."""

    id: str
    number: str
    title: str
    stage: str
    digest: str
    holder: str
    assignee: str | None
    due_at: datetime
    yellow_at: datetime


def officers(session: Session) -> list[Officer]:
    """Return everybody who may be reminded, by body."""
    statement = (
        select(OfficerRow.login, OfficerRow.org, OrganisationRow.region, OfficerRow.roles)
        .join(OrganisationRow, col(OrganisationRow.code) == OfficerRow.org)
        .where(col(OfficerRow.is_active), col(OrganisationRow.is_active))
        .order_by(OfficerRow.org, OfficerRow.login)
    )
    return [
        Officer(login, org, region, frozenset(map(Role, roles)))
        for login, org, region, roles in session.exec(statement).all()
    ]


def near(session: Session, bodies: Collection[str], *, at: datetime, until: datetime) -> list[Near]:
    """Return what these bodies hold that runs, is not late yet, and is yellow or due by `until`; soonest first."""
    statement = (
        sqlalchemy.select(*(getattr(CaseRow, name) for name in Near._fields))
        .where(
            col(CaseRow.holder).in_(bodies),
            col(CaseRow.outcome).is_(None),
            col(CaseRow.overdue_at).is_(None),
            col(CaseRow.due_at) > at,
            or_(col(CaseRow.suspended_until).is_(None), col(CaseRow.suspended_until) <= at),
            or_(col(CaseRow.yellow_at) <= at, col(CaseRow.due_at) <= until),
        )
        .order_by(col(CaseRow.due_at), col(CaseRow.id))
    )
    return [Near(*row) for row in session.execute(statement).all()]


def keep(session: Session, rows: Sequence[DigestRow]) -> int:
    """Write digests and return how many are new; one that stands there for its officer and day stays as it is."""
    if not rows:
        return 0
    statement = insert(DigestRow).on_conflict_do_nothing().returning(col(DigestRow.login))
    values: list[dict[str, Any]] = [row.model_dump() for row in rows]
    return len(session.execute(statement, values).all())


def newest_digest(session: Session, login: str) -> DigestRow | None:
    """Return the officer's newest digest."""
    statement = select(DigestRow).where(DigestRow.login == login)
    return session.exec(statement.order_by(col(DigestRow.day).desc()).limit(1)).first()


def still_due(session: Session, person: Person, digest: DigestRow) -> list[tuple[DueSoon, CaseRow]]:
    """Return what of a digest is still the officer's: where it stood, held by the body, given to nobody else since."""
    told = [DueSoon.model_validate(each) for each in digest.cases]
    statement = select(CaseRow).where(
        col(CaseRow.id).in_([each.id for each in told]),
        col(CaseRow.outcome).is_(None),
        CaseRow.holder == person.org_code,
        visible_to(person),
    )
    found = {row.id: row for row in session.exec(statement.options(*_NOT_SHOWN)).all()}
    pairs = [(each, found[each.id]) for each in told if each.id in found]
    return [(each, row) for each, row in pairs if row.stage == each.stage and _is_of(person, each, row)]


def _is_of(person: Person, told: DueSoon, row: CaseRow) -> bool:
    return person.has_role(Role.LEADER) or row.assignee in (None, person.login, told.assignee)


def mark_digests_read(session: Session, login: str, *, until: date | None, at: datetime) -> None:
    """Mark the officer's digests as read, those up to a day or all."""
    in_time = true() if until is None else col(DigestRow.day) <= until
    unread = update(DigestRow).where(col(DigestRow.login) == login, col(DigestRow.read_at).is_(None), in_time)
    session.exec(unread.values(read_at=at))
