"""Recording steps in the ledger."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from temporalio import activity
from temporalio.exceptions import ApplicationError

from domain.refusal import Refusal
from messages.case import Recorded, RecordSteps
from store.connection import transaction
from store.ledger import Ledger

_CLOCK_TOLERANCE = timedelta(minutes=5)


class ClockAhead(Refusal):
    """The workflow's time is ahead of the machine's: somebody skipped time on a real case."""

    code = "clock-ahead"


class LedgerActivities:
    """Writes to the ledger; the same order twice is once."""

    def __init__(self, engine: Engine, ledger: Ledger, *, is_rehearsal: bool = False) -> None:
        self._engine = engine
        self._ledger = ledger
        self._is_rehearsal = is_rehearsal

    @activity.defn
    def record(self, order: RecordSteps) -> Recorded:
        """Record the acts of one case in one transaction.

        Raises:
            ApplicationError: The rules or the ledger refuse, which no retry can mend.
        """
        try:
            if not self._is_rehearsal:
                _check_clock(order)
            with transaction(self._engine) as session:
                return self._ledger.record(session, order)
        except Refusal as refusal:
            raise ApplicationError(
                refusal.en, refusal.zh, refusal.facts, type=refusal.code, non_retryable=True
            ) from refusal


def _check_clock(order: RecordSteps) -> None:
    """Check that no act lies in the future; one that waited for a worker lies in the past, which is ordinary."""
    latest = max(act.at for act in order.acts)
    if latest > datetime.now(UTC) + _CLOCK_TOLERANCE:
        raise ClockAhead(
            f"流程时间（{latest.isoformat()}）早于实际时间到来，拒绝登记",
            f"The workflow's time {latest.isoformat()} is ahead of this machine's clock; nothing is recorded.",
        )
