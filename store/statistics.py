"""What a definition's cases of a year come to: how many there are, and the statistics that were taken when they ended.

Each number counts exactly the cases that whoever asks may read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy
from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col

from domain.office_time import start_of
from domain.organisation import OrganisationKind, Person
from domain.statistics import Kept, Summary
from store.cases import names_of
from store.tables import CaseRow, KeptRow, OrganisationRow
from store.visibility import visible_to, within


@dataclass(frozen=True)
class Asked:
    """Of which definition and year, and in which region the cases were opened; everywhere if none is named."""

    definition: str
    year: int
    region: str | None = None

    @property
    def days(self) -> tuple[date, date]:
        """Return the first day of the year and of the one after it."""
        return date(self.year, 1, 1), date(self.year + 1, 1, 1)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Return when the year begins and ends in China."""
        first, after = self.days
        return start_of(first), start_of(after)


class Counts(NamedTuple):
    """How many cases were opened and how many ended in the year; how many are open now, and how many of them overdue."""

    opened: int
    ended: int
    open: int
    overdue: int


@dataclass(frozen=True)
class Sum:
    """How many cases a statistic was taken of, what their numbers come to, and of how many it could not be taken."""

    n: int = 0
    total: float = 0.0
    failed: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        """Return both together."""
        return Sum(self.n + other.n, self.total + other.total, self.failed + other.failed)

    def value(self, summary: Summary) -> float | None:
        """Return the sum, the mean or the rate; nothing when it was taken of no case."""
        if self.n == 0:
            return None
        return self.total if summary == "sum" else self.total / self.n


@dataclass(frozen=True)
class OfBody:
    """What a statistic comes to in the cases of one organisation."""

    org: str
    name: str
    sum: Sum


@dataclass(frozen=True)
class Statistic:
    """A statistic over all its cases, and by organisation, the one with most cases first."""

    name: str
    rule: Kept
    sum: Sum
    bodies: Sequence[OfBody]

    @property
    def value(self) -> float | None:
        """Return what it comes to; nothing when it was taken of no case."""
        return self.sum.value(self.rule.as_)


def counts(session: Session, person: Person, asked: Asked) -> Counts:
    """Return how many cases of the definition there are; each number is read from an index of its own."""
    begins, ends = asked.moments
    opened, closed = col(CaseRow.opened_at), col(CaseRow.closed_at)
    is_open = col(CaseRow.outcome).is_(None)

    def how_many(*conditions: ColumnElement[bool]) -> int:
        of_definition = and_(col(CaseRow.definition) == asked.definition, *conditions, *_opened_in(asked))
        readable = _or_supervised(
            person, visible_to(person), col(CaseRow.opened_org).in_(_bodies(person.region))
        )
        return session.scalar(sqlalchemy.select(func.count()).where(of_definition, readable)) or 0

    return Counts(
        opened=how_many(opened >= begins, opened < ends),
        ended=how_many(closed >= begins, closed < ends),
        open=how_many(is_open),
        overdue=how_many(is_open, col(CaseRow.overdue_at).is_not(None)),
    )


def _opened_in(asked: Asked) -> tuple[ColumnElement[bool], ...]:
    if asked.region is None:
        return ()
    return (col(CaseRow.opened_org).in_(_bodies(asked.region)),)


def _bodies(region: str) -> sqlalchemy.Select[str]:
    return sqlalchemy.select(col(OrganisationRow.code)).where(within(col(OrganisationRow.region), region))


def _or_supervised(
    person: Person, visible: ColumnElement[bool], is_opened_there: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Return the condition under which a person reads a case, for a supervision office asked the quick way first.

    Whoever opens a case is a party to it, so the office of that region reads it whoever else takes part.
    """
    return or_(is_opened_there, visible) if person.kind is OrganisationKind.SUPERVISION else visible


def statistics(session: Session, person: Person, asked: Asked, keeps: dict[str, Kept]) -> list[Statistic]:
    """Return each statistic of the definition over the cases that ended in the year."""
    sums = _sums(session, person, asked)
    names = names_of(session, {org for _, org in sums if org is not None})
    return [_statistic(name, rule, sums, names) for name, rule in keeps.items()]


def _sums(session: Session, person: Person, asked: Asked) -> dict[tuple[str, str | None], Sum]:
    first, after = asked.days
    value, closed_on = col(KeptRow.value), col(KeptRow.closed_on)
    place = (col(KeptRow.name), col(KeptRow.org))
    statement = (
        sqlalchemy.select(*place, func.count(value), func.coalesce(func.sum(value), 0.0), func.count())
        .where(col(KeptRow.definition) == asked.definition, closed_on >= first, closed_on < after)
        .where(
            _or_supervised(
                person,
                visible_to(person, col(KeptRow.case_id)),
                within(col(KeptRow.region), person.region),
            )
        )
        .group_by(*place)
    )
    if asked.region is not None:
        statement = statement.where(within(col(KeptRow.region), asked.region))
    return {
        (name, org): Sum(n, total, every - n) for name, org, n, total, every in session.execute(statement)
    }


def _statistic(
    name: str, rule: Kept, sums: dict[tuple[str, str | None], Sum], names: dict[str, str]
) -> Statistic:
    own = {org: each for (of, org), each in sums.items() if of == name}
    bodies = [OfBody(org, names.get(org, org), each) for org, each in own.items() if org is not None]
    bodies.sort(key=lambda body: (-body.sum.n, body.org))
    return Statistic(name, rule, sum(own.values(), Sum()), bodies if rule.by is not None else [])
