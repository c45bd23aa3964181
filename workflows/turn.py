"""An act that waits for its turn, and what became of it."""

from dataclasses import dataclass
from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from domain.act import Act
    from domain.refusal import Refusal
    from messages.case import ActDone


@dataclass
class Turn:
    """One act in the queue; it is settled when it stands in the ledger or when it cannot."""

    act: Act
    at: datetime
    done: ActDone | None = None
    failure: ApplicationError | None = None

    @property
    def is_settled(self) -> bool:
        """Return whether whoever waits has an answer."""
        return self.done is not None or self.failure is not None

    def answer(self) -> ActDone:
        """Return the entry, or raise what stood against it."""
        if self.failure is not None:
            raise self.failure
        assert self.done is not None  # noqa: S101  (asked only when settled)
        return self.done


def said_no(refusal: Refusal) -> ApplicationError:
    """Return a refusal of the rules as Temporal carries it: its code as type, its words and facts as details."""
    return ApplicationError(refusal.en, refusal.zh, refusal.facts, type=refusal.code, non_retryable=True)
