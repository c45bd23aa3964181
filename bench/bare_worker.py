"""The process of the yardstick: a worker of its own, on the same Temporal server."""

import asyncio
import signal

from temporalio.client import Client
from temporalio.worker import Worker

from bench.bare import QUEUE, BareWorkflow, nothing
from messages.settings import Settings


async def main() -> None:
    """Run until told to stop."""
    settings = Settings.from_environment()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    client = await Client.connect(settings.temporal_address, namespace=settings.temporal_namespace)
    async with Worker(client, task_queue=QUEUE, workflows=[BareWorkflow], activities=[nothing]):
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())
