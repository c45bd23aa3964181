"""A worker process that a test kills: `python -m tests.workflows.lone_worker QUEUE before|after|never`.

With `before` or `after` it kills itself, as a crash would, the moment an act named in the environment variable
DIES_AT reaches the ledger: before anything is written, or when it is committed and nobody knows yet.
"""

import asyncio
import os
import signal
import sys

from messages.case import RecordSteps
from messages.settings import Settings
from store.connection import connect
from tests.workflows.workers import FaultyLedger, own_worker
from worker import connected


def _die(order: RecordSteps) -> None:
    if any(each.act and each.act.action == os.environ["DIES_AT"] for each in order.acts):
        os.kill(os.getpid(), signal.SIGKILL)


async def main(queue: str, when: str) -> None:
    """Serve the queue until killed."""
    settings = Settings.from_environment()
    ledger = FaultyLedger(before=_die if when == "before" else None, after=_die if when == "after" else None)
    client = await connected(settings)
    async with own_worker(client, connect(settings.database_url), queue, ledger, max_cached_workflows=0):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
