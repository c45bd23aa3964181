"""Run before a release, from its tree: do the running cases' histories replay under this version's workflow code?"""

import asyncio
import sys

from temporalio.client import Client
from temporalio.worker import Replayer

from messages.queues import CASES
from messages.settings import Settings
from messages.wire import data_converter
from workflows.case import CaseWorkflow
from workflows.digest import DigestWorkflow


async def failures() -> list[str]:
    """Return the failures, each with the id of its run; an empty list means that the release may replace the worker."""
    settings = Settings.from_environment()
    client = await Client.connect(
        settings.temporal_address, namespace=settings.temporal_namespace, data_converter=data_converter
    )
    running = client.list_workflows(f'ExecutionStatus = "Running" AND TaskQueue = "{CASES}"')
    replayer = Replayer(workflows=[CaseWorkflow, DigestWorkflow], data_converter=data_converter)
    results = await replayer.replay_workflows(running.map_histories(), raise_on_replay_failure=False)
    return [f"{run}: {failure}" for run, failure in results.replay_failures.items()]


def main() -> int:
    """Print the failures; return 1 when there are any."""
    found = asyncio.run(failures())
    sys.stdout.write("".join(f"{line}\n" for line in (*found, f"failed: {len(found)}")))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
