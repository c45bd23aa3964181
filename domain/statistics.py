"""What a definition keeps of its cases: numbers that are taken once, at the moment a case has ended."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, StringConstraints

from domain.guard import NAMES, GuardError, is_met, value_of
from domain.model import Rule
from domain.tasks import counted

if TYPE_CHECKING:
    from domain.case import Case
    from domain.procedure import Definition

Words = Annotated[str, StringConstraints(min_length=1)]
Summary = Literal["sum", "mean", "rate"]

AT_THE_END = (
    *(name for name in NAMES if name != "form"),
    "late",
    "late_in",
    "days",
    "days_to",
    "all_tasks",
)
"""What the expressions of a statistic may speak of: what conditions know, without a form, and how the case went: whether
a rung has fired, in which stages, how many natural days it took, how many to the first use of each action that was used;
`all_tasks` counts as `tasks` do, over every task of the matter."""

_WHY = 500


class Kept(Rule):
    """One statistic: a number of each case that has ended, or of those for which `when` holds.

    Over many cases it is summed up, averaged, or is a rate: a share from 0 to 1, true being 1. With `by` it is also
    broken down by the organisation that this party is when the case ends.
    """

    title: Words
    title_en: Words
    value: Words
    as_: Summary = Field(alias="as")
    when: str | None = None
    by: str | None = None
    unit: str = ""
    unit_en: str = ""


@dataclass(frozen=True)
class Course:
    """How a case went, as its file says: its natural days, those to the first use of each action, the stages that were late."""

    days: float
    days_to: Mapping[str, float]
    late_in: frozenset[str]


@dataclass(frozen=True)
class Taken:
    """The number that a statistic has taken of one case, or why it could not."""

    name: str
    org: str | None
    value: float | None
    why: str | None = None


def statistics_of(definition: "Definition", case: "Case", course: Course) -> tuple[Taken, ...]:
    """Return what the definition keeps of a case that has ended.

    An expression that fails says why and keeps nothing from going on: the case has ended, whoever counts it.
    """
    keeps = definition.procedure.keeps
    if not keeps:
        return ()
    facts = _facts(definition, case, course)
    taken = (_taken(name, rule, case, facts) for name, rule in keeps.items())
    return tuple(each for each in taken if each is not None)


def _facts(definition: "Definition", case: "Case", course: Course) -> dict[str, Any]:
    known = case.facts(definition, {})
    del known["form"]
    return known | {
        "late": bool(course.late_in),
        "late_in": {stage: stage in course.late_in for stage in definition.procedure.stages},
        "days": course.days,
        "days_to": dict(course.days_to),
        "all_tasks": counted(list(case.tasks.values())),
    }


def _taken(name: str, rule: Kept, case: "Case", facts: Mapping[str, Any]) -> Taken | None:
    """Return what one statistic takes of a case; nothing of one for which it is not kept."""
    org = case.parties.get(rule.by) if rule.by is not None else None
    try:
        if not is_met(rule.when, facts):
            return None
        return Taken(name, org, _number(rule, value_of(rule.value, facts)))
    except GuardError as error:
        return Taken(name, org, None, error.en[:_WHY])


def _number(rule: Kept, value: Any) -> float:
    """Return a value as a number; a rate takes true and false, and nothing outside 0 and 1.

    Raises:
        GuardError: It is none that can be counted.
    """
    if not isinstance(value, bool | int | float):
        raise GuardError(rule.value, f"is a {type(value).__name__}, not a number")
    number = float(value)
    if not math.isfinite(number):
        raise GuardError(rule.value, "is not a finite number")
    if rule.as_ == "rate" and not 0 <= number <= 1:
        raise GuardError(rule.value, f"is {number}, which is no share from 0 to 1")
    return number
