"""A case that moves tells those tied to it: at no cost to its own history, once, and also when the first way fails."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Engine
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment

from activities.telling import told
from messages.case import Recorded
from messages.tied import TiedMoved
from tests.api.namespaces import new_namespace
from tests.workflows.case_files import entries
from tests.workflows.cases import OpenedCase, tries
from tests.workflows.matters import Matter, opened, planned, rule, task_act
from worker import case_worker

_AT_MOST = 12
SIGNALLED = EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED


@pytest.fixture(scope="module")
async def own_client(environment: WorkflowEnvironment, engine: Engine) -> AsyncIterator[Client]:
    """A client whose cases leave time alone, with a worker of its own."""
    client = await new_namespace(environment)
    async with case_worker(client, engine, is_rehearsal=True):
        yield client


async def events_of(case: OpenedCase) -> list[Any]:
    """Return the kinds of the events in a case's history."""
    handle = case.client.get_workflow_handle(case.case_id)
    return [event.event_type async for event in handle.fetch_history_events()]


async def until_doing(matter: Matter, key: str) -> None:
    """Wait until the matter has heard that a task is being done."""
    async for _ in tries():
        if matter.known().tasks[key].stage == "办理中":
            return
    pytest.fail("the matter has not heard")


async def heard(matter: Matter, number: str, seq: int) -> list[str]:
    """Return the ids of the entries by which a matter has written down a piece of news."""
    return [entry.act_id for entry in entries(matter.lead) if entry.act_id == f"tied@{number}.{seq}"]


async def test_a_step_of_a_task_costs_no_more_than_any_other(own_client: Client, engine: Engine) -> None:
    matter = await opened(own_client, engine, planned(engine, look=rule(by="market")))
    task = await matter.task("look")
    before = len(await events_of(task))
    await task_act(task, "500112-scjgzd", "sign")
    await until_doing(matter, "look")

    after = await events_of(task)
    assert len(after) - before <= _AT_MOST
    assert SIGNALLED not in after


async def test_news_that_is_told_twice_is_written_down_once(own_client: Client, engine: Engine) -> None:
    matter = await opened(own_client, engine, planned(engine, look=rule(by="market")))
    task = await matter.task("look")
    row = task.row()
    news = TiedMoved(
        number=row.number, seq=99, stage="待签收", stage_en="to be signed", case_id=row.id, procedure="task"
    )
    recorded = Recorded(seq=99, stage="doing", tells=(matter.lead.case_id,), news=news)
    for _ in range(3):
        assert (await told(own_client, recorded)).tells == ()
    await task_act(task, "500112-scjgzd", "sign")
    await until_doing(matter, "look")

    assert await heard(matter, row.number, 99) == [f"tied@{row.number}.99"]


async def test_a_case_that_has_ended_need_not_hear(own_client: Client) -> None:
    news = TiedMoved(number="RW-1", seq=2, stage="办理中", stage_en="being done")
    recorded = Recorded(seq=2, stage="doing", tells=("no-such-case",), news=news)

    assert (await told(own_client, recorded)).tells == ()


class Deaf:
    """A handle whose case cannot be reached."""

    async def signal(self, *_args: Any, **_kwargs: Any) -> None:
        raise RPCError("away", RPCStatusCode.UNAVAILABLE, b"")


class CannotTell:
    """An outside that takes no signals: stands in for the client of the activity only."""

    def get_workflow_handle(self, _case_id: str) -> Deaf:
        return Deaf()


async def test_what_could_not_be_told_is_left_to_the_workflow() -> None:
    news = TiedMoved(number="RW-1", seq=2, stage="办理中", stage_en="being done")
    recorded = Recorded(seq=2, stage="doing", tells=("a", "b"), news=news)
    left: Any = CannotTell()

    assert await told(left, recorded) == recorded
