"""Opening a case that follows from an entry of another: a rung that fired, or an action that was taken."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID, uuid5

from sqlalchemy import Engine
from sqlmodel import Session
from temporalio import activity
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from domain.act import OpeningAct
from domain.built_in import OVERDUE
from domain.procedure import Definition
from domain.refusal import Refusal
from messages.case import OpenCase
from messages.failures import said_no
from messages.queues import CASES
from messages.tied import Opened, OpenFrom
from store.connection import transaction
from store.definitions import publish
from store.following import following, supervising
from store.tables import CaseRow, EntryRow
from store.tasking import task_order

_OPENED = UUID("0a1d6a3c-52a5-4c0e-8f0e-6d1f7f0a5b9e")


class ProcedureUnknown(Refusal):
    """A ladder or an action opens a procedure that this district does not have."""

    code = "procedure-unknown"


class OpeningActivities:
    """Starts cases that follow from an entry of another; the same order twice is once.

    In the regions of `unattended` an urging letter goes out without a human hand.
    """

    def __init__(
        self,
        engine: Engine,
        client: Client,
        definitions: Mapping[str, Definition],
        *,
        unattended: frozenset[str] = frozenset(),
    ) -> None:
        self._engine = engine
        self._client = client
        self._definitions = definitions
        self._unattended = unattended

    # The name by which histories know it.
    @activity.defn(name="open_against")
    async def open_from(self, order: OpenFrom) -> Opened:
        """Start the case with the facts filled in.

        Raises:
            ApplicationError: The ledger lacks what it needs to know, which no retry can mend.
        """
        try:
            in_force = self._in_force(order.procedure)
            # In a thread: the worker's own loop must not wait for the ledger.
            definition, act = await asyncio.to_thread(self._prepared, in_force, order)
        except Refusal as refusal:
            raise said_no(refusal) from refusal
        # The new case records itself; waiting for that here could take the last place that its recording needs.
        try:
            await self._client.start_workflow(
                order.procedure,
                OpenCase(case_id=act.id, definition=definition.canonical, act=act),
                id=act.id,
                task_queue=CASES,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            )
        except WorkflowAlreadyStartedError:
            # It was opened by an earlier try and has ended since.
            activity.logger.info("%s was opened before", act.id)
        return Opened(case_id=act.id)

    def _prepared(self, definition: Definition, order: OpenFrom) -> tuple[Definition, OpeningAct]:
        with transaction(self._engine) as session:
            definition, act = self._act(session, definition, order)
            publish(session, [definition], at=datetime.now(UTC))
            return definition, act

    def _act(
        self, session: Session, definition: Definition, order: OpenFrom
    ) -> tuple[Definition, OpeningAct]:
        row = session.get_one(CaseRow, order.case_id)
        if order.task is not None:
            return task_order(session, definition, row, order.task)
        case_id = str(uuid5(_OPENED, f"{order.case_id}/{order.seq}"))
        entry = session.get_one(EntryRow, (order.case_id, order.seq))
        if entry.action == OVERDUE:
            return definition, supervising(
                session, definition, row, entry, case_id, unattended=self._unattended
            )
        return definition, following(session, definition, row, entry, case_id)

    def _in_force(self, name: str) -> Definition:
        """Return the rules that a new case is opened with today."""
        if name not in self._definitions:
            raise ProcedureUnknown(f"没有程序{name}", f"There is no procedure {name!r}.")
        return self._definitions[name]
