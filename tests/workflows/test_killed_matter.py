"""Workers are killed while a matter gives out its tasks: every task is opened once and none is forgotten."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import Engine
from sqlmodel import col, func, select
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from store.connection import transaction
from store.tables import CaseRow, LinkRow
from tests.api.namespaces import new_namespace
from tests.workflows.case_files import actions
from tests.workflows.cases import OpenedCase, tries
from tests.workflows.matters import Matter, opened, planned, rule


async def start_worker(client: Client, engine: Engine) -> asyncio.subprocess.Process:
    """Start the real worker process on the namespace of this test."""
    environment = os.environ | {
        "DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "TEMPORAL_ADDRESS": client.service_client.config.target_host,
        "TEMPORAL_NAMESPACE": client.namespace,
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "worker.py", env=environment, stderr=asyncio.subprocess.DEVNULL
    )


@asynccontextmanager
async def killed_again_and_again(client: Client, engine: Engine, matter: Matter) -> AsyncIterator[None]:
    """Kill the worker each time the matter has got on by some entries, and start another one."""
    stopping = asyncio.Event()

    async def keep_killing() -> int:
        kills, worker = 0, await start_worker(client, engine)
        seen = 0
        while not stopping.is_set():
            await asyncio.sleep(0.05)
            if kills < 2 and matter.lead.row().seq >= seen + 5:
                seen = matter.lead.row().seq
                worker.kill()
                await worker.wait()
                kills += 1
                worker = await start_worker(client, engine)
        worker.terminate()
        await worker.wait()
        return kills

    killing = asyncio.create_task(keep_killing())
    try:
        yield
    finally:
        stopping.set()
        kills = await killing
    assert kills == 2


async def test_no_task_is_lost_or_opened_twice(environment: WorkflowEnvironment, engine: Engine) -> None:
    client = await new_namespace(environment)
    definition = planned(
        engine,
        first=rule(for_each="departments", by="each"),
        second=rule(by="fire", after=("first",), join="any"),
        last=rule(by="lead", after=("second",)),
    )
    first = await start_worker(client, engine)
    try:
        matter = await opened(client, engine, definition)
    finally:
        first.kill()
        await first.wait()
    async with killed_again_and_again(client, engine, matter):
        await matter.until("first-nobody", "blocked")
        await matter.act("leave-out-task", task="first-nobody", reason="本区无此职责")
        keys = [key for key in matter.known().tasks if key.startswith("first-") and key != "first-nobody"]
        await asyncio.gather(*(matter.do(key) for key in keys))
        await matter.do("second")
        await matter.do("last")
        await matter.until("last", "done")

    tasks = matter.known().tasks
    assert {state.status for key, state in tasks.items() if key != "first-nobody"} == {"done"}
    with transaction(engine) as session:
        tied = select(func.count()).where(col(LinkRow.other_id) == matter.lead.case_id)
        assert session.exec(tied).one() == len(tasks) - 1
        numbers = [session.get_one(CaseRow, state.case_id).number for state in tasks.values() if state.number]
    assert len(set(numbers)) == len(tasks) - 1
    for state in tasks.values():
        if state.number:
            handle = client.get_workflow_handle(state.case_id)
            done = actions(OpenedCase(client, engine, handle, state.case_id))
            assert [name for name in done if name in ("open", "sign", "report", "accept")] == [
                "open",
                "sign",
                "report",
                "accept",
            ]
    async for _ in tries():
        if matter.lead.row().state["tasks"]["last"]["status"] == "done":
            break
