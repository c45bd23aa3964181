"""Writing the daily digests: each officer's reminder of what is due soon."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import Engine
from sqlmodel import Session
from temporalio import activity

from domain.light import Light
from domain.office_time import end_of, local_day
from domain.organisation import Role
from domain.procedure import Stage
from messages.digest import DigestsWritten, WriteDigests
from store.connection import transaction
from store.dating import CalendarFor
from store.definitions import DefinitionShelf
from store.digests import DueSoon, Near, Officer, keep, near, officers
from store.tables import DigestRow

_BODIES_AT_ONCE = 100


@dataclass(frozen=True)
class Body:
    """A body that works on the day, with its officers; `until` is the end of its next working day."""

    code: str
    officers: tuple[Officer, ...]
    until: datetime


class DigestActivities:
    """Writes digests to the ledger; the same day twice is once."""

    def __init__(self, engine: Engine, calendar_for: CalendarFor) -> None:
        self._engine = engine
        self._calendar_for = calendar_for
        self._shelf = DefinitionShelf()

    @activity.defn(name="write_digests")
    def write(self, order: WriteDigests) -> DigestsWritten:
        """Write the digest of each officer who works on that day and has cases that are due soon."""
        day = local_day(order.at)
        with transaction(self._engine) as session:
            bodies = list(self._at_work(officers(session), day))
        count = 0
        for first in range(0, len(bodies), _BODIES_AT_ONCE):
            with transaction(self._engine) as session:
                count += self._write(session, bodies[first : first + _BODIES_AT_ONCE], order.at)
        return DigestsWritten(day=day, count=count)

    def _at_work(self, everybody: Iterable[Officer], day: date) -> Iterator[Body]:
        """Yield the bodies that work on the day; a day without notice counts as its weekday says."""
        for (code, region), group in groupby(everybody, key=lambda officer: (officer.org, officer.region)):
            calendar = self._calendar_for(region, code)
            if calendar.provisional_day(day).is_working:
                yield Body(code, tuple(group), end_of(calendar.nth_working_day(day, 1)))

    def _write(self, session: Session, bodies: Sequence[Body], at: datetime) -> int:
        found: dict[str, list[tuple[Near, Stage]]] = {body.code: [] for body in bodies}
        for case in near(session, found.keys(), at=at, until=max(body.until for body in bodies)):
            definition = self._shelf.definition(session, case.digest)
            stage = definition.procedure.stages[case.stage]
            if definition.ladders[stage.overdue].reminder is not None:
                found[case.holder].append((case, stage))
        rows = [row for body in bodies for row in _digests(body, found[body.code], at)]
        return keep(session, rows)


def _digests(body: Body, cases: Sequence[tuple[Near, Stage]], at: datetime) -> Iterator[DigestRow]:
    """Yield a digest for each officer of the body who has a case in it."""
    logins = {officer.login for officer in body.officers}
    due = [pair for pair in cases if pair[0].yellow_at <= at or pair[0].due_at <= body.until]
    for officer in body.officers:
        theirs = [
            _due_soon(case, stage, at)
            for case, stage in due
            if _concerns(officer, case.assignee if case.assignee in logins else None, stage)
        ]
        if theirs:
            listed = [each.model_dump(mode="json") for each in theirs]
            yield DigestRow(login=officer.login, day=local_day(at), cases=listed, at=at)


def _concerns(officer: Officer, assignee: str | None, stage: Stage) -> bool:
    """Return whether an officer is reminded: a leader of all, the assignee, or whoever can take up what nobody has."""
    if Role.LEADER in officer.roles or assignee == officer.login:
        return True
    return assignee is None and bool({Role.HANDLER, stage.role} & officer.roles)


def _due_soon(case: Near, stage: Stage, at: datetime) -> DueSoon:
    return DueSoon(
        id=case.id,
        number=case.number,
        title=case.title,
        stage=case.stage,
        stage_title=stage.title,
        stage_title_en=stage.title_en,
        assignee=case.assignee,
        due_at=case.due_at,
        light=Light.YELLOW if case.yellow_at <= at else Light.GREEN,
    )
