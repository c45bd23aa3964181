"""A worker process is killed in the middle of a step; another one ends the step, once."""

import asyncio
import os
import sys

from sqlalchemy import Engine

from tests.workflows.case_files import actions, check, letters
from tests.workflows.cases import Desk
from tests.workflows.workers import own_desk, served


async def started(desk: Desk, engine: Engine, when: str) -> asyncio.subprocess.Process:
    """Start a worker process on the desk's queue that dies at the act `sign`."""
    environment = os.environ | {
        "DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "TEMPORAL_ADDRESS": desk.client.service_client.config.target_host,
        "TEMPORAL_NAMESPACE": desk.client.namespace,
        "DIES_AT": "sign",
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.workflows.lone_worker", desk.queue, when, env=environment
    )


async def test_a_step_outlives_its_worker(desk: Desk, engine: Engine) -> None:
    """Killed before the ledger has it, or after, when only the ledger knows: the act stands there once.

    Both at the same time, because each waits for Temporal to notice that the worker is gone.
    """
    await asyncio.gather(*(outlived(desk, engine, when) for when in ("before", "after")))


async def outlived(desk: Desk, engine: Engine, when: str) -> None:
    """Have a worker die in a step, and another one end it."""
    closed = own_desk(desk)
    process = await started(closed, engine, when)
    try:
        case = await closed.open()
        signing = asyncio.create_task(case.act("yubei.cg", "sign", seq=1))
        assert await asyncio.wait_for(process.wait(), 20) < 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    recorded = actions(case)
    async with served(closed, max_cached_workflows=0):
        assert await signing == 2
        assert await case.act("yubei.cg", "accept", seq=2) == 3
        await check(case)

    assert recorded == (["open"] if when == "before" else ["open", "sign"])
    assert actions(case) == ["open", "sign", "accept"]
    assert [letter.kind for letter in letters(case)] == ["transfer-letter", "receipt", "acceptance"]
