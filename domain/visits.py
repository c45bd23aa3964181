"""Visits that a firm receives: what a procedure says of those it makes, what is counted of them, when one is rated."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import Field

from domain.guard import value_of
from domain.model import Model, Rule
from domain.plan import Id
from domain.refusal import Refusal

VISIT_NAMES = ("planned", "triggered", "this_month", "elsewhere", "cap")
"""What a condition may ask of `visits`."""


class VisitRule(Rule):
    """Which steps of a procedure are a visit on the spot, and how it is counted.

    `object`, `name`, `planned`, `announced`, `first-day`, `last-day`, `elsewhere` (visits that this system does not know) and
    `cap` are expressions over the opening form alone, so that they say the same at any time. The action `books` books the visit, which takes its inspection code then; one of
    `begins` makes it; one of `frees` gives up a visit that has not begun, and it counts no more. With `counts-with` the
    expression `bodies` says how many bodies came. `task` is the task that each body does there. The firm may rate the visit
    `rated-within` a limit from its beginning.
    """

    object: str
    name: str
    planned: str
    announced: str
    first_day: str
    last_day: str
    elsewhere: str | None = None
    cap: str | None = None
    books: Id
    begins: tuple[Id, ...] = Field(min_length=1)
    frees: tuple[Id, ...] = ()
    counts_with: Id
    bodies: str
    task: Id
    rated_within: str

    @property
    def of_opening(self) -> dict[str, str | None]:
        """Return the expressions over the opening form, by their keys."""
        return {
            "object": self.object,
            "name": self.name,
            "planned": self.planned,
            "announced": self.announced,
            "first-day": self.first_day,
            "last-day": self.last_day,
            "elsewhere": self.elsewhere,
            "cap": self.cap,
        }


class Counted(Model):
    """How many visits an object has had in the year of an act beside the one at hand, and how many in its month."""

    planned: int = 0
    triggered: int = 0
    this_month: int = 0


NOT_COUNTED = Counted()
"""What there is of a case that makes no visits, or of whom nobody has asked."""


def visit_facts(rule: VisitRule | None, counted: Counted, opening: Mapping[str, Any]) -> dict[str, int]:
    """Return what a condition knows as `visits`; without a rule everything is 0."""
    known = (
        {"elsewhere": rule.elsewhere, "cap": rule.cap}
        if rule is not None
        else {"elsewhere": None, "cap": None}
    )
    typed = {
        name: int(value_of(source, {"opening": opening})) if source else 0 for name, source in known.items()
    }
    return {**counted.model_dump(), **typed}


def object_code(rule: VisitRule, opening: Mapping[str, Any]) -> str:
    """Return the code of the object that is visited, however it was typed."""
    return plain_code(str(value_of(rule.object, {"opening": opening})))


def plain_code(typed: str) -> str:
    """Return a code as it is kept, in capitals and without blanks."""
    return "".join(typed.split()).upper()


class CheckResult(StrEnum):
    """What whoever scans the code of a visit is told; the codes are customary."""

    OK = "OK"
    TASK_NOT_APPROVED = "TASK_NOT_APPROVED"
    """The approval stands no more: the visit was given up before it began."""
    OUT_OF_TIME_WINDOW = "OUT_OF_TIME_WINDOW"
    VISIT_OVER = "VISIT_OVER"
    """The bodies have been there and gone; another visit needs a code of its own."""


def check_result(
    *, is_freed: bool, is_over: bool, first_day: date, last_day: date, today: date
) -> CheckResult:
    """Return whether a visit may be made under this code on this day."""
    if is_freed:
        return CheckResult.TASK_NOT_APPROVED
    if is_over:
        return CheckResult.VISIT_OVER
    return CheckResult.OK if first_day <= today <= last_day else CheckResult.OUT_OF_TIME_WINDOW


def check_ratable(*, begun_at: datetime | None, rated_until: datetime | None, at: datetime) -> None:
    """Check that a visit may be rated now.

    Raises:
        VisitNotBegun: Nobody has been there yet.
        RatingClosed: The time for it is over.
    """
    if begun_at is None or rated_until is None:
        raise VisitNotBegun("检查尚未开始，暂不能评价", "The visit has not begun; it cannot be rated yet.")
    if at > rated_until:
        raise RatingClosed(
            "评价期限已过", "The time for the rating is over.", ended_at=rated_until.isoformat()
        )


class VisitNotBegun(Refusal):
    """A visit is rated after it has begun."""

    code = "visit-not-begun"


class RatingClosed(Refusal):
    """The time in which the firm may rate a visit is over."""

    code = "rating-closed"


class RatedAlready(Refusal):
    """A visit is rated once."""

    code = "rated-already"
