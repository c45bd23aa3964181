"""What tests ask about rungs: which fired and when, what the engine waited for, which cases followed."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_hex
from typing import NamedTuple
from uuid import uuid4

from temporalio.api.enums.v1 import EventType
from temporalio.worker import Worker

from activities.ledger import LedgerActivities
from activities.opening import OpeningActivities
from domain.built_in import OVERDUE
from domain.limit import Unit
from domain.office_time import OFFICE_HOURS, end_of, last_day
from domain.procedure import Definition
from letters.public import PublicLetters
from messages.case import Recorded
from messages.settings import DEFAULT_PUBLIC_URL
from scenarios.load import load_definitions
from store.connection import transaction
from store.dating import CalendarFor
from store.ledger import Ledger
from store.links import tied_and_open
from store.tables import CaseRow
from tests.domain import supervisions
from tests.workflows.case_files import entries
from tests.workflows.cases import Desk, OpenedCase, tries
from worker import calendars
from workflows.case import CaseWorkflow

_THREADS = 16
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


class Fired(NamedTuple):
    """A rung that stands in the case file."""

    level: str
    stage: str | None
    at: datetime


def fired(case: OpenedCase) -> list[Fired]:
    """Return the rungs of the case file, in their order."""
    return [
        Fired(entry.form["level"], entry.stage_from, entry.at)
        for entry in entries(case)
        if entry.action == OVERDUE
    ]


def levels(case: OpenedCase) -> list[str]:
    """Return the levels of the rungs that have fired."""
    return [each.level for each in fired(case)]


async def alarms(case: OpenedCase) -> list[datetime | None]:
    """Return until when the engine was told to wait, after each record, as its history has it."""
    converter, told, records = case.client.data_converter, list[datetime | None](), set[int]()
    async for event in case.handle.fetch_history_events():
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            if event.activity_task_scheduled_event_attributes.activity_type.name == "record":
                records.add(event.event_id)
        elif event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
            done = event.activity_task_completed_event_attributes
            if done.scheduled_event_id in records:
                (recorded,) = await converter.decode(done.result.payloads, [Recorded])
                told.append(recorded.alarm_at)
    return told


async def skip_to(case: OpenedCase, at: datetime) -> None:
    """Let the case's time pass until this moment."""
    await case.skip(at - await case.now())


async def climb(case: OpenedCase, rungs: int) -> None:
    """Let time pass until so many rungs of the stage have fired, each at its moment."""
    for _ in range(rungs):
        row = case.row()
        assert row.next_rung_at is not None
        before = len(fired(case))
        await skip_to(case, row.next_rung_at + SECOND)
        await _more_fired(case, before)


async def _more_fired(case: OpenedCase, before: int) -> None:
    await case.until(lambda _: len(fired(case)) > before)
    await case.caught_up(case.row().seq)


def working_days_after(due_at: datetime, days: int, region: str, body: str) -> datetime:
    """Return the close of business so many working days later, counted on the calendar day by day."""
    calendar, on = calendars()(region, body), last_day(due_at)
    while days:
        on += timedelta(days=1)
        days -= calendar.provisional_day(on).is_working
    return end_of(on, OFFICE_HOURS.close_of_business)


def with_second_rung_after(definition: Definition, days: int) -> Definition:
    """Return a definition whose second rung fires so many working days after the date."""
    standard = definition.ladders["standard"]
    rungs = tuple(
        rung.model_copy(update={"after": rung.after.model_copy(update={"value": days, "unit": Unit.WD})})
        if rung.after
        else rung
        for rung in standard.rungs
    )
    ladders = definition.ladders | {"standard": standard.model_copy(update={"rungs": rungs})}
    return Definition.model_validate(definition.model_copy(update={"ladders": ladders}).model_dump())


async def followers(case: OpenedCase, procedure: str) -> list[OpenedCase]:
    """Wait until cases of a procedure are tied to this one, and return them."""
    found = list[str]()
    async for _ in tries():
        with transaction(case.engine) as session:
            found = tied_and_open(session, case.case_id)
            found = [one for one in found if session.get_one(CaseRow, one).definition == procedure]
        if found:
            break
    return [replace(case, handle=case.client.get_workflow_handle(one), case_id=one) for one in found]


async def act(case: OpenedCase, login: str, action: str) -> int:
    """Have somebody act in a supervision, with a form that is good enough."""
    return await case.act(login, action, **supervisions.FORMS.get(action, {}))


async def open_supervision(desk: Desk, definition: Definition, *steps: tuple[str, str]) -> OpenedCase:
    """Open a supervision by hand and take these steps."""
    opening = supervisions.opening_act()
    case = await Desk(desk.client, desk.engine, definition).opened(str(uuid4()), opening)
    for login, action in steps:
        await act(case, login, action)
    return case


@asynccontextmanager
async def apart(
    desk: Desk, *, calendar_for: CalendarFor | None = None, unattended: frozenset[str] = frozenset()
) -> AsyncIterator[Desk]:
    """Have a worker serve a queue of its own, by another calendar or in a district with other habits.

    What follows from its cases is opened on the ordinary queue.
    """
    ledger = Ledger(calendar_for or calendars(), PublicLetters(DEFAULT_PUBLIC_URL, token_hex))
    records = LedgerActivities(desk.engine, ledger, is_rehearsal=True)
    opens = OpeningActivities(desk.engine, desk.client, load_definitions(), unattended=unattended)
    own = Desk(desk.client, desk.engine, desk.definition, queue=f"cases-{uuid4()}")
    async with Worker(
        desk.client,
        task_queue=own.queue,
        workflows=[CaseWorkflow],
        activities=[records.record, opens.open_from],
        activity_executor=ThreadPoolExecutor(_THREADS),
        max_concurrent_activities=_THREADS,
    ):
        yield own
