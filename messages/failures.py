"""How a refusal of the rules crosses the wire."""

from temporalio.exceptions import ApplicationError

from domain.refusal import Refusal


def said_no(refusal: Refusal) -> ApplicationError:
    """Return a refusal as Temporal carries it: its code as type, its words and facts as details; no retry mends it."""
    return ApplicationError(refusal.en, refusal.zh, refusal.facts, type=refusal.code, non_retryable=True)
