"""Workers of their own queue, whose ledger fails in a chosen way."""

from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from secrets import token_hex
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import Session, col, select
from temporalio.client import Client
from temporalio.worker import Worker

from activities.ledger import LedgerActivities
from letters.public import PublicLetters
from messages.case import Recorded, RecordSteps
from messages.settings import DEFAULT_PUBLIC_URL
from store.ledger import Ledger
from store.tables import CaseRow
from tests.workflows.cases import Desk, OpenedCase
from worker import calendars
from workflows.case import CaseWorkflow

Fault = Callable[[RecordSteps], None]
_THREADS = 8


class FaultyLedger(Ledger):
    """The ledger, with something that goes wrong before or after it has recorded."""

    def __init__(self, *, before: Fault | None = None, after: Fault | None = None) -> None:
        super().__init__(calendars(), PublicLetters(DEFAULT_PUBLIC_URL, token_hex))
        self._before = before
        self._after = after

    def record(self, session: Session, order: RecordSteps) -> Recorded:
        """Record, unless something goes wrong."""
        if self._before:
            self._before(order)
        recorded = super().record(session, order)
        if self._after:
            session.commit()
            self._after(order)
        return recorded


def own_worker(
    client: Client, engine: Engine, queue: str, ledger: Ledger, *, max_cached_workflows: int = 100
) -> Worker:
    """Return a worker for one queue."""
    activities = LedgerActivities(engine, ledger, client, is_rehearsal=True)
    return Worker(
        client,
        task_queue=queue,
        workflows=[CaseWorkflow],
        activities=[activities.record],
        activity_executor=ThreadPoolExecutor(_THREADS),
        max_concurrent_activities=_THREADS,
        max_cached_workflows=max_cached_workflows,
    )


@contextmanager
def ledger_held(case: OpenedCase) -> Iterator[None]:
    """Hold the case's line in the ledger, so that recording has to wait."""
    with case.engine.begin() as connection:
        connection.execute(select(CaseRow).where(col(CaseRow.id) == case.case_id).with_for_update())
        yield


def own_desk(desk: Desk) -> Desk:
    """Return a desk whose cases wait for a worker of their own."""
    return Desk(desk.client, desk.engine, desk.definition, queue=f"cases-{uuid4()}")


@asynccontextmanager
async def served(
    desk: Desk, ledger: Ledger | None = None, *, max_cached_workflows: int = 100
) -> AsyncIterator[None]:
    """Have a worker serve a desk's queue."""
    ledger = ledger or Ledger(calendars(), PublicLetters(DEFAULT_PUBLIC_URL, token_hex))
    async with own_worker(
        desk.client, desk.engine, desk.queue, ledger, max_cached_workflows=max_cached_workflows
    ):
        yield
