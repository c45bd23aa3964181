"""How tests open and move cases: the same messages as the API sends, without the API."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import Engine
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WithStartWorkflowOperation, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper

from domain.act import Act, OpeningAct
from domain.case import Case
from domain.procedure import Definition
from messages.case import ActDone, CaseSeen, OpenCase
from messages.queues import CASES
from store.connection import transaction
from store.tables import CaseRow
from tests.domain.transfers import FORMS, OPENING, PARTIES, PEOPLE
from workflows.case import CaseWorkflow

Answer = TypeVar("Answer")
_MOST_TRIES = 1000
_A_BREATH = 0.02
_A_MOMENT = timedelta(seconds=1)


@dataclass
class OpenedCase:
    """A case under test: its workflow, its line in the ledger, and what people do to it."""

    client: Client
    engine: Engine
    handle: WorkflowHandle[Any, Any]
    case_id: str

    async def act(
        self, login: str, action: str, *, act_id: str | None = None, seq: int | None = None, **form: Any
    ) -> int:
        """Have somebody act; returns the entry. A form that nobody gives is one that is good enough."""
        given = form or FORMS.get(action, {})
        return await self.send(
            Act(id=act_id or str(uuid4()), action=action, actor=PEOPLE[login], seq=seq, form=given)
        )

    async def send(self, act: Act) -> int:
        """Send an act and return its entry."""
        done: ActDone = await self.handle.execute_update(CaseWorkflow.act, act, id=str(uuid4()))
        return done.seq

    async def walk(self, *steps: tuple[str, str]) -> None:
        """Take these steps, each a login and an action."""
        for login, action in steps:
            await self.act(login, action)

    async def refused(self, login: str, action: str, **form: Any) -> str:
        """Return the code with which an act is refused."""
        return await code_of(self.act(login, action, **form))

    async def seen(self) -> CaseSeen:
        """Return the case as its workflow knows it; a run that has only just begun is asked again."""
        seen: CaseSeen | None = None
        async for _ in tries():
            try:
                seen = await self.handle.query(CaseWorkflow.seen)
                break
            except RPCError as error:
                if error.status is not RPCStatusCode.FAILED_PRECONDITION:
                    raise
        assert seen is not None
        return seen

    async def case(self) -> Case:
        return (await self.seen()).case

    async def caught_up(self, seq: int) -> CaseSeen:
        """Return the case as its workflow knows it, once that has heard of an entry the ledger has already."""
        seen = await self.seen()
        async for _ in tries():
            if seen.case.seq >= seq:
                break
            seen = await self.seen()
        return seen

    async def accepted(self, count: int) -> None:
        """Wait until the history of the current run holds so many acts, recorded or not."""
        async for _ in tries():
            if await self._accepted() >= count:
                break

    async def _accepted(self) -> int:
        kind = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED
        events = [event async for event in self.handle.fetch_history_events()]
        # The first one is the opening.
        return sum(event.event_type == kind for event in events) - 1

    def row(self) -> CaseRow:
        """Return the case's line in the ledger."""
        with transaction(self.engine) as session:
            return session.get_one(CaseRow, self.case_id)

    async def now(self) -> datetime:
        """Return the case's own time."""
        return await TimeSkipper(self.client).get_current_time(self.handle)

    async def skip(self, delta: timedelta) -> None:
        """Let the case's time pass; returns when it has."""
        await TimeSkipper(self.client).fast_forward(self.handle, delta)

    async def skip_past_due(self) -> None:
        """Let time pass until a moment after the due date."""
        due_at = self.row().due_at
        assert due_at is not None
        await self.skip(due_at - await self.now() + _A_MOMENT)

    async def until(self, holds: Callable[[CaseRow], bool]) -> CaseRow:
        """Wait until the ledger's line is as it should be."""
        row = self.row()
        async for _ in tries():
            if holds(row):
                break
            row = self.row()
        return row

    async def run_id(self) -> str:
        """Return the id of the workflow's current run."""
        description = await self.handle.describe()
        return description.run_id or ""


@dataclass(frozen=True)
class Desk:
    """Where cases are opened: a client, the ledger, the rules and the queue of a worker."""

    client: Client
    engine: Engine
    definition: Definition
    queue: str = CASES

    async def open(self, *, case_id: str | None = None, **form: Any) -> OpenedCase:
        """Open a clue transfer from market regulation to the urban management team."""
        case_id = case_id or str(uuid4())
        act = OpeningAct(
            id=case_id,
            actor=PEOPLE["yubei.scjg"],
            title="红锦大道烧烤店油烟直排",
            parties=PARTIES,
            form=OPENING | form,
        )
        return await self.opened(case_id, act)

    async def opened(self, case_id: str, act: OpeningAct) -> OpenedCase:
        """Open a case by this act."""
        start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            self.definition.procedure.procedure,
            OpenCase(case_id=case_id, definition=self.definition.canonical, act=act),
            id=case_id,
            task_queue=self.queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
        )
        await self.client.execute_update_with_start_workflow(
            CaseWorkflow.opened, start_workflow_operation=start, id=act.id
        )
        return OpenedCase(self.client, self.engine, self.client.get_workflow_handle(case_id), case_id)


async def tries() -> AsyncIterator[None]:
    """Yield until whoever asks has what they wait for, with a breath between; give up after a long while."""
    for _ in range(_MOST_TRIES):
        yield
        await asyncio.sleep(_A_BREATH)
    raise TimeoutError


async def code_of(waited: Awaitable[Any]) -> str:
    """Return the code with which an act is refused; "" when it is not."""
    try:
        await waited
    except WorkflowUpdateFailedError as error:
        return str(getattr(error.cause, "type", error.cause))
    return ""


async def together(*waited: Awaitable[Answer]) -> list[Answer | BaseException]:
    """Wait for all at once, and return answers and failures in their order."""
    return list(await asyncio.gather(*waited, return_exceptions=True))
