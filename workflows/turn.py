"""An act that waits for its turn, and what became of it."""

from dataclasses import dataclass
from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from domain.act import Act
    from domain.case import Case
    from domain.procedure import Definition
    from domain.refusal import Refusal
    from domain.step import take
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


def opened_before() -> ApplicationError:
    """Return why a case that the ledger knows already does not open again."""
    return ApplicationError(
        "This case was opened before.", "该事项此前已发起", {}, type="opened-before", non_retryable=True
    )


def not_recorded(error: ActivityError) -> ApplicationError:
    """Return why the ledger would not take an act, in the words of the activity."""
    cause = error.cause
    if isinstance(cause, ApplicationError):
        return ApplicationError(cause.message, *cause.details, type=cause.type, non_retryable=True)
    return ApplicationError(str(cause or error), type="not-recorded", non_retryable=True)


def taken_in_turn(
    rules: Definition, case: Case, turns: list[Turn]
) -> tuple[Case, list[Turn], list[tuple[Turn, Refusal]]]:
    """Return the case after these acts, those that can be taken in this order, and those that cannot.

    Who is refused because another was first is told so only when the other's act is recorded.
    """
    taken, refused = list[Turn](), list[tuple[Turn, Refusal]]()
    for turn in turns:
        try:
            case = take(rules, case, turn.act, at=turn.at).case
        except Refusal as refusal:
            refused.append((turn, refusal))
        else:
            taken.append(turn)
    return case, taken, refused
