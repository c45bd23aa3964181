"""Recording steps in the ledger, and telling the tied cases of them."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, IntegrityError, NoResultFound
from temporalio import activity
from temporalio.client import Client

from activities.telling import told
from domain.refusal import Refusal
from messages.case import Recorded, RecordSteps
from messages.failures import said_no
from store.connection import transaction
from store.ledger import Ledger

_CLOCK_TOLERANCE = timedelta(minutes=5)
_CASE_IS_THERE = "case__pkey"


class ClockAhead(Refusal):
    """The workflow's time is ahead of the machine's: somebody skipped time on a real case."""

    code = "clock-ahead"


class ActRecordedBefore(Refusal):
    """The act's id stands in the case file already, under an entry that the workflow no longer remembers."""

    code = "act-recorded-before"


class NotRecordable(Refusal):
    """The ledger's own rules are against it, so no retry can mend it."""

    code = "not-recordable"


class LedgerActivities:
    """Writes to the ledger; the same order twice is once.

    Without a client the tied cases are left to the workflow to tell.
    """

    def __init__(
        self, engine: Engine, ledger: Ledger, client: Client | None = None, *, is_rehearsal: bool = False
    ) -> None:
        self._engine = engine
        self._ledger = ledger
        self._client = client
        self._is_rehearsal = is_rehearsal

    @activity.defn
    async def record(self, order: RecordSteps) -> Recorded:
        """Record the acts of one case in one transaction, and tell the cases tied to it.

        Raises:
            ApplicationError: The rules or the ledger refuse, which no retry can mend.
        """
        # In a thread: the worker's own loop must not wait for the ledger.
        recorded = await asyncio.to_thread(self.write, order)
        return recorded if self._client is None else await told(self._client, recorded)

    def write(self, order: RecordSteps) -> Recorded:
        """Write the acts into the ledger, and no more.

        Raises:
            ApplicationError: The rules or the ledger refuse, which no retry can mend.
        """
        try:
            if not self._is_rehearsal:
                _check_clock(order)
            with transaction(self._engine) as session:
                return self._ledger.record(session, order)
        except Refusal as refusal:
            raise said_no(refusal) from refusal
        except (IntegrityError, DataError, NoResultFound) as error:
            if _constraint(error) == _CASE_IS_THERE:
                # Another try of this opening has just been committed; the next one finds it.
                raise
            raise said_no(_unrecordable(error)) from error


def _unrecordable(error: Exception) -> Refusal:
    """Return why the ledger can never take these acts; they must not keep the case from all others."""
    if _constraint(error) == "one_entry_for_an_act":
        return ActRecordedBefore("该操作此前已登记", "An act with this id is in the case file already.")
    return NotRecordable(
        f"台账无法登记（{_constraint(error) or type(error).__name__}）",
        f"The ledger cannot hold this act: {type(error).__name__}, {_constraint(error)}.",
    )


def _constraint(error: Exception) -> str | None:
    return getattr(getattr(getattr(error, "orig", None), "diag", None), "constraint_name", None)


def _check_clock(order: RecordSteps) -> None:
    """Check that no act lies in the future; one that waited for a worker lies in the past, which is ordinary."""
    latest = max(act.at for act in order.acts)
    if latest > datetime.now(UTC) + _CLOCK_TOLERANCE:
        raise ClockAhead(
            f"流程时间（{latest.isoformat()}）早于实际时间到来，拒绝登记",
            f"The workflow's time {latest.isoformat()} is ahead of this machine's clock; nothing is recorded.",
        )
