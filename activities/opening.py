"""Opening a case against the holder of one that is late, with the facts that the ledger knows."""

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

from domain.act import SYSTEM, Actor, OpeningAct
from domain.office_time import last_day, local_day
from domain.procedure import Definition
from domain.refusal import Refusal
from letters.wording import zh_date
from messages.case import OpenCase
from messages.failures import said_no
from messages.queues import CASES
from messages.supervision import OpenAgainst, Opened
from store.connection import transaction
from store.definitions import publish
from store.tables import CaseRow, EntryRow, OrganisationRow

_SUPERVISIONS = UUID("0a1d6a3c-52a5-4c0e-8f0e-6d1f7f0a5b9e")
_TITLE = 100
_LATE = "逾期事项"


class ProcedureUnknown(Refusal):
    """A ladder opens a procedure that this district does not have."""

    code = "procedure-unknown"


class SupervisionActivities:
    """Starts supervision cases; the same order twice is once."""

    def __init__(self, engine: Engine, client: Client, definitions: Mapping[str, Definition]) -> None:
        self._engine = engine
        self._client = client
        self._definitions = definitions

    @activity.defn
    async def open_against(self, order: OpenAgainst) -> Opened:
        """Start the case with the facts filled in.

        Raises:
            ApplicationError: The ledger lacks what it needs to know, which no retry can mend.
        """
        case_id = str(uuid5(_SUPERVISIONS, f"{order.case_id}/{order.seq}"))
        try:
            definition = self._in_force(order.procedure)
            # In a thread: the worker's own loop must not wait for the ledger.
            act = await asyncio.to_thread(self._prepared, definition, order, case_id)
        except Refusal as refusal:
            raise said_no(refusal) from refusal
        # The new case records itself; waiting for that here could take the last place that its recording needs.
        try:
            await self._client.start_workflow(
                order.procedure,
                OpenCase(case_id=case_id, definition=definition.canonical, act=act),
                id=case_id,
                task_queue=CASES,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            )
        except WorkflowAlreadyStartedError:
            # It was opened by an earlier try and has ended since.
            activity.logger.info("%s was opened before", case_id)
        return Opened(case_id=case_id)

    def _prepared(self, definition: Definition, order: OpenAgainst, case_id: str) -> OpeningAct:
        with transaction(self._engine) as session:
            publish(session, [definition], at=datetime.now(UTC))
            return _opening(session, order, case_id)

    def _in_force(self, name: str) -> Definition:
        """Return the rules that a new case is opened with today."""
        if name not in self._definitions:
            raise ProcedureUnknown(f"没有程序{name}", f"There is no procedure {name!r}.")
        return self._definitions[name]


def _opening(session: Session, order: OpenAgainst, case_id: str) -> OpeningAct:
    """Return the act that opens the supervision case, with the facts as they were when the rung fired."""
    row = session.get_one(CaseRow, order.case_id)
    entry = session.get_one(EntryRow, (order.case_id, order.seq))
    holder = session.get_one(OrganisationRow, entry.form["holder"])
    supervisor = session.get_one(OrganisationRow, holder.supervisor)
    return OpeningAct(
        id=case_id,
        actor=Actor(login=SYSTEM, org=supervisor.code),
        title=f"{row.title[: _TITLE - len(_LATE)]}{_LATE}",
        parties={"supervisor": supervisor.code, "body": holder.code},
        form={
            "origin": "ladder",
            "cases": [row.number],
            "facts": _facts(row, entry, holder),
            "basis": entry.form["basis"],
        },
    )


def _facts(row: CaseRow, entry: EntryRow, holder: OrganisationRow) -> str:
    due_on, on = last_day(entry.due_at or entry.at), local_day(entry.at)
    return (
        f"事项“{row.title}”（{row.number}）由{holder.name}办理，“{entry.form['stage']}”环节应于"
        f"{zh_date(due_on)}前办结，截至{zh_date(on)}已逾期{(on - due_on).days}日，经催办仍未办理。"
    )
