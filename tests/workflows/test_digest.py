"""The daily digest on a real server: the worker sees to its schedule, and what the schedule starts is done once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from google.protobuf.duration_pb2 import Duration
from sqlalchemy import Engine
from sqlmodel import select
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import (
    Client,
    ScheduleActionExecutionStartWorkflow,
    ScheduleDescription,
    ScheduleHandle,
    ScheduleOverlapPolicy,
    ScheduleRange,
    ScheduleUpdate,
    ScheduleUpdateInput,
    WorkflowHandle,
)
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer

from domain.limit import Confidence
from domain.office_time import local, local_day
from domain.work_calendar import CalendarLayer, MakeUpDay, Notice, WorkCalendar
from messages.digest import DigestsWritten
from messages.wire import data_converter
from store.connection import transaction
from store.tables import CaseRow, DigestRow
from tests.api.namespaces import new_namespace
from tests.store.ledgers import databases, pattern, scratch
from tests.workflows.cases import tries
from worker import at_work, case_worker
from workflows.digest import DigestWorkflow
from workflows.digest_schedule import SCHEDULE, ensure_schedule, keep_schedule

__all__ = ["databases", "pattern", "scratch"]

_SOON = timedelta(hours=2)


def every_day(_region: str, _body: str) -> WorkCalendar:
    """Return a calendar on which this week is worked throughout, so that the tests know no rest day."""
    today = local_day(datetime.now(UTC))
    notice = Notice(title="测试", issuer="测试", confidence=Confidence.C)
    days = [today + timedelta(days=n) for n in (-1, 0, 1)]
    layers = [
        CalendarLayer(
            region="500112",
            year=day.year,
            notice=notice,
            make_up=(MakeUpDay(day=day, name="测试", name_en="test"),),
        )
        for day in days
    ]
    return WorkCalendar(layers)


@pytest.fixture
async def apart(environment: WorkflowEnvironment) -> Client:
    """A client of a namespace in which nothing else runs."""
    return await new_namespace(environment)


@pytest.fixture
def due_soon(scratch: Engine) -> str:
    """A case that is due in two hours; returns its id."""
    now = datetime.now(UTC)
    with transaction(scratch) as session:
        row = session.exec(select(CaseRow).order_by(CaseRow.number)).all()[0]
        row.yellow_at, row.due_at = now - _SOON, now + _SOON
        return row.id


@pytest.fixture
async def scheduled(apart: Client, scratch: Engine) -> AsyncIterator[ScheduleHandle]:
    """The schedule, found when a worker has started."""
    async with at_work(case_worker(apart, scratch, calendar_for=every_day)):
        handle = apart.get_schedule_handle(SCHEDULE)
        await found(handle)
        yield handle


async def found(handle: ScheduleHandle) -> ScheduleDescription:
    """Return what the server says of the schedule, once there is one."""
    async for _ in tries():
        try:
            return await handle.describe()
        except RPCError:
            continue
    raise AssertionError


async def run_of(client: Client, handle: ScheduleHandle, *, nth: int) -> WorkflowHandle[Any, DigestsWritten]:
    """Have the schedule start its workflow now, and return it as its nth run."""
    await handle.trigger()
    said = await handle.describe()
    async for _ in tries():
        if len(said.info.recent_actions) == nth:
            break
        said = await handle.describe()
    started = said.info.recent_actions[-1].action
    assert isinstance(started, ScheduleActionExecutionStartWorkflow)
    return client.get_workflow_handle(started.workflow_id, result_type=DigestsWritten)


def digests(engine: Engine, day: date) -> dict[str, list[str]]:
    """Return the ids of the cases in each officer's digest of the day."""
    with transaction(engine) as session:
        rows = session.exec(select(DigestRow).where(DigestRow.day == day)).all()
    return {row.login: [case["id"] for case in row.cases] for row in rows}


async def test_a_worker_that_starts_makes_the_schedule(scheduled: ScheduleHandle) -> None:
    said = await scheduled.describe()

    coming = said.info.next_action_times[:8]
    assert {local(each).time() for each in coming} == {time(8, 30)}
    assert [local_day(later) - local_day(each) for each, later in pairwise(coming)] == [timedelta(days=1)] * (
        len(coming) - 1
    )
    assert said.schedule.policy.overlap is ScheduleOverlapPolicy.SKIP
    assert said.schedule.policy.catchup_window == timedelta(hours=6)


async def test_what_the_schedule_starts_writes_the_digests_once(
    apart: Client, scratch: Engine, scheduled: ScheduleHandle, due_soon: str
) -> None:
    first = await run_of(apart, scheduled, nth=1)
    written = await first.result()
    told = digests(scratch, written.day)
    again = await (await run_of(apart, scheduled, nth=2)).result()
    described = await first.describe()
    replayer = Replayer(workflows=[DigestWorkflow], data_converter=data_converter)
    replayed = await replayer.replay_workflow(await first.fetch_history())

    assert written.count == len(told) > 0
    assert set(told) == {"yubei.cg", "yubei.cg.leader"}
    assert {case_id for cases in told.values() for case_id in cases} == {due_soon}
    assert (again.day, again.count) == (written.day, 0)
    assert digests(scratch, written.day) == told
    assert (described.workflow_type, described.task_queue) == ("daily-digest", "cases")
    assert replayed.replay_failure is None


async def test_more_workers_at_once_make_one_schedule_and_change_nothing(apart: Client) -> None:
    await asyncio.gather(*(ensure_schedule(apart) for _ in range(4)))
    await ensure_schedule(apart)

    said = await apart.get_schedule_handle(SCHEDULE).describe()
    assert said.info.last_updated_at is None


async def test_a_schedule_that_says_otherwise_is_put_right_and_stays_paused(apart: Client) -> None:
    await ensure_schedule(apart)
    handle = apart.get_schedule_handle(SCHEDULE)
    await handle.pause(note="节日值班")
    await handle.update(at_nine)
    await ensure_schedule(apart)

    said = await handle.describe()
    (morning,) = said.schedule.spec.calendars
    assert (morning.hour, morning.minute) == ((ScheduleRange(8),), (ScheduleRange(30),))
    assert (said.schedule.state.paused, said.schedule.state.note) == (True, "节日值班")


def at_nine(found: ScheduleUpdateInput) -> ScheduleUpdate:
    """Move the schedule to nine o'clock, as an operator or an older version might."""
    schedule = found.description.schedule
    (morning,) = schedule.spec.calendars
    spec = replace(schedule.spec, calendars=[replace(morning, hour=(ScheduleRange(9),))])
    return ScheduleUpdate(schedule=replace(schedule, spec=spec))


async def test_an_engine_that_is_not_ready_is_asked_again(environment: WorkflowEnvironment) -> None:
    """The namespace comes only after the worker, as on a server that is being set up."""
    name = f"late-{uuid4().hex[:8]}"
    target = environment.client.service_client.config.target_host
    client = await Client.connect(target, namespace=name, data_converter=data_converter, lazy=True)
    keeping = asyncio.create_task(keep_schedule(client, try_again=timedelta(milliseconds=50)))
    with pytest.raises(RPCError):
        await client.get_schedule_handle(SCHEDULE).describe()
    retention = Duration()
    retention.FromTimedelta(timedelta(days=1))
    await environment.client.workflow_service.register_namespace(
        RegisterNamespaceRequest(namespace=name, workflow_execution_retention_period=retention)
    )
    await keeping

    said = await client.get_schedule_handle(SCHEDULE).describe()
    assert said.id == SCHEDULE
