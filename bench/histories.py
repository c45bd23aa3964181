"""What a step leaves in the history: events and bytes, read back from the server."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from temporalio.client import Client

from bench.bare import QUEUE, BareWorkflow
from bench.figures import Figures
from bench.officers import Officers, OpenedCase

_ALONE = 10
TOGETHER = 20


async def history_size(client: Client, workflow_id: str) -> tuple[int, int]:
    """Return how many events the history has, and the bytes of all of them."""
    history = await client.get_workflow_handle(workflow_id).fetch_history()
    return len(history.events), sum(event.ByteSize() for event in history.events)


async def _grown(
    client: Client, figures: Figures, name: str, workflow_id: str, work: Awaitable[Any], *, steps: int = 1
) -> None:
    """Do the work and note by how much the history has grown, for each step."""
    before = await history_size(client, workflow_id)
    await work
    after = await history_size(client, workflow_id)
    figures.note(f"{name} events", (after[0] - before[0]) / steps)
    figures.note(f"{name} bytes", (after[1] - before[1]) / steps)


async def measure(client: Client, officers: Officers, figures: Figures) -> None:
    """Measure the bare update, a comment and every move alone, and comments that come together."""
    bare = await client.start_workflow(BareWorkflow.run, id="bare-history", task_queue=QUEUE)
    case, moved = await officers.open(), await officers.open()
    await officers.comment(case)
    await bare.execute_update(BareWorkflow.act, "warm")
    for _ in range(_ALONE):
        await _grown(client, figures, "bare alone", bare.id, bare.execute_update(BareWorkflow.act, "one"))
        await _grown(client, figures, "comment alone", case.id, officers.comment(case))
    for action, move in officers.moves(moved):
        await _grown(client, figures, f"{action} alone", moved.id, move)
        for what in ("events", "bytes"):
            figures.note(f"move alone {what}", *figures.all(f"{action} alone {what}")[-1:])
    for _ in range(3):
        await _together(
            client, figures, "bare together", bare.id, lambda: bare.execute_update(BareWorkflow.act, "x")
        )
        await _together(client, figures, "comment together", case.id, lambda: _comment(officers, case))


async def _comment(officers: Officers, case: OpenedCase) -> None:
    await officers.comment(case)


async def _together(
    client: Client, figures: Figures, name: str, workflow_id: str, step: Callable[[], Awaitable[Any]]
) -> None:
    steps = asyncio.gather(*(step() for _ in range(TOGETHER)))
    await _grown(client, figures, name, workflow_id, steps, steps=TOGETHER)
