"""The worker process: puts workflows and activities together."""

import asyncio
import signal
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from secrets import token_hex

from sqlalchemy import Engine
from temporalio.client import Client, GrpcCompression
from temporalio.common import WorkerDeploymentVersion
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.service import RPCError
from temporalio.worker import Worker, WorkerDeploymentConfig
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.digest import DigestActivities
from activities.ledger import LedgerActivities
from activities.opening import OpeningActivities
from letters.public import PublicLetters
from messages.logs import log_as_json
from messages.queues import CASES
from messages.settings import DEFAULT_PUBLIC_URL, Settings
from messages.wire import data_converter
from scenarios.body_calendars import calendars
from scenarios.load import load_definitions
from scenarios.organisations import unattended_regions
from store.connection import connect
from store.dating import CalendarFor
from store.ledger import Ledger
from workflows.case import CaseWorkflow
from workflows.digest import DigestWorkflow
from workflows.digest_schedule import keep_schedule

__all__ = ["at_work", "calendars", "case_worker", "connected", "main"]

_THREADS = 16
_CACHED_CASES = 2000
_RETRY_SECONDS = 1.0
_GRACE = timedelta(seconds=5)
_BUILD = "0.1.0"  # Named five times in the history of each step; the SDK's own hash would take 32 characters.


def case_worker(
    client: Client,
    engine: Engine,
    *,
    is_rehearsal: bool = False,
    calendar_for: CalendarFor | None = None,
    public_url: str = DEFAULT_PUBLIC_URL,
) -> Worker:
    """Return the worker that runs every case, by the published calendars if no others are given."""
    calendar_for = calendar_for or calendars()
    ledger = Ledger(calendar_for, PublicLetters(public_url, token_hex))
    activities = LedgerActivities(engine, ledger, client, is_rehearsal=is_rehearsal)
    opening = OpeningActivities(engine, client, load_definitions(), unattended=unattended_regions())
    digest = DigestActivities(engine, calendar_for)
    return Worker(
        client,
        task_queue=CASES,
        workflows=[CaseWorkflow, DigestWorkflow],
        activities=[activities.record, opening.open_from, digest.write],
        activity_executor=ThreadPoolExecutor(_THREADS, thread_name_prefix="activity"),
        max_concurrent_activities=_THREADS,
        max_cached_workflows=_CACHED_CASES,
        graceful_shutdown_timeout=_GRACE,
        deployment_config=WorkerDeploymentConfig(
            version=WorkerDeploymentVersion(deployment_name="onething", build_id=_BUILD),
            use_worker_versioning=False,
        ),
        workflow_runner=SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default),
    )


def _runtime(settings: Settings) -> Runtime | None:
    """Return a runtime that serves the SDK's metrics for Prometheus, if an address is set for them."""
    if settings.worker_metrics is None:
        return None
    metrics = PrometheusConfig(
        bind_address=settings.worker_metrics, durations_as_seconds=True, counters_total_suffix=True
    )
    return Runtime(telemetry=TelemetryConfig(metrics=metrics))


async def connected(settings: Settings) -> Client:
    """Return a client; waits until the Temporal server answers."""
    runtime = _runtime(settings)
    while True:
        with suppress(RPCError, RuntimeError):
            return await Client.connect(
                settings.temporal_address,
                namespace=settings.temporal_namespace,
                data_converter=data_converter,
                grpc_compression=GrpcCompression.NONE,  # payloads are compressed already
                runtime=runtime,
            )
        await asyncio.sleep(_RETRY_SECONDS)


@asynccontextmanager
async def at_work(worker: Worker) -> AsyncIterator[None]:
    """Run the worker, and see to it meanwhile that the daily digest is scheduled."""
    async with worker:
        schedule = asyncio.create_task(keep_schedule(worker.client))
        try:
            yield
        finally:
            schedule.cancel()


async def main() -> None:
    """Run until told to stop; what is in hand is finished first."""
    log_as_json()
    settings = Settings.from_environment()
    stop = asyncio.Event()
    # Recording waits for the ledger in threads of the loop: as many as steps may be recorded at once.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS))
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    engine = connect(settings.database_url, pool_size=_THREADS)
    client = await connected(settings)
    async with at_work(case_worker(client, engine, public_url=settings.public_url)):
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())
